import type { Order, OrderState } from '@/api/types'
import { useRequestsBehind } from '@/api/orders'
import { rights } from '@/app/rights'
import { useCan, useMe } from '@/app/session'
import { Facts, Panel } from '@/components/PageShell'
import { ReplyCard } from '@/components/ReplyCard'
import { RevealIdentity } from '@/components/RevealIdentity'
import { RevealOriginals } from '@/components/RevealOriginals'
import { Tag } from '@/components/StateTag'
import { Ask } from '@/components/states'
import { dateTime } from '@/lib/time'
import './order-parts.css'
import { useUnitName } from '@/api/reference'
import { t } from '@/texts'

const o = t.order
const w = t.words

/** Whether, how and when the citizen wants a reply. */
export function wayOf(order: Pick<Order, 'reply_wanted' | 'reply_way' | 'reply_hours'>): string {
  if (!order.reply_wanted) return o.replyNotWanted
  const way = w.replyWay[order.reply_way as keyof typeof w.replyWay] ?? order.reply_way
  const hours = w.replyHours[order.reply_hours as keyof typeof w.replyHours] ?? order.reply_hours
  return [way, hours].filter(Boolean).join(' · ')
}

/** What the request says. */
export function OrderFacts({ order }: { order: Order }) {
  return (
    <Facts
      items={[
        [t.common.kind, w.kind[order.kind]],
        [t.common.category, order.category_name],
        [t.common.division, order.division_name],
        [o.address, order.address],
        [o.occurredAt, order.occurred_at ? dateTime(order.occurred_at) : undefined],
        [o.accused, order.accused],
        [o.unit, order.unit_name],
        [o.createdAt, dateTime(order.created_at)],
        [o.replyWanted, wayOf(order)],
        [o.language, order.language && order.language !== 'zh' ? (w.language[order.language as keyof typeof w.language] ?? order.language) : undefined],
        [o.topics, order.topics?.join(t.common.separator)],
      ]}
    />
  )
}

export function OrderWords({ order }: { order: Order }) {
  return (
    <>
      <p className="words order-content">{order.content}</p>
      {order.expectation ? (
        <p className="words">
          <span className="muted">
            {o.expectation}
            {t.common.colon}
          </span>
          {order.expectation}
        </p>
      ) : null}
    </>
  )
}

const openStates: readonly OrderState[] = ['dispatched', 'returned', 'handling', 'paused', 'shelved', 'replied']

/** The order is in the hands of one's own unit. */
const inHands = (order: Order | undefined, unit?: string) => !!unit && order?.unit_id === unit && openStates.includes(order.state)

/** The words of an imported order before masking: no request stands behind it. A masked number keeps at least its asterisks. */
export function ImportedOriginals({ order }: { order: Order }) {
  const can = useCan()
  const me = useMe()
  const masked = [order.title, order.content, order.expectation, order.address, order.accused].some((x) => x?.includes('**'))
  if (!order.imported || !masked || !can(rights.reveal) || order.part || (order.sealed && !can(rights.revealSealed))) return null
  return <RevealOriginals key={order.id} of={`/orders/${order.id}`} own={inHands(order, me.unit?.id)} />
}

/** The people behind an order: masked, revealed only for a purpose. */
export function RequestsBehind({ orderId, purpose, order }: { orderId: string; purpose?: 'handle' | 'follow_up' | 'callback'; order?: Order }) {
  const can = useCan()
  const me = useMe()
  const part = order?.part
  const own = inHands(order, me.unit?.id)
  const behind = useRequestsBehind(orderId, can(rights.requestsRead))
  if (!can(rights.requestsRead)) return <p className="muted">{o.noRequests}</p>
  return (
    <Ask query={behind} rows={2}>
      {(page) =>
        page.items.length === 0 ? (
          <p className="muted">{o.noRequests}</p>
        ) : (
          <ul className="behind">
            {page.items.map((r) => (
              <li key={r.request_id}>
                <div className="row">
                  <span className="num">{r.number}</span>
                  <Tag>{w.door[r.door] ?? r.door}</Tag>
                  {r.repeats ? <Tag tone="info">{o.repeats}</Tag> : null}
                  <time className="muted" dateTime={r.created_at}>
                    {dateTime(r.created_at)}
                  </time>
                </div>
                <RevealIdentity
                  identityId={r.identity?.identity_id}
                  orderId={orderId}
                  nameMasked={r.identity?.name_masked ?? (r.confidential ? t.reveal.confidential : undefined)}
                  phoneMasked={r.identity?.phone_masked}
                  salutation={r.salutation ? (w.salutation[r.salutation as keyof typeof w.salutation] ?? r.salutation) : undefined}
                  purpose={purpose}
                  // Who only helps, or passed the order down, never learns who the person is.
                  allowed={can(rights.reveal) && !part}
                  own={own}
                  centreOnly={own && !can(rights.revealSealed) && (r.confidential || order?.sealed)}
                />
                {r.masked && can(rights.reveal) && !part && (can(rights.revealSealed) || !(r.confidential || order?.sealed)) ? (
                  <RevealOriginals of={`/requests/${r.request_id}`} purpose={purpose} own={own} />
                ) : null}
                {r.repeats && r.content ? <p className="words">{r.content}</p> : null}
                {r.repeats ? (
                  <p className="muted">
                    {o.replyWanted}
                    {t.common.colon}
                    {wayOf(r)}
                  </p>
                ) : null}
              </li>
            ))}
          </ul>
        )
      }
    </Ask>
  )
}

/** The files that came with a reply or supplement. */
export function filesOf(order: Order, childId: string) {
  return (order.attachments ?? []).filter((a) => a.child_id === childId)
}

/** The files of the order itself: all that no reply and no co-handling unit's result shows as its own. */
export function ownFiles(order: Order) {
  const elsewhere = new Set([...order.replies.map((r) => r.id), ...order.parties.map((x) => x.result_id)])
  return (order.attachments ?? []).filter((a) => !a.child_id || !elsewhere.has(a.child_id))
}

export function Replies({ order }: { order: Order }) {
  const replies = order.replies ?? []
  if (replies.length === 0) return <p className="muted">{o.noReplies}</p>
  return (
    <div className="stack">
      {[...replies].reverse().map((r) => (
        <ReplyCard key={r.id} reply={r} files={filesOf(order, r.id)} />
      ))}
    </div>
  )
}

export function Returns({ order }: { order: Order }) {
  const unitName = useUnitName()
  const returns = order.returns ?? []
  if (returns.length === 0) return null
  return (
    <Panel title={o.returns}>
      <ul className="behind">
        {returns.map((r, i) => (
          <li key={r.id ?? i}>
            <div className="row">
              <strong>{r.reason_name ?? r.reason_code}</strong>
              {r.state ? <Tag tone={r.state === 'pending' ? 'warn' : r.state === 'upheld' ? 'good' : 'bad'}>{w.returnState[r.state]}</Tag> : null}
              <span className="muted">
                {[r.unit_name, r.actor_name].filter(Boolean).join(' · ')} {dateTime(r.at)}
              </span>
            </div>
            <p className="words">{r.reason}</p>
            <Facts
              items={[
                [o.dutyBasis, r.duty_basis],
                [o.proposedUnit, r.proposed_unit_name || unitName(r.proposed_unit_id ?? undefined)],
                [o.reviewNote, r.review_note],
              ]}
            />
          </li>
        ))}
      </ul>
    </Panel>
  )
}

export function Assignments({ order }: { order: Order }) {
  const list = order.assignments ?? []
  if (list.length < 2) return null
  return (
    <Panel title={o.assignments}>
      <ul className="behind">
        {list.map((a, i) => (
          <li key={a.seq ?? i}>
            <strong>{a.unit_name}</strong>
            <div className="muted">
              {o.assignedAt} {dateTime(a.given_at)} · {a.signed_at ? `${o.signedAt} ${dateTime(a.signed_at)}` : o.notSigned}
            </div>
            {a.note ? <p className="words">{a.note}</p> : null}
          </li>
        ))}
      </ul>
    </Panel>
  )
}


/** What was added while the order was open: supplements, urges, internal notes, in one order of time. */
export function Said({ order }: { order: Order }) {
  const all = [
    ...order.supplements.map((x) => ({ ...x, unit_name: '', name: o.supplement, words: x.content, tone: 'info' as const })),
    ...order.urges.map((x) => ({ ...x, unit_name: '', name: o.urge, words: x.note ?? '', tone: 'warn' as const })),
    ...order.notes.map((x) => ({ ...x, name: o.note, words: x.text, tone: 'plain' as const })),
  ].sort((a, b) => b.at.localeCompare(a.at))
  if (all.length === 0) return null
  return (
    <Panel title={o.said}>
      <ul className="behind">
        {all.map((x) => (
          <li key={x.id}>
            <div className="row">
              <Tag tone={x.tone}>{x.name}</Tag>
              <span className="muted">
                {[x.unit_name, x.actor_name || o.citizen].filter(Boolean).join(' · ')} {dateTime(x.at)}
              </span>
            </div>
            {x.words ? <p className="words">{x.words}</p> : null}
          </li>
        ))}
      </ul>
    </Panel>
  )
}
