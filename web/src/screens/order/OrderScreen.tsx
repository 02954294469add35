import { CopyOutlined, FilePdfOutlined, FileWordOutlined, PrinterOutlined, SafetyCertificateOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useParams } from 'react-router'
import { downloadURL, http } from '@/api/client'
import { useLiveRefresh } from '@/api/live'
import { orderKey, useOrder, useTimeline } from '@/api/orders'
import { useCommand } from '@/api/useCommand'
import type { Order } from '@/api/types'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { AccusedParties } from '@/components/AccusedParties'
import { AttachmentList, AttachmentUpload } from '@/components/Attachments'
import { ClockBadge, ClockWhy } from '@/components/ClockBadge'
import { OrderCalls } from '@/components/OrderCalls'
import { Applications, MergedOrders, ProgressTold } from '@/components/OrderCourse'
import { OrderExchanges } from '@/components/OrderExchanges'
import { OrderParties } from '@/components/OrderParties'
import { OrderTimeline } from '@/components/OrderTimeline'
import { AskPage, PageShell, Panel } from '@/components/PageShell'
import { QuotedEntries } from '@/components/QuotedEntries'
import { OrderFlags, StateTag } from '@/components/StateTag'
import { Ask, ProblemAlert } from '@/components/states'
import { StageBar } from '@/components/StageBar'
import { SupervisePanel } from '@/components/supervise/SupervisePanel'
import { useCopy } from '@/lib/useCopy'
import { t } from '@/texts'
import { VerbButtons } from '@/verbs/VerbButtons'
import { Assignments, ImportedOriginals, OrderFacts, OrderWords, ownFiles, Replies, RequestsBehind, Returns, Said } from '@/components/OrderParts'
import './order.css'

const o = t.order

/** All about one order, and what may be done with it. */
export default function OrderScreen() {
  const { id = '' } = useParams()
  const order = useOrder(id)
  useLiveRefresh(['workorder'], [orderKey(id)], 600, (e) => e.subject === id)
  return (
    <AskPage title={o.title} query={order} rows={10}>
      {(x) => <Loaded order={x} />}
    </AskPage>
  )
}

function Loaded({ order }: { order: Order }) {
  const can = useCan()
  const copy = useCopy()
  const timeline = useTimeline(order.id)
  return (
    <PageShell
      title={order.title}
      extra={
        <>
          <StateTag state={order.state} />
          <OrderFlags order={order} />
          <span className="num muted">{order.number}</span>
          <Button type="text" size="small" icon={<CopyOutlined />} aria-label={o.copyNumber} onClick={() => void copy(order.number)} />
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
              <Button icon={<SafetyCertificateOutlined />} href={downloadURL(`/orders/${order.id}/history`)} download>
                {o.exportHistory}
              </Button>
            </>
          ) : null}
        </>
      }
    >
      <StageBar order={order} />
      <VerbButtons order={order} />
      <div className="order-cols">
        <div className="order-main">
          <AccusedParties order={order} />
          <OrderParties order={order} />
          <Panel title={o.content}>
            <OrderWords order={order} />
            <ImportedOriginals order={order} />
          </Panel>
          <Panel title={o.info}>
            <OrderFacts order={order} />
          </Panel>
          <Panel title={o.replies}>
            <Replies order={order} />
          </Panel>
          <ProgressTold order={order} />
          <MergedOrders order={order} />
          <Applications order={order} />
          <QuotedEntries order={order} />
          <Said order={order} />
          <Returns order={order} />
          <OrderFiles order={order} />
        </div>
        <div className="order-side">
          <Panel title={o.requests}>
            <RequestsBehind orderId={order.id} purpose={order.state === 'handling' ? 'handle' : undefined} order={order} />
          </Panel>
          <OrderCalls orderId={order.id} />
          <OrderExchanges order={order} />
          <SupervisePanel orderId={order.id} />
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
  const open = order.verbs?.includes('attach')
  return (
    <Panel title={o.attachments}>
      <AttachmentList items={ownFiles(order)} />
      {add.error ? <ProblemAlert problem={add.error} /> : null}
      {open ? (
        <div style={{ marginTop: 8 }}>
          <AttachmentUpload
            value={[]}
            onChange={() => {}}
            onSent={(sent) => add.mutate({ attachment_ids: sent.map((a) => a.id), version: order.version })}
          />
        </div>
      ) : null}
    </Panel>
  )
}
