import { CopyOutlined, FilePdfOutlined, FileWordOutlined, PrinterOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useParams } from 'react-router'
import { downloadURL, http } from '@/api/client'
import { useLiveRefresh } from '@/api/live'
import { orderKey, useOrder, useTimeline } from '@/api/orders'
import { useCommand } from '@/api/useCommand'
import type { Attachment, Order } from '@/api/types'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { AttachmentList, AttachmentUpload } from '@/components/Attachments'
import { ClockBadge, ClockWhy } from '@/components/ClockBadge'
import { OrderTimeline } from '@/components/OrderTimeline'
import { PageShell, Panel } from '@/components/PageShell'
import { OrderFlags, StateTag } from '@/components/StateTag'
import { Ask, ProblemAlert } from '@/components/states'
import { t } from '@/texts'
import { VerbButtons } from '@/verbs/VerbButtons'
import { Assignments, OrderFacts, OrderWords, Replies, RequestsBehind, Returns, Said } from '@/components/OrderParts'
import './order.css'

const o = t.order

/** All about one order, and what may be done with it. */
export default function OrderScreen() {
  const { id = '' } = useParams()
  const order = useOrder(id)
  useLiveRefresh(['workorder'], [orderKey(id)], 600, (e) => e.subject === id)
  return (
    <Ask query={order} rows={10}>
      {(x) => <Loaded order={x} />}
    </Ask>
  )
}

function Loaded({ order }: { order: Order }) {
  const can = useCan()
  const { message } = App.useApp()
  const timeline = useTimeline(order.id)
  async function copy() {
    await navigator.clipboard?.writeText(order.number).catch(() => undefined)
    void message.success(t.common.copied)
  }
  return (
    <PageShell
      title={order.title}
      extra={
        <>
          <StateTag state={order.state} />
          <OrderFlags order={order} />
          <span className="num muted">{order.number}</span>
          <Button type="text" size="small" icon={<CopyOutlined />} aria-label={o.copyNumber} onClick={() => void copy()} />
          <ClockBadge
            withRemaining
            orderId={order.id}
            dueAt={order.due_at}
            signDueAt={order.sign_due_at}
            level={order.due_level}
            state={order.state}
            clock={order.clock}
          />
        </>
      }
      actions={
        <>
          <Button icon={<PrinterOutlined />} href={`/staff/orders/${order.id}/print`} target="_blank">
            {o.printView}
          </Button>
          {can(rights.export) ? (
            <>
          <Button icon={<FilePdfOutlined />} href={downloadURL(`/orders/${order.id}/export`, { format: 'pdf' })} download>
            {o.exportPdf}
          </Button>
          <Button icon={<FileWordOutlined />} href={downloadURL(`/orders/${order.id}/export`, { format: 'docx' })} download>
            {o.exportWord}
          </Button>
            </>
          ) : null}
        </>
      }
    >
      <VerbButtons order={order} />
      <div className="order-cols">
        <div className="order-main">
          <Panel title={o.content}>
            <OrderWords order={order} />
          </Panel>
          <Panel title={o.info}>
            <OrderFacts order={order} />
          </Panel>
          <Panel title={o.replies}>
            <Replies order={order} />
          </Panel>
          <Said order={order} />
          <Returns order={order} />
          <OrderFiles order={order} />
        </div>
        <div className="order-side">
          <Panel title={o.requests}>
            <RequestsBehind orderId={order.id} purpose={order.state === 'handling' ? 'handle' : undefined} />
          </Panel>
          <Panel title={t.timeline.title}>
            <Ask query={timeline}>{(page) => <OrderTimeline items={page.items} />}</Ask>
          </Panel>
          {order.clock ? (
            <Panel title={t.clock.explain} className="clock-inline">
              <ClockWhy clock={order.clock} dueAt={order.due_at} signDueAt={order.sign_due_at} />
            </Panel>
          ) : null}
          <Assignments order={order} />
        </div>
      </div>
    </PageShell>
  )
}

function OrderFiles({ order }: { order: Order }) {
  const { message } = App.useApp()
  const add = useCommand(
    (body: { attachment_ids: string[]; version: number }, key) =>
      http.post<unknown>(`/orders/${order.id}/attachments`, body, { idempotencyKey: key }),
    { invalidates: [orderKey(order.id)], onDone: () => void message.success(o.attachmentsAdded) },
  )
  const files: Attachment[] = (order.attachments ?? []).filter((a) => !a.child_id)
  const open = order.verbs?.includes('attach')
  return (
    <Panel title={o.attachments}>
      <AttachmentList items={files} />
      {add.error ? <ProblemAlert problem={add.error} /> : null}
      {open ? (
        <div style={{ marginTop: 8 }}>
          <AttachmentUpload value={[]} onChange={(next) => next.length > 0 && add.mutate({ attachment_ids: next.map((a) => a.id), version: order.version })} />
        </div>
      ) : null}
    </Panel>
  )
}
