import { Button } from 'antd'
import { useEffect, useRef, type ReactNode } from 'react'
import type { List } from '@/api/lists'
import type { OrderRow } from '@/api/types'
import { t } from '@/texts'
import { OrderCard } from './OrderCells'
import { EmptyState, Loading, ProblemAlert } from './states'

/** The orders in which the centre's and the units' worklists may stand; the most pressing first is usual. */
export const orderSorts = [
  { title: t.order.columns.due, sort: ['due_at', '-due_at'] },
  { title: t.order.columns.created, sort: ['-created_at', 'created_at'] },
]

interface Props {
  label: string
  list: List<OrderRow>
  currentId?: string
  onOpen: (o: OrderRow) => void
  empty: { title: string; hint?: string }
  /** Under a card: quick buttons. */
  below?: (o: OrderRow) => ReactNode
}

/** Orders as cards: the left side of a work queue, and the whole of it on a phone. */
export function OrderList({ label, list, currentId, onOpen, empty, below }: Props) {
  const here = useRef<HTMLLIElement>(null)
  useEffect(() => {
    here.current?.scrollIntoView({ block: 'nearest' }) // returns a promise in newer browsers: not for React
  }, [currentId])
  if (list.problem && list.rows.length === 0) return <ProblemAlert problem={list.problem} onRetry={list.refetch} />
  if (list.loading) return <Loading rows={8} />
  if (list.rows.length === 0) return <EmptyState title={empty.title} hint={empty.hint} />
  return (
    <div className="order-list-scroll" aria-busy={list.refreshing}>
      <ul className="order-list" aria-label={label}>
        {list.rows.map((o) => (
          <li key={o.id} ref={o.id === currentId ? here : undefined} className={below ? 'order-more' : undefined}>
            <OrderCard order={o} current={o.id === currentId} onOpen={() => onOpen(o)} />
            {below?.(o)}
          </li>
        ))}
      </ul>
      {list.hasMore ? (
        <p style={{ textAlign: 'center' }}>
          <Button loading={list.loadingMore} onClick={list.loadMore}>
            {t.table.loadMore}
          </Button>
        </p>
      ) : null}
    </div>
  )
}
