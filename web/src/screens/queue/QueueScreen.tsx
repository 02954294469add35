import { LeftOutlined, RightOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useRef } from 'react'
import { downloadURL } from '@/api/client'
import { useList } from '@/api/lists'
import { useLiveRefresh } from '@/api/live'
import { countsKey, ordersKey, useCounts, useOrder } from '@/api/orders'
import type { Order, OrderRow, Step } from '@/api/types'
import { rights, type Right } from '@/app/rights'
import { useCan } from '@/app/session'
import { ExportButton } from '@/components/ExportButton'
import { OrderDetail } from '@/components/OrderDetail'
import { OrderList, orderSorts } from '@/components/OrderList'
import { PageShell, Panel } from '@/components/PageShell'
import { Ask } from '@/components/states'
import { SortPicker } from '@/components/SortPicker'
import { useSort } from '@/components/useSort'
import { ViewTabs } from '@/components/ViewTabs'
import { Worklist } from '@/components/Worklist'
import { useCommands } from '@/lib/keys'
import { useCurrent } from '@/lib/useCurrent'
import { usePhone } from '@/lib/useMedia'
import { useUrlQuery } from '@/lib/useUrlQuery'
import { t } from '@/texts'
import { VerbButtons } from '@/verbs/VerbButtons'
import { VerbForm } from '@/verbs/VerbForm'

const tabs = ['to_dispatch', 'returned', 'to_review', 'to_decide', 'suspected', 'contact_asked'] as const
type Tab = (typeof tabs)[number]
const verbOf: Record<Tab, Step> = { to_dispatch: 'dispatch', returned: 'review-return', to_review: 'review', to_decide: 'decide', suspected: 'judge-accused', contact_asked: 'supplement' }

const rightOf: Record<Tab, Right> = {
  to_dispatch: rights.dispatch,
  returned: rights.reviewReturn,
  to_review: rights.reviewReply,
  to_decide: rights.decide,
  suspected: rights.accuse,
  contact_asked: rights.revealSealed,
}

/** The centre's desk: orders without a unit, returns, replies; the decision is made beside the order. */
export default function QueueScreen() {
  const s = t.queue
  const can = useCan()
  const phone = usePhone()
  const offered = tabs.filter((x) =>
    can(rightOf[x]),
  )
  const [url, setUrl] = useUrlQuery(['view', 'id'] as const)
  const view: Tab = offered.find((x) => x === url.view) ?? offered[0] ?? 'to_dispatch'
  const counts = useCounts()
  const [sort, setSort] = useSort(orderSorts)
  const asked = { view, sort: sort ?? 'due_at' }
  const list = useList<OrderRow>('/orders', asked)
  useLiveRefresh(['workorder'], [[...ordersKey, 'list'], countsKey], 900)

  const first = useCurrent(list.rows, url.id)
  const currentId = phone ? url.id : first
  const at = list.rows.findIndex((r) => r.id === currentId)
  const step = (n: number) => {
    const next = list.rows[at + n]
    if (next) setUrl({ id: next.id })
  }
  useCommands([
    { keys: 'j', label: s.skip, group: s.title, run: () => step(1) },
    { keys: 'k', label: s.previous, group: s.title, run: () => step(-1) },
  ])
  const listed = (
    <OrderList
      label={s.tabs[view]}
      list={list}
      currentId={currentId}
      onOpen={(o) => setUrl({ id: o.id })}
      empty={{ title: s.empty[view], hint: s.emptyHint }}
    />
  )
  // Beside the list the next order follows at once; over it, whoever has decided sees the list again.
  const decide = currentId ? (
    <Decide key={currentId} id={currentId} verb={verbOf[view]} onDone={() => setUrl({ id: phone ? undefined : list.rows[at + 1]?.id })} />
  ) : null
  return (
    <PageShell
      fixed
      title={s.title}
      extra={<span className="muted queue-hint">{s.hint}</span>}
      actions={
        <>
          <SortPicker columns={orderSorts} sort={sort} onSort={setSort} />
          {can(rights.export) ? <ExportButton href={downloadURL('/orders.xlsx', asked)} /> : null}
          {phone ? null : (
            <>
              <Button icon={<LeftOutlined />} disabled={at <= 0} onClick={() => step(-1)}>
                {s.previous}
              </Button>
              <Button icon={<RightOutlined />} iconPlacement="end" disabled={at < 0 || at >= list.rows.length - 1} onClick={() => step(1)}>
                {s.skip}
              </Button>
            </>
          )}
        </>
      }
    >
      <ViewTabs
        label={s.title}
        tabs={offered.map((key) => ({ key, label: s.tabs[key], count: counts.data?.views[key] }))}
        current={view}
        onChange={(v) => setUrl({ view: v, id: undefined })}
      />
      <Worklist
        title={t.verbs.name[verbOf[view]]}
        list={listed}
        detail={decide}
        none={list.rows.length > 0 || list.loading ? s.pick : undefined}
        onClose={() => setUrl({ id: undefined })}
      />
    </PageShell>
  )
}

function Decide({ id, verb: usual, onDone }: { id: string; verb: Step; onDone: () => void }) {
  const order = useOrder(id)
  // An order that was returned as often as it may be is designated, not dispatched.
  const verb: Step = usual === 'dispatch' && order.data?.must_designate ? 'designate' : usual
  const form = useRef<HTMLDivElement>(null)
  useCommands([{ keys: 'e', label: t.verbs.name[verb], group: t.queue.title, run: () => form.current?.querySelector<HTMLElement>('input, textarea, button')?.focus() }])
  const done = (_: Order, v: Step) => {
    if (v === verb || v === 'answer' || v === 'reassign' || v === 'designate' || v === 'withdraw') onDone()
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
            <div className="stack" ref={form}>
              {o.verbs.includes(verb) ? <VerbForm order={o} verb={verb} onDone={done} /> : <p className="muted">{t.order.noVerbs}</p>}
              <VerbButtons order={o} except={[verb]} onDone={done} />
            </div>
          )}
        </Ask>
      </Panel>
    </>
  )
}
