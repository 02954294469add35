import { PrinterOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useEffect } from 'react'
import { Link, useParams } from 'react-router'
import { useOrder, useTimeline } from '@/api/orders'
import type { Order, Reply, TimelineItem } from '@/api/types'
import { formatSize } from '@/api/upload'
import { useMe } from '@/app/session'
import { wayOf } from '@/components/OrderParts'
import { AskPage } from '@/components/PageShell'
import { dateTime } from '@/lib/time'
import { t } from '@/texts'
import './order.css'

const o = t.order
const w = t.words

/** What must be seen at once: urgent, of a business, confidential. */
function marksOf(order: Order): string {
  return [order.urgent && w.urgent, order.business && w.business, order.sealed && w.sealed].filter(Boolean).join(t.common.separator)
}

/** Of a direct answer, and of history, no call is owed: only one that was made is told. */
function spokeTo(r: Reply): boolean {
  return r.reached || !!r.contacted_at || !!r.contact_number_masked || (!!r.unit_id && !!r.outcome)
}

/** Which reply or supplement a file came with; nothing for the order's own. */
function cameWith(order: Order, child?: string | null): string {
  const reply = order.replies.findIndex((x) => x.id === child)
  const supplement = order.supplements.findIndex((x) => x.id === child)
  if (reply >= 0) return o.fileOf.reply(reply + 1)
  return supplement >= 0 ? o.fileOf.supplement(supplement + 1) : ''
}

/** An order on paper: no menus, no colours that matter, no identities. */
export default function PrintScreen() {
  const { id = '' } = useParams()
  const order = useOrder(id)
  const timeline = useTimeline(id)
  return (
    <AskPage paper title={o.printTitle} query={order}>
      {(x) => <Sheet order={x} items={timeline.data?.items ?? []} />}
    </AskPage>
  )
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
    [o.marks, marksOf(order)],
    [o.replyWanted, wayOf(order)],
    [o.language, order.language ? (w.language[order.language as keyof typeof w.language] ?? order.language) : undefined],
    [o.topics, order.topics.join(t.common.separator)],
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
        {order.supplements.length > 0 ? <h2>{o.supplement}</h2> : null}
        {order.supplements.map((x) => (
          <article key={x.id}>
            <p>
              <strong>{x.actor_name || o.citizen}</strong> {dateTime(x.at)}
            </p>
            <p className="words">{x.content}</p>
          </article>
        ))}
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
            {spokeTo(r) ? (
              <p>
                {t.verbs.reached}
                {t.common.colon}
                {[r.contacted_at ? dateTime(r.contacted_at) : '', r.contact_number_masked, r.reached ? o.reached : o.notReached].filter(Boolean).join(' · ')}
              </p>
            ) : null}
          </article>
        ))}
        {order.parties.length > 0 ? <h2>{o.helpers}</h2> : null}
        {order.parties.map((x) => (
          <article key={x.id}>
            <p>
              <strong>{x.unit_name}</strong> {w.partyState[x.state]} {x.due_at ? `${t.clock.due} ${dateTime(x.due_at)}` : ''}
            </p>
            <p className="words">
              {o.asked}
              {t.common.colon}
              {x.ask}
            </p>
            {x.result ? (
              <p className="words">
                {o.result(x.done_by_name ?? '', dateTime(x.done_at ?? x.at))}
                {t.common.colon}
                {x.result}
              </p>
            ) : null}
          </article>
        ))}
        {order.attachments.length > 0 ? (
          <>
            <h2>{o.attachments}</h2>
            <ol>
              {order.attachments.map((x) => (
                <li key={x.id}>{[x.name, formatSize(x.size), cameWith(order, x.child_id)].filter(Boolean).join(' · ')}</li>
              ))}
            </ol>
          </>
        ) : null}
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
