import type { Attachment, ReplyOutcome } from '@/api/types'
import type { QuotedArticle } from '@/lib/quotes'
import type { Faults } from '@/lib/useForm'
import { t } from '@/texts'

export interface ReplyValues {
  outcome?: ReplyOutcome
  basis: string
  reached: boolean
  contacted_at?: string
  contact_number: string
  public_text: string
  internal_note: string
  articles: QuotedArticle[]
  attachments: Attachment[]
}

export const emptyReply: ReplyValues = {
  basis: '',
  reached: true,
  contact_number: '',
  public_text: '',
  internal_note: '',
  articles: [],
  attachments: [],
}

/** A reply says what was done, on what basis, and whether the citizen was spoken to. */
export function replyFaults(v: ReplyValues, now: number = Date.now()): Faults<ReplyValues> {
  const w = t.verbs
  return {
    outcome: v.outcome ? undefined : t.common.fieldChoose(w.outcome),
    basis: v.basis.trim() === '' ? t.common.fieldRequired(w.basis) : undefined,
    contacted_at:
      v.reached && !v.contacted_at
        ? w.contactedRequired
        : v.contacted_at && Date.parse(v.contacted_at) > now + 60_000
          ? w.contactedFuture
          : undefined,
    public_text: v.public_text.trim() === '' ? t.common.fieldRequired(w.publicText) : undefined,
  }
}

export function replyBody(v: ReplyValues): Record<string, unknown> {
  return {
    outcome: v.outcome,
    basis: v.basis.trim(),
    reached: v.reached,
    contacted_at: v.contacted_at,
    contact_number: v.contact_number.trim() || undefined,
    public_text: v.public_text.trim(),
    internal_note: v.internal_note.trim() || undefined,
    article_ids: v.articles.map((a) => a.id),
    attachment_ids: v.attachments.map((a) => a.id),
  }
}
