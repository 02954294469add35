import { Button } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { http } from '@/api/client'
import { listOf } from '@/api/lists'
import { useOrder } from '@/api/orders'
import type { History, HistoryRequest } from '@/api/types'
import { ClockBadge } from '@/components/ClockBadge'
import { DataTable, type Column } from '@/components/DataTable'
import { Facts, Panel } from '@/components/PageShell'
import { OrderFlags, StateTag } from '@/components/StateTag'
import { EmptyState, Loading, ProblemAlert } from '@/components/states'
import { useDebounced } from '@/lib/useDebounced'
import { shortTime } from '@/lib/time'
import { t } from '@/texts'
import { isPhone } from './model'

interface Props {
  phone: string
  selected?: string
  onSelect: (orderId?: string) => void
  onRepeat: () => void
}

const c = t.desk.relatedColumns
const columns: Column<HistoryRequest>[] = [
  {
    key: 'title',
    title: c.title,
    fixed: true,
    render: (r) => (
      <span className="clip" title={r.title}>
        {r.title}
      </span>
    ),
  },
  { key: 'state', title: c.state, fixed: true, width: 84, render: (r) => <StateTag state={r.state} /> },
  { key: 'due', title: c.due, fixed: true, width: 96, render: (r) => <span className="num">{shortTime(r.due_at ?? r.created_at)}</span> },
]

export function maskPhone(phone: string): string {
  const p = phone.replace(/\s/g, '')
  return p.length >= 7 ? p.slice(0, 3) + '****' + p.slice(-4) : p
}

export function useHistory(phone: string) {
  const settled = useDebounced(phone.trim(), 400)
  const ready = isPhone(settled) && settled.replace(/\D/g, '').length >= 7
  return useQuery({
    queryKey: ['/history', settled],
    queryFn: ({ signal }) => http.post<History>('/history', { phone: settled }, { signal }),
    enabled: ready,
    retry: false,
    staleTime: 30_000,
  })
}

/** What is known of the person on the line: earlier requests and open orders. */
export function HistoryPanel({ phone, selected, onSelect, onRepeat }: Props) {
  const d = t.desk
  const history = useHistory(phone)
  const h = history.data
  return (
    <>
      <Panel title={h ? d.popupOf(maskPhone(phone)) : d.popup}>
        {h ? (
          <div className="popup-facts">
            <div>
              <span>{d.total90}</span>
              <strong>{d.times(h.total_90d)}</strong>
            </div>
            <div>
              <span>{d.openOrders}</span>
              <strong>{h.open}</strong>
            </div>
            <div>
              <span>{d.lastSatisfaction}</span>
              <strong>{h.last_satisfaction ? t.words.satisfaction[h.last_satisfaction] : d.notRated}</strong>
            </div>
          </div>
        ) : (
          <p className="muted">{d.historyHint}</p>
        )}
      </Panel>
      {history.isFetching && !h ? <Loading rows={2} /> : null}
      {history.error ? <ProblemAlert problem={history.error} onRetry={() => void history.refetch()} /> : null}
      {h ? (
        <Panel title={d.related} flush className="panel-scroll desk-related">
          {h.requests.length === 0 ? (
            <EmptyState title={d.historyEmpty} />
          ) : (
            <DataTable
              plain
              name="desk-history"
              label={d.related}
              columns={columns}
              list={listOf(h.requests)}
              rowKey={(r) => r.order_id}
              currentKey={selected}
              onOpen={(r) => onSelect(r.order_id)}
            />
          )}
        </Panel>
      ) : null}
      {selected ? <SelectedOrder id={selected} onRepeat={onRepeat} /> : null}
    </>
  )
}

function SelectedOrder({ id, onRepeat }: { id: string; onRepeat: () => void }) {
  const d = t.desk
  const order = useOrder(id)
  const o = order.data
  if (order.error) return <ProblemAlert problem={order.error} />
  if (!o) return <Loading rows={3} />
  const open = o.state !== 'completed' && o.state !== 'archived'
  return (
    <Panel
      title={d.detail(o.number)}
      className="panel-scroll"
      extra={
        open ? (
          <Button size="small" onClick={onRepeat}>
            {d.repeat}
          </Button>
        ) : null
      }
    >
      <div className="stack" style={{ gap: 6 }}>
        <div className="row">
          <StateTag state={o.state} />
          <OrderFlags order={o} />
          <ClockBadge orderId={o.id} dueAt={o.due_at} level={o.due_level} state={o.state} clock={o.clock} />
        </div>
        <Facts
          wide
          items={[
            [t.common.category, o.category_name],
            [t.common.division, o.division_name],
            [t.common.unit, o.unit_name],
          ]}
        />
        <p className="words">{o.content}</p>
        <Link to={`/orders/${o.id}`} target="_blank">
          {d.openOrder}
        </Link>
      </div>
    </Panel>
  )
}
