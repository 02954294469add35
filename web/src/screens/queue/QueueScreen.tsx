import { LeftOutlined, RightOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useList } from '@/api/lists'
import { useLiveRefresh } from '@/api/live'
import { countsKey, ordersKey, useCounts, useOrder } from '@/api/orders'
import type { Order, OrderRow, Verb } from '@/api/types'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { OrderDetail } from '@/components/OrderDetail'
import { OrderList } from '@/components/OrderList'
import { PageShell, Panel } from '@/components/PageShell'
import { Ask, EmptyState } from '@/components/states'
import { ViewTabs } from '@/components/ViewTabs'
import { useCommands } from '@/lib/keys'
import { useUrlQuery } from '@/lib/useUrlQuery'
import { t } from '@/texts'
import { VerbButtons } from '@/verbs/VerbButtons'
import { VerbForm } from '@/verbs/VerbForm'
import './queue.css'

const tabs = ['to_dispatch', 'returned', 'to_review'] as const
type Tab = (typeof tabs)[number]
const verbOf: Record<Tab, Verb> = { to_dispatch: 'dispatch', returned: 'review-return', to_review: 'review' }

/** The centre's desk: orders without a unit, returns, replies; the decision is made beside the order. */
export default function QueueScreen() {
  const s = t.queue
  const can = useCan()
  const offered = tabs.filter((x) =>
    can(x === 'to_dispatch' ? rights.dispatch : x === 'returned' ? rights.reviewReturn : rights.reviewReply),
  )
  const [url, setUrl] = useUrlQuery(['view', 'id'] as const)
  const view: Tab = offered.find((x) => x === url.view) ?? offered[0] ?? 'to_dispatch'
  const counts = useCounts()
  const list = useList<OrderRow>('/orders', { view, sort: 'due_at' })
  useLiveRefresh(['workorder'], [[...ordersKey, 'list'], countsKey], 900)

  const currentId = url.id ?? list.rows[0]?.id
  const at = list.rows.findIndex((r) => r.id === currentId)
  const step = (n: number) => {
    const next = list.rows[at + n]
    if (next) setUrl({ id: next.id })
  }
  useCommands([
    { keys: 'j', label: s.skip, group: s.title, run: () => step(1) },
    { keys: 'k', label: s.previous, group: s.title, run: () => step(-1) },
  ])
  return (
    <PageShell
      fixed
      title={s.title}
      extra={<span className="muted queue-hint">{s.hint}</span>}
      actions={
        <>
          <Button icon={<LeftOutlined />} disabled={at <= 0} onClick={() => step(-1)}>
            {s.previous}
          </Button>
          <Button icon={<RightOutlined />} iconPlacement="end" disabled={at < 0 || at >= list.rows.length - 1} onClick={() => step(1)}>
            {s.skip}
          </Button>
        </>
      }
    >
      <ViewTabs
        label={s.title}
        tabs={offered.map((key) => ({ key, label: s.tabs[key], count: counts.data?.views[key] }))}
        current={view}
        onChange={(v) => setUrl({ view: v, id: undefined })}
      />
      <div className="queue">
        <Panel flush className="panel-scroll queue-list">
          <OrderList
            label={s.tabs[view]}
            list={list}
            currentId={currentId}
            onOpen={(o) => setUrl({ id: o.id })}
            empty={{ title: s.empty[view], hint: s.emptyHint }}
          />
        </Panel>
        {currentId ? (
          <Decide key={currentId} id={currentId} verb={verbOf[view]} onDone={() => setUrl({ id: list.rows[at + 1]?.id })} />
        ) : (
          <Panel className="queue-wide">
            <EmptyState title={list.rows.length === 0 ? s.empty[view] : s.pick} />
          </Panel>
        )}
      </div>
    </PageShell>
  )
}

function Decide({ id, verb, onDone }: { id: string; verb: Verb; onDone: () => void }) {
  const order = useOrder(id)
  const done = (_: Order, v: Verb) => {
    if (v === verb || v === 'answer' || v === 'reassign') onDone()
  }
  return (
    <>
      <Panel className="panel-scroll">
        <Ask query={order} rows={8}>
          {(o) => <OrderDetail order={o} />}
        </Ask>
      </Panel>
      <Panel title={t.verbs.name[verb]} className="panel-scroll">
        <Ask query={order} rows={5}>
          {(o) => (
            <div className="stack">
              {o.verbs?.includes(verb) ? <VerbForm order={o} verb={verb} onDone={done} /> : <p className="muted">{t.order.noVerbs}</p>}
              <VerbButtons order={o} except={[verb]} onDone={done} />
            </div>
          )}
        </Ask>
      </Panel>
    </>
  )
}
