import type { Attachment, Reply } from '@/api/types'
import { dateTime } from '@/lib/time'
import { t } from '@/texts'
import { AttachmentList } from './Attachments'
import { Facts } from './PageShell'
import { Tag, type Tone } from './StateTag'
import './reply.css'

const tone: Record<Reply['state'], Tone> = { pending: 'warn', approved: 'good', rejected: 'bad', lapsed: 'plain' }

/** One reply of a unit: the words for the citizen stand apart from the internal note. */
export function ReplyCard({ reply: r, files = [] }: { reply: Reply; files?: Attachment[] }) {
  const o = t.order
  return (
    <article className="reply">
      <header className="row">
        <strong>{r.outcome ? t.words.outcome[r.outcome] : t.common.unknown}</strong>
        <Tag tone={tone[r.state]}>{t.words.replyState[r.state] ?? r.state}</Tag>
        <span className="muted reply-who">
          {o.replyBy(r.unit_name ?? '', r.actor_name ?? '')} {dateTime(r.at)}
        </span>
      </header>
      <section className="reply-public">
        <p className="reply-label">{o.publicText}</p>
        <p className="words">{r.public_text}</p>
      </section>
      <Facts
        items={[
          [o.basis, r.basis],
          [t.verbs.reached, r.reached ? o.reached : o.notReached],
          [o.contactedAt, r.contacted_at ? dateTime(r.contacted_at) : undefined],
          [o.contactNumber, r.contact_number_masked],
        ]}
      />
      {r.internal_note ? (
        <section className="reply-internal">
          <p className="reply-label">{o.internalNote}</p>
          <p className="words">{r.internal_note}</p>
        </section>
      ) : null}
      {files.length > 0 ? <AttachmentList items={files} /> : null}
      {r.review_note ? (
        <p className="reply-review">
          {o.reviewNote}
          {t.common.colon}
          {r.review_note}
        </p>
      ) : null}
    </article>
  )
}
