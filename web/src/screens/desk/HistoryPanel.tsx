import { Button } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { http } from '@/api/client'
import { listOf } from '@/api/lists'
import { useOrder } from '@/api/orders'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import type { History, HistoryRequest } from '@/api/types'
import { ClockBadge } from '@/components/ClockBadge'
import { DataTable, type Column } from '@/components/DataTable'
import { Facts, Panel } from '@/components/PageShell'
import { OrderFlags, StateTag } from '@/components/StateTag'
import { EmptyState, Loading, ProblemAlert } from '@/components/states'
import { isOpen } from '@/lib/orderState'
import { useDebounced } from '@/lib/useDebounced'
import { shortTime } from '@/lib/time'
import { t } from '@/texts'
import { isPhone } from './model'

interface Props {
  phone: string
  history: ReturnType<typeof useHistory>
  selected?: string
  onSelect: (orderId?: string) => void
  onRepeat: () => void
}

const c = t.desk.relatedColumns
const columns: Column<HistoryRequest>[] = [
  {
    key: 'title',
    by: (r) => r.created_at,
    title: c.title,
    fixed: true,
    render: (r) => (
      <div>
        <span className="clip" title={r.title}>
          {r.title}
        </span>
        <span className="muted num history-at">{t.desk.relatedAt(shortTime(r.created_at))}</span>
      </div>
    ),
  },
  { key: 'state', title: c.state, fixed: true, width: 84, by: (r) => r.state, render: (r) => <StateTag state={r.state} /> },
  { key: 'due', title: c.due, fixed: true, width: 96, render: (r) => <HistoryDue r={r} /> },
]

/** An order that is closed, or that may not be read, has no time to keep. */
function HistoryDue({ r }: { r: HistoryRequest }) {
  if ((r.state as string) === '') return null
  const runs = r.state !== 'refused' && isOpen(r.state)
  if (!runs) return <span className="muted">{t.clock.stopped}</span>
  return <span className="num">{r.due_at ? shortTime(r.due_at) : t.clock.none}</span>
}

export function maskPhone(phone: string): string {
  const p = phone.replace(/\s/g, '')
  return p.length >= 7 ? p.slice(0, 3) + '****' + p.slice(-4) : p
}

export function useHistory(phone: string) {
  const settled = useDebounced(phone.trim(), 400)
  const may = useCan()(rights.history)
  const ready = may && isPhone(settled) && settled.replace(/\D/g, '').length >= 7
  return useQuery({
    queryKey: ['/history', settled],
    queryFn: ({ signal }) => http.post<History>('/history', { phone: settled }, { signal }),
    enabled: ready,
    retry: false,
    staleTime: 30_000,
  })
}

/** The order that a repeat call is about: the one selected if it is still open, or else the newest that is. */
export function openOrder(h?: History, selected?: string): string | undefined {
  // Of an order that may not be read there is no state.
  const open = h?.requests.filter((r) => (r.state as string) !== '' && r.state !== 'refused' && isOpen(r.state)) ?? []
  return (open.find((r) => r.order_id === selected) ?? open[0])?.order_id ?? undefined
}

/** What is known of the person on the line: earlier requests and open orders. */
export function HistoryPanel({ phone, history, selected, onSelect, onRepeat }: Props) {
  const d = t.desk
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
              rowKey={(r) => r.order_id ?? r.request_id}
              currentKey={selected}
              onOpen={(r) => onSelect(r.order_id ?? undefined)}
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
  return (
    <Panel
      title={d.detail(o.number)}
      className="panel-scroll"
      extra={
        isOpen(o.state) ? (
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
