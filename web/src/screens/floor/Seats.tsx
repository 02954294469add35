import { App, Button, Dropdown } from 'antd'
import { lazy, Suspense } from 'react'
import { Link } from 'react-router'
import type { FloorOrder } from '@/api/floor'
import type { FloorCall, FloorSeat } from '@/api/types'
import { Elapsed } from '@/components/callbar/Elapsed'
import { Tag, type Tone } from '@/components/StateTag'
import { t } from '@/texts'
import type { Asked } from './SeatForm'

const LeadEmergency = lazy(() => import('@/components/callbar/danger').then((m) => ({ default: m.LeadEmergency })))
const f = t.floor
const p = t.phone
const verbs = ['listen', 'whisper', 'barge', 'take-over'] as const
const tones: Record<FloorSeat['state'], Tone> = { offline: 'plain', ready: 'good', busy: 'warn', ringing: 'info', talking: 'dark', wrap_up: 'plain' }

interface Props {
  seats: FloorSeat[]
  /** The call that the leader takes part in. */
  watching?: string
  busy: boolean
  ahead: number
  onOrder: (o: FloorOrder) => void
  onAsk: (asked: Asked) => void
}

/** A seat a row: what it does and since when, its call, and what the leader can do. */
export function Seats(x: Props) {
  const c = f.columns
  return (
    <div className="table-scroll" role="region" aria-label={t.table.region(f.seats)} tabIndex={0}>
      <table className="table floor-seats">
        <thead>
          <tr>
            {[c.seat, c.state, c.call, c.order, c.acts].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {x.seats.map((s) => (
            <tr key={s.id} className={s.call?.help_at ? 'floor-asks' : undefined}>
              <th scope="row">
                {s.name} <small>{s.login}</small>
              </th>
              <td>
                <State seat={s} ahead={x.ahead} />
              </td>
              <td>{s.call ? <Call call={s.call} seat={s} ahead={x.ahead} /> : null}</td>
              <td>{s.call?.order ? <Link to={`/orders/${s.call.order.id}`}>{s.call.order.number}</Link> : null}</td>
              <td>
                <Acts {...x} seat={s} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function State({ seat, ahead }: { seat: FloorSeat; ahead: number }) {
  const busy = seat.state === 'busy' ? (p.reason[seat.reason] ?? p.state.busy) : p.state[seat.state]
  return (
    <span className="floor-state">
      <Tag tone={seat.over ? 'bad' : tones[seat.state]}>{busy}</Tag>
      <Elapsed since={seat.since} ahead={ahead} />
      {seat.over ? <Tag tone="bad">{f.over}</Tag> : null}
      {seat.away ? <Tag tone="bad">{f.lost}</Tag> : null}
      {seat.next ? <small>{p.next(seat.next === 'offline' ? p.signOut : (p.reason[seat.next] ?? seat.next))}</small> : null}
    </span>
  )
}

function Call({ call, seat, ahead }: { call: FloorCall; seat: FloorSeat; ahead: number }) {
  const who = call.door === 'web' ? p.web : call.caller_masked || p.withheld
  const more = [
    call.direction === 'out' ? f.out : call.queue_name,
    call.part === 'helper' ? f.helper : '',
    call.held ? f.held : '',
    ...call.others.map((o) => p.party(o.name, p.partyState[o.state])),
  ].filter(Boolean)
  return (
    <span className="floor-call">
      <span className="num">{who}</span>
      <small>{more.join(' · ')}</small>
      <Elapsed since={call.answered_at ?? call.began_at} ahead={ahead} />
      {seat.watchers.map((w) => (
        <Tag key={w.leader} tone="info">
          {f.watched(w.leader ?? '', f.modes[w.mode] ?? w.mode)}
        </Tag>
      ))}
    </span>
  )
}

function Acts({ seat: s, watching, busy, onOrder, onAsk }: Props & { seat: FloorSeat }) {
  const { modal } = App.useApp()
  const call = s.call
  const mine = call && watching === call.id ? s.watchers.find((w) => w.call_id === watching)?.mode : undefined
  function order(verb: (typeof verbs)[number]) {
    if (!call) return
    if (verb !== 'take-over') return onOrder({ verb, call: call.id })
    modal.confirm({ title: f.takeOver(s.name), content: f.takeOverText, okText: f.modes.take_over, cancelText: t.common.cancel, onOk: () => onOrder({ verb, call: call.id }) })
  }
  return (
    <span className="floor-acts">
      {call
        ? verbs
            .filter((v) => call.may.includes(v))
            .map((v) => (
              <Button
                key={v}
                size="small"
                disabled={busy}
                type={mine === v ? 'primary' : 'default'}
                aria-pressed={v === 'take-over' ? undefined : mine === v}
                aria-label={f.modeOf(f.modes[v]!, s.name)}
                onClick={() => order(v)}
              >
                {f.modes[v]}
              </Button>
            ))
        : null}
      {watching && call && watching === call.id ? (
        <Button size="small" danger disabled={busy} onClick={() => onOrder({ verb: 'leave' })}>
          {f.leave}
        </Button>
      ) : null}
      <Suspense fallback={null}>{call?.may.includes('emergency') ? <LeadEmergency call={call.id} seat={s.name} /> : null}</Suspense>
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'force', label: f.force },
            { key: 'grant', label: f.grant },
          ],
          onClick: ({ key }) => onAsk({ what: key === 'grant' ? 'grant' : 'force', seat: s }),
        }}
      >
        <Button size="small" aria-haspopup="menu" aria-label={f.moreOf(s.name)}>
          {f.more}
        </Button>
      </Dropdown>
    </span>
  )
}
