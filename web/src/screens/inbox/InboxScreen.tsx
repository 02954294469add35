import { SearchOutlined } from '@ant-design/icons'
import { App, Button, Input } from 'antd'
import { useState } from 'react'
import { downloadURL } from '@/api/client'
import { useList } from '@/api/lists'
import { useLiveRefresh } from '@/api/live'
import { countsKey, ordersKey, useCounts, useOrder } from '@/api/orders'
import type { Order, OrderRow, Step } from '@/api/types'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { ExportButton } from '@/components/ExportButton'
import { OrderDetail } from '@/components/OrderDetail'
import { OrderList, orderSorts } from '@/components/OrderList'
import { SortPicker } from '@/components/SortPicker'
import { useSort } from '@/components/useSort'
import { PageShell, Panel } from '@/components/PageShell'
import { PhoneDetail } from '@/components/PhoneDetail'
import { ReplyCard } from '@/components/ReplyCard'
import { Ask, EmptyState } from '@/components/states'
import { ViewTabs } from '@/components/ViewTabs'
import { useCommands } from '@/lib/keys'
import { useDebounced } from '@/lib/useDebounced'
import { usePhone } from '@/lib/useMedia'
import { useCurrent } from '@/lib/useCurrent'
import { useUrlQuery } from '@/lib/useUrlQuery'
import { t } from '@/texts'
import { useVerb } from '@/verbs/useVerb'
import { VerbButtons } from '@/verbs/VerbButtons'
import '@/verbs/verbs.css'

const tabs = ['to_sign', 'in_hand', 'co', 'overdue', 'returned', 'replied', 'paused', 'shelved', 'passed', 'all'] as const
type Tab = (typeof tabs)[number]

/** What a unit has to do: sign, handle, return, reply. Cards on a phone, list and detail on a wide screen. */
export default function InboxScreen() {
  const s = t.inbox
  const phone = usePhone()
  const [url, setUrl] = useUrlQuery(['view', 'id'] as const)
  const view = (tabs as readonly string[]).includes(url.view ?? '') ? (url.view as Tab) : 'to_sign'
  const [typed, setTyped] = useState('')
  const q = useDebounced(typed.trim())
  const counts = useCounts()
  const can = useCan()
  const [sort, setSort] = useSort(orderSorts)
  const asked = { view, q, sort: sort ?? (view === 'all' ? '-created_at' : 'due_at') }
  const list = useList<OrderRow>('/orders', asked)
  useLiveRefresh(['workorder'], [[...ordersKey, 'list'], countsKey, ['/orders/{id}']], 900)

  const first = useCurrent(list.rows, url.id)
  const currentId = phone ? url.id : first
  const at = list.rows.findIndex((r) => r.id === currentId)
  const go = (step: number) => {
    const next = list.rows[at + step]
    if (next) setUrl({ id: next.id })
  }
  useCommands([
    { keys: 'j', label: t.table.next, run: () => go(1) },
    { keys: 'k', label: t.table.previous, run: () => go(-1) },
  ])
  // A signed order leaves this view; the next one takes its place.
  const onDone = (_: Order, verb: Step) => {
    if (view !== 'all' && ['sign', 'return', 'reply', 'contribute', 'return-invite', 'transfer', 'recall'].includes(verb)) setUrl({ id: undefined })
  }
  const listed = (
    <OrderList
      label={s.tabs[view]}
      list={list}
      currentId={currentId}
      onOpen={(o) => setUrl({ id: o.id })}
      empty={{ title: s.empty[view], hint: s.emptyHint }}
      below={phone && view === 'to_sign' ? (o) => <QuickSign order={o} /> : undefined}
    />
  )
  return (
    <PageShell
      fixed
      title={s.title}
      actions={
        <>
          <Input
            allowClear
            style={{ width: 240 }}
            aria-label={s.search}
            prefix={<SearchOutlined aria-hidden="true" />}
            placeholder={s.search}
            value={typed}
            onChange={(e) => setTyped(e.target.value)}
          />
          <SortPicker columns={orderSorts} sort={sort} onSort={setSort} />
          {can(rights.export) ? <ExportButton href={downloadURL('/orders.xlsx', asked)} /> : null}
        </>
      }
    >
      <ViewTabs
        label={s.title}
        tabs={tabs.map((key) => ({ key, label: s.tabs[key], count: key === 'all' ? undefined : counts.data?.views[key] }))}
        current={view}
        onChange={(v) => setUrl({ view: v, id: undefined })}
      />
      {phone ? (
        <>
          {listed}
          <PhoneDetail title={t.order.title} onClose={() => setUrl({ id: undefined })}>
            {url.id ? <Detail id={url.id} onDone={onDone} /> : null}
          </PhoneDetail>
        </>
      ) : (
        <div className="split">
          <Panel flush className="panel-scroll">
            {listed}
          </Panel>
          <Panel className="panel-scroll">
            {currentId ? <Detail id={currentId} onDone={onDone} /> : <EmptyState title={s.pick} />}
          </Panel>
        </div>
      )}
    </PageShell>
  )
}

function Detail({ id, onDone }: { id: string; onDone: (o: Order, v: Step) => void }) {
  const order = useOrder(id)
  return (
    <Ask query={order} rows={8}>
      {(o) => (
        <OrderDetail order={o} people>
          <VerbButtons order={o} onDone={onDone} />
          {o.replies?.length ? <ReplyCard reply={o.replies[o.replies.length - 1]!} /> : null}
        </OrderDetail>
      )}
    </Ask>
  )
}

/** Signing from the list, with one thumb. */
function QuickSign({ order }: { order: OrderRow }) {
  const { message } = App.useApp()
  const run = useVerb()
  return (
    <Button
      type="primary"
      loading={run.isPending}
      onClick={() =>
        run.mutate({ id: order.id, verb: 'sign', body: { version: order.version } }, { onError: (p) => void message.error(p.message) })
      }
    >
      {t.verbs.name.sign}
    </Button>
  )
}
