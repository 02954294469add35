import { PrinterOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useEffect } from 'react'
import { Link, useParams } from 'react-router'
import { useOrder, useTimeline } from '@/api/orders'
import type { Order, TimelineItem } from '@/api/types'
import { useMe } from '@/app/session'
import { Ask } from '@/components/states'
import { dateTime } from '@/lib/time'
import { t } from '@/texts'
import './order.css'

const o = t.order
const w = t.words

/** An order on paper: no menus, no colours that matter, no identities. */
export default function PrintScreen() {
  const { id = '' } = useParams()
  const order = useOrder(id)
  const timeline = useTimeline(id)
  return <Ask query={order}>{(x) => <Sheet order={x} items={timeline.data?.items ?? []} />}</Ask>
}

function Sheet({ order, items }: { order: Order; items: TimelineItem[] }) {
  const me = useMe()
  useEffect(() => {
    document.title = `${order.number} ${order.title}`
  }, [order])
  const rows: [string, string | undefined][] = [
    [o.number, order.number],
    [t.common.status, w.state[order.state]],
    [t.common.kind, w.kind[order.kind]],
    [t.common.category, order.category_name],
    [t.common.division, order.division_name],
    [o.address, order.address],
    [o.occurredAt, order.occurred_at ? dateTime(order.occurred_at) : undefined],
    [o.accused, order.accused],
    [o.unit, order.unit_name],
    [o.createdAt, dateTime(order.created_at)],
    [t.clock.due, order.due_at ? dateTime(order.due_at) : t.clock.none],
  ]
  return (
    <>
      <header className="print-bar">
        <Button type="primary" icon={<PrinterOutlined />} onClick={() => window.print()}>
          {t.common.print}
        </Button>
        <Link to={`/orders/${order.id}`} className="ant-btn">
          {t.common.back}
        </Link>
      </header>
      <main className="print">
        <h1>{o.printTitle}</h1>
        <p className="print-sub">
          {o.printedAt(dateTime(new Date().toISOString()))} · {o.printedBy(me.name)}
        </p>
        <table>
          <tbody>
            <tr>
              <th scope="row">{o.columns.title}</th>
              <td>{order.title}</td>
            </tr>
            {rows
              .filter(([, v]) => v)
              .map(([name, v]) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td>{v}</td>
                </tr>
              ))}
            <tr>
              <th scope="row">{o.content}</th>
              <td className="words">{order.content}</td>
            </tr>
            {order.expectation ? (
              <tr>
                <th scope="row">{o.expectation}</th>
                <td className="words">{order.expectation}</td>
              </tr>
            ) : null}
          </tbody>
        </table>
        <h2>{o.replies}</h2>
        {order.replies?.length ? null : <p>{o.noReplies}</p>}
        {order.replies?.map((r) => (
          <article key={r.id}>
            <p>
              <strong>{r.outcome ? w.outcome[r.outcome] : t.common.unknown}</strong> {o.replyBy(r.unit_name ?? '', r.actor_name ?? '')} {dateTime(r.at)} {w.replyState[r.state]}
            </p>
            <p className="words">{r.public_text}</p>
            <p>
              {o.basis}
              {t.common.colon}
              {r.basis}
            </p>
          </article>
        ))}
        <h2>{t.timeline.title}</h2>
        <table>
          <tbody>
            {items.map((i) => (
              <tr key={i.seq}>
                <td className="num">{dateTime(i.at)}</td>
                <td>{i.label}</td>
                <td>{[i.unit_name, i.actor_name].filter(Boolean).join(' · ')}</td>
                <td>{i.text}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </main>
    </>
  )
}
