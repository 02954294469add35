import type { Order, OrderParty } from '@/api/types'
import { AttachmentList } from '@/components/Attachments'
import { Panel } from '@/components/PageShell'
import { Tag, type Tone } from '@/components/StateTag'
import { dateTime } from '@/lib/time'
import { t } from '@/texts'
import { ClockBadge } from './ClockBadge'
import { filesOf } from './OrderParts'
import './parties.css'

const o = t.order
const w = t.words
const tones: Record<OrderParty['state'], Tone> = { open: 'info', returned: 'warn', done: 'good', released: 'plain', closed: 'plain' }

/** Who leads, who helps by when and with what result, and who passed the order down the line. */
export function OrderParties({ order }: { order: Order }) {
  if (order.parties.length === 0 && order.chain.length === 0) return null
  const mineFirst = [...order.parties].sort((a, b) => Number(b.mine) - Number(a.mine))
  return (
    <Panel title={o.parties}>
      <p className="party-way">
        {order.chain.map((c) => (
          <span key={c.unit_id}>
            {c.unit_name} <span className="muted">{o.passedDownAt(dateTime(c.at))} →</span>{' '}
          </span>
        ))}
        <Tag tone="dark">{o.lead}</Tag> <strong>{order.unit_name}</strong>
      </p>
      {order.part === 'chain' ? <p className="muted">{o.youPassedIt}</p> : null}
      {order.parties.length > 0 ? (
        <ul className="behind" aria-label={o.helpers}>
          {mineFirst.map((x) => (
            <Part key={x.id} order={order} part={x} />
          ))}
        </ul>
      ) : null}
    </Panel>
  )
}

function Part({ order, part: x }: { order: Order; part: OrderParty }) {
  const owed = x.state === 'open' || x.state === 'returned'
  const files = x.result_id ? filesOf(order, x.result_id) : []
  return (
    <li className={x.mine ? 'party-mine' : undefined}>
      <div className="row">
        <Tag tone={tones[x.state]}>{w.partyState[x.state]}</Tag>
        <strong>{x.unit_name}</strong>
        {x.mine ? <Tag tone="warn">{o.mine}</Tag> : null}
        {x.insisted ? <Tag tone="plain">{o.insisted}</Tag> : null}
        {!owed && x.due_level === 'overdue' ? <Tag tone="bad">{o.late}</Tag> : null}
        <ClockBadge withRemaining={owed} dueAt={x.due_at} level={x.due_level} clock={x.clock} state={owed ? undefined : 'completed'} />
        <span className="muted">{o.askedBy(x.by_centre ? o.centre : x.by_name, dateTime(x.at))}</span>
      </div>
      <Words name={o.asked} words={x.ask} />
      {x.reason ? <Words name={o.givenBack} words={[x.reason_name, x.reason].filter(Boolean).join(t.common.colon)} /> : null}
      {x.answer ? <Words name={x.state === 'released' ? o.released : o.insistedWhy} words={x.answer} /> : null}
      {x.result ? <Words name={o.result(x.done_by_name ?? '', dateTime(x.done_at ?? x.at))} words={x.result} /> : null}
      {files.length > 0 ? <AttachmentList items={files} /> : null}
    </li>
  )
}

function Words({ name, words }: { name: string; words: string }) {
  return (
    <p className="words">
      <span className="muted">
        {name}
        {t.common.colon}
      </span>
      {words}
    </p>
  )
}
