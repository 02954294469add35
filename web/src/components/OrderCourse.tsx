import { Link } from 'react-router'
import type { Order } from '@/api/types'
import { Facts, Panel } from '@/components/PageShell'
import { StateTag, Tag } from '@/components/StateTag'
import { dateTime } from '@/lib/time'
import { t } from '@/texts'

const o = t.order
const w = t.words

/** What the unit asked the centre for, and what became of it. */
export function Applications({ order }: { order: Order }) {
  if (order.applications.length === 0) return null
  return (
    <Panel title={o.applications}>
      <ul className="behind">
        {[...order.applications].reverse().map((a) => (
          <li key={a.id}>
            <div className="row">
              <strong>{a.kind_name}</strong>
              <Tag tone={a.state === 'pending' ? 'warn' : a.state === 'approved' ? 'good' : a.state === 'lapsed' ? 'plain' : 'bad'}>
                {w.applicationState[a.state]}
              </Tag>
              <span className="muted">
                {[a.unit_name, a.actor_name].filter(Boolean).join(' · ')} {dateTime(a.at)}
              </span>
            </div>
            <p className="words">{a.reason}</p>
            <Facts
              items={[
                [t.verbs.amount, a.amount ? String(a.amount) : undefined],
                [t.verbs.until, a.until ? dateTime(a.until) : undefined],
                [o.reviewNote, a.review_note],
              ]}
            />
          </li>
        ))}
      </ul>
    </Panel>
  )
}

/** What the unit told the citizen while the matter went on. */
export function ProgressTold({ order }: { order: Order }) {
  if (order.progress.length === 0) return null
  return (
    <Panel title={o.progress}>
      <ul className="behind">
        {[...order.progress].reverse().map((x) => (
          <li key={x.id}>
            <span className="muted">
              {[x.unit_name, x.actor_name].filter(Boolean).join(' · ')} {dateTime(x.at)}
            </span>
            <p className="words">{x.content}</p>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

/** The orders about the same matter: the main one, or those that wait with this one. */
export function MergedOrders({ order }: { order: Order }) {
  const rows = order.merged_main ? [order.merged_main] : order.merged
  if (rows.length === 0 && !order.merged_count) return null
  return (
    <Panel title={order.merged_main ? o.mergedMain : o.merged(order.merged_count)}>
      {rows.length === 0 ? <p className="muted">{o.mergedHidden}</p> : null}
      <ul className="behind">
        {rows.map((r) => (
          <li key={r.id}>
            <div className="row">
              <StateTag state={r.state as Order['state']} />
              <Link className="num" to={`/orders/${r.id}`}>
                {r.number}
              </Link>
              <span>{r.title}</span>
              <span className="muted">{dateTime(r.created_at)}</span>
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
