import { Link } from 'react-router'
import type { OrderRow } from '@/api/types'
import { ClockBadge } from './ClockBadge'
import type { Column } from './DataTable'
import { OrderFlags, StateTag, Tag } from './StateTag'
import { lastPart } from '@/lib/names'
import { dateTime, shortTime } from '@/lib/time'
import { t } from '@/texts'
import './order-cells.css'

const c = t.order.columns

/** The columns of every list of orders. */
export const orderColumns: Column<OrderRow>[] = [
  {
    key: 'number',
    title: c.number,
    width: 168,
    fixed: true,
    render: (o) => (
      <Link className="num" to={`/orders/${o.id}`}>
        {o.number}
      </Link>
    ),
  },
  {
    key: 'title',
    title: c.title,
    fixed: true,
    render: (o) => (
      <span className="order-title">
        <OrderFlags order={o} />
        <span className="clip">{o.title}</span>
      </span>
    ),
  },
  { key: 'state', title: c.state, width: 84, render: (o) => <StateTag state={o.state} /> },
  { key: 'kind', title: c.kind, width: 60, render: (o) => t.words.kind[o.kind] ?? o.kind },
  { key: 'category', title: c.category, width: 120, render: (o) => <span className="clip" title={o.category_name}>{lastPart(o.category_name)}</span> },
  { key: 'division', title: c.division, width: 156, render: (o) => <span className="clip">{o.division_name}</span> },
  { key: 'unit', title: c.unit, width: 116, render: (o) => <span className="clip">{o.unit_name}</span> },
  {
    key: 'due',
    title: c.due,
    width: 176,
    sort: ['due_at', '-due_at'],
    render: (o) => (
      <ClockBadge withRemaining orderId={o.id} dueAt={o.due_at} signDueAt={o.sign_due_at} level={o.due_level} state={o.state} />
    ),
  },
  {
    key: 'created',
    title: c.created,
    width: 110,
    sort: ['-created_at', 'created_at'],
    render: (o) => (
      <time className="num" dateTime={o.created_at} title={dateTime(o.created_at)}>
        {shortTime(o.created_at)}
      </time>
    ),
  },
]

/** An order in a narrow list or on a phone. */
export function OrderCard({ order: o, current, onOpen }: { order: OrderRow; current?: boolean; onOpen: () => void }) {
  return (
    <div className={'order-card' + (current ? ' on' : '')} aria-current={current ? 'true' : undefined}>
      <div className="order-card-top">
        <StateTag state={o.state} />
        <OrderFlags order={o.co ? { ...o, co_open: 0 } : o} />
        {o.co ? (
          <>
            <Tag tone={o.co.state === 'returned' ? 'warn' : 'info'}>{t.words.partyState[o.co.state]}</Tag>
            <ClockBadge withRemaining orderId={o.id} dueAt={o.co.due_at} level={o.co.due_level} coUnit={o.co.unit_id ?? undefined} />
          </>
        ) : (
          <ClockBadge withRemaining orderId={o.id} dueAt={o.due_at} signDueAt={o.sign_due_at} level={o.due_level} state={o.state} />
        )}
      </div>
      <button type="button" className="order-card-title" onClick={onOpen}>
        {o.title}
      </button>
      <div className="order-card-foot">
        <span className="num">{o.number}</span>
        <span>{[t.words.kind[o.kind], lastPart(o.category_name), o.division_name].filter(Boolean).join(' · ')}</span>
        {o.unit_name ? <span>{o.co ? t.order.leadBy(o.unit_name) : o.unit_name}</span> : null}
      </div>
    </div>
  )
}
