import { useEffect, useState } from 'react'
import { useOrder } from '@/api/orders'
import type { ClockDay, DueLevel, OrderClock, OrderState } from '@/api/types'
import { closedStates } from '@/lib/orderState'
import { dateTime, day, remaining, shortTime } from '@/lib/time'
import { t } from '@/texts'
import { Pop } from './Pop'
import { Loading } from './states'
import './tags.css'

interface Props {
  orderId?: string
  dueAt?: string
  signDueAt?: string
  level?: DueLevel
  state?: OrderState
  clock?: OrderClock
  /** The clock is this co-handling unit's, not the order's. */
  coUnit?: string
  /** Also say how much is left, not only when it is due. */
  withRemaining?: boolean
}

const stopped: readonly OrderState[] = [...closedStates, 'paused', 'shelved', 'merged']

function useNow(everyMs: number): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}

interface Limit {
  mark: string
  due: string
  level?: DueLevel
}

/** The time itself overrules what the server said a while ago. */
function shownLevel(x: Limit, ended: boolean, now: number): DueLevel | 'stopped' {
  if (ended && x.level !== 'overdue') return 'stopped'
  return !ended && Date.parse(x.due) < now ? 'overdue' : (x.level ?? 'ok')
}

/** When an order is due, how near that is, and on a click why. */
export function ClockBadge({ orderId, dueAt, signDueAt, level, state, clock, coUnit, withRemaining }: Props) {
  const now = useNow(30_000)
  const [open, setOpen] = useState(false)
  const ended = state !== undefined && stopped.includes(state)
  const signing = state === 'dispatched' && !!signDueAt
  // While the unit has to sign, that is what its level tells of; the other clock runs beside it.
  const limits: Limit[] = []
  if (signing) limits.push({ mark: t.clock.signMark, due: signDueAt, level })
  if (dueAt) limits.push({ mark: t.clock.handleMark, due: dueAt, level: signing ? undefined : level })
  if (limits.length === 0) return <span className="clock-stopped">{ended ? t.clock.stopped : t.clock.none}</span>
  return (
    <Pop
      label={t.clock.explain}
      open={open}
      onOpenChange={setOpen}
      content={<ClockWhy orderId={orderId} clock={clock} coUnit={coUnit} dueAt={dueAt} signDueAt={signDueAt} />}
    >
      <button
        type="button"
        className="clock"
        aria-expanded={open}
        title={t.clock.showWhy(dateTime(limits[0]!.due))}
        onClick={(e) => e.stopPropagation()}
      >
        {limits.map((x) => (
          <span key={x.mark} className={`clock-limit clock-${shownLevel(x, ended, now)}`}>
            <span className="clock-mark">{x.mark}</span> {shortTime(x.due)}
            {withRemaining && !ended ? <span className="clock-left">{remaining(x.due, now)}</span> : null}
          </span>
        ))}
      </button>
    </Pop>
  )
}

/** The calculation behind a due time: the rule, the days that count, and what to be careful about. */
export function ClockWhy({ orderId, clock, coUnit, dueAt, signDueAt }: Pick<Props, 'orderId' | 'clock' | 'coUnit' | 'dueAt' | 'signDueAt'>) {
  const order = useOrder(clock ? undefined : orderId)
  const part = order.data?.parties.find((x) => x.unit_id === coUnit && (x.state === 'open' || x.state === 'returned'))
  const c = clock ?? (coUnit ? part?.clock : order.data?.clock)
  if (!c && order.isLoading) return <div className="clock-why"><Loading rows={3} /></div>
  const sign = c?.sign_due ?? signDueAt
  const due = c?.due ?? dueAt
  const rule = c?.rule
  return (
    <div className="clock-why">
      <h2>{t.clock.explain}</h2>
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
