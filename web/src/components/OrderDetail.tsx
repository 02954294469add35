import { Link } from 'react-router'
import type { Order } from '@/api/types'
import { OrderFacts, OrderWords, RequestsBehind, Said } from '@/components/OrderParts'
import { AccusedParties } from './AccusedParties'
import { OrderParties } from './OrderParties'
import { AttachmentList } from './Attachments'
import { ClockBadge } from './ClockBadge'
import { OrderFlags, StateTag } from './StateTag'
import { t } from '@/texts'

/** An order as it is read in a work queue, before deciding on it. */
export function OrderDetail({ order, people, children }: { order: Order; people?: boolean; children?: React.ReactNode }) {
  return (
    <div className="stack">
      <div>
        <div className="row">
          <StateTag state={order.state} />
          <OrderFlags order={order} />
          <span className="num muted">{order.number}</span>
          <ClockBadge
            withRemaining
            orderId={order.id}
            dueAt={order.due_at}
            signDueAt={order.sign_due_at}
            level={order.due_level}
            state={order.state}
            clock={order.clock}
          />
          <Link to={`/orders/${order.id}`} style={{ marginInlineStart: 'auto' }}>
            {t.queue.full}
          </Link>
        </div>
        <h2 className="detail-title">{order.title}</h2>
      </div>
      {children}
      <AccusedParties order={order} />
      <OrderParties order={order} />
      <OrderWords order={order} />
      <Said order={order} />
      <OrderFacts order={order} />
      {order.attachments?.length ? <AttachmentList items={order.attachments} /> : null}
      {people ? <RequestsBehind orderId={order.id} purpose="handle" order={order} /> : null}
    </div>
  )
}
