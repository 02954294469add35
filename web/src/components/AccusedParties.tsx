import { accusedName } from '@/api/accused'
import type { Order } from '@/api/types'
import { Panel } from '@/components/PageShell'
import { Tag } from '@/components/StateTag'
import { dateTime } from '@/lib/time'
import { t } from '@/texts'

const a = t.accused
const tone = { suspected: 'warn', confirmed: 'bad', rejected: 'plain' } as const

/** Whom an order is about, and how sure that is. */
export function AccusedParties({ order }: { order: Order }) {
  const parties = order.accused_parties ?? []
  if (parties.length === 0) return null
  return (
    <Panel title={a.title}>
      <p className="muted">{a.kept}</p>
      <ul className="behind">
        {parties.map((p) => (
          <li key={p.id}>
            <div className="row">
              <strong>{accusedName(p)}</strong>
              <Tag tone={tone[p.state]}>{p.state_name}</Tag>
              <span className="muted">
                {[a.how[p.how], p.decided_by_name || p.by_name].filter(Boolean).join(' · ')} {dateTime(p.decided_at ?? p.at)}
              </span>
            </div>
            {p.reason ? <p className="words">{p.reason}</p> : null}
          </li>
        ))}
      </ul>
    </Panel>
  )
}
