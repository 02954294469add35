import type { OrderState } from '@/api/types'
import { t } from '@/texts'
import './tags.css'

/** refused stands for a request that never became an order. */
export function StateTag({ state }: { state: OrderState | 'refused' }) {
  if (state === 'refused') return <span className="tag tag-dark">{t.remit.then}</span>
  return <span className={`tag tag-state-${state}`}>{t.words.state[state] ?? state}</span>
}

/** A plain tag for everything that is not an order's state. */
export function Tag({ tone = 'plain', children }: { tone?: Tone; children: React.ReactNode }) {
  return <span className={`tag tag-${tone}`}>{children}</span>
}

export type Tone = 'plain' | 'info' | 'good' | 'warn' | 'bad' | 'dark'

interface Flagged {
  urgent?: boolean
  business?: boolean
  sealed?: boolean
  redo_count?: number
  urge_count?: number
  direct?: boolean
  applied?: boolean
  designated?: boolean
  first_receiver?: boolean
  held?: boolean
  merged_count?: number
  co_open?: number
}

/** What makes an order special, in the order in which it matters. */
export function OrderFlags({ order }: { order: Flagged }) {
  const w = t.words
  return (
    <span className="flags">
      {order.urgent ? <Tag tone="bad">{w.urgent}</Tag> : null}
      {order.sealed ? <Tag tone="dark">{w.sealed}</Tag> : null}
      {order.business ? <Tag tone="info">{w.business}</Tag> : null}
      {order.redo_count ? <Tag tone="warn">{w.redo(order.redo_count)}</Tag> : null}
      {order.urge_count ? <Tag tone="warn">{w.urged(order.urge_count)}</Tag> : null}
      {order.applied ? <Tag tone="warn">{w.applied}</Tag> : null}
      {order.held ? <Tag tone="warn">{t.retention.holds.standing}</Tag> : null}
      {order.first_receiver ? <Tag tone="warn">{t.catalogue.first}</Tag> : null}
      {order.designated ? <Tag tone="dark">{w.designated}</Tag> : null}
      {order.merged_count ? <Tag tone="info">{w.merged(order.merged_count)}</Tag> : null}
      {order.co_open ? <Tag tone="info">{w.helping(order.co_open)}</Tag> : null}
      {order.direct ? <Tag tone="good">{w.direct}</Tag> : null}
    </span>
  )
}
