import { Popover, Skeleton } from 'antd'
import { useEffect, useState } from 'react'
import { useOrder } from '@/api/orders'
import type { ClockDay, DueLevel, OrderClock, OrderState } from '@/api/types'
import { dateTime, day, remaining, shortTime } from '@/lib/time'
import { t } from '@/texts'
import './tags.css'

interface Props {
  orderId?: string
  dueAt?: string
  signDueAt?: string
  level?: DueLevel
  state?: OrderState
  clock?: OrderClock
  /** Also say how much is left, not only when it is due. */
  withRemaining?: boolean
}

const stopped: readonly OrderState[] = ['completed', 'archived']

function useNow(everyMs: number): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}

/** When an order is due, how near that is, and on a click why. */
export function ClockBadge({ orderId, dueAt, signDueAt, level, state, clock, withRemaining }: Props) {
  const now = useNow(30_000)
  const [open, setOpen] = useState(false)
  const ended = state !== undefined && stopped.includes(state)
  const due = state === 'dispatched' && signDueAt ? signDueAt : dueAt
  if (!due) return <span className="clock-stopped">{ended ? t.clock.stopped : t.clock.none}</span>
  const shown: DueLevel | 'stopped' = ended && level !== 'overdue' ? 'stopped' : Date.parse(due) < now && !ended ? 'overdue' : (level ?? 'ok')
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      destroyOnHidden
      content={<ClockWhy orderId={orderId} clock={clock} dueAt={dueAt} signDueAt={signDueAt} />}
    >
      <button
        type="button"
        className={`clock clock-${shown}`}
        aria-expanded={open}
        title={t.clock.showWhy(dateTime(due))}
        onClick={(e) => e.stopPropagation()}
      >
        {shortTime(due)}
        {withRemaining && !ended ? <span className="clock-left">{remaining(due, now)}</span> : null}
      </button>
    </Popover>
  )
}

/** The calculation behind a due time: the rule, the days that count, and what to be careful about. */
export function ClockWhy({ orderId, clock, dueAt, signDueAt }: Pick<Props, 'orderId' | 'clock' | 'dueAt' | 'signDueAt'>) {
  const order = useOrder(clock ? undefined : orderId)
  const c = clock ?? order.data?.clock
  if (!c && order.isLoading) return <Skeleton active className="clock-why" paragraph={{ rows: 3 }} />
  const sign = c?.sign_due ?? signDueAt
  const due = c?.due ?? dueAt
  const rule = c?.rule
  return (
    <div className="clock-why">
      <h3>{t.clock.explain}</h3>
      <dl>
        {sign ? (
          <>
            <dt>{t.clock.signDue}</dt>
            <dd>{dateTime(sign)}</dd>
          </>
        ) : null}
        <dt>{t.clock.due}</dt>
        <dd>{due ? dateTime(due) : t.clock.none}</dd>
        {rule ? (
          <>
            <dt>{t.clock.rule}</dt>
            <dd>{rule}</dd>
          </>
        ) : null}
      </dl>
      {c?.short ? <p className="clock-short">{c.short}</p> : null}
      <ClockDays days={c?.days ?? []} />
      {!rule && !c?.days.length ? <p className="muted">{t.clock.noDetail}</p> : null}
      {c?.warnings.map((w) => (
        <div key={w} className="clock-warn">
          {w}
        </div>
      ))}
    </div>
  )
}

export function ClockDays({ days }: { days: ClockDay[] }) {
  if (days.length === 0) return null
  return (
    // A long list scrolls inside the popover, so the keyboard must reach it.
    <ul className="clock-days" tabIndex={0} aria-label={t.clock.days}>
      {days.map((d, i) => {
        const counts = d.counted
        return (
          <li key={d.date + i} className={counts ? '' : 'skipped'}>
            <span>
              {day(d.date)} {d.weekday}
            </span>
            <span>{counts ? (d.number ? t.clock.dayNo(d.number) : (d.name ?? '')) : (d.why ?? d.name ?? t.clock.notCounted)}</span>
          </li>
        )
      })}
    </ul>
  )
}
