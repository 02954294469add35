import { Input, Radio } from 'antd'
import { AttachmentUpload } from '@/components/Attachments'
import { Field } from '@/components/Field'
import { LocalTime } from '@/components/LocalTime'
import { withArticle, withQuote } from '@/lib/quotes'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { FormFrame } from './FormFrame'
import { QuotePart } from './QuotePart'
import { emptyReply, replyBody, replyFaults } from './replyForm'
import type { VerbFormProps } from './useVerb'
import type { ReplyOutcome } from '@/api/types'

const outcomes: ReplyOutcome[] = ['resolved', 'partial', 'explained', 'unsolved']

/** The unit's reply: its result and basis, the contact, words for the citizen apart from the internal note. */
export function ReplyForm({ order, busy, send }: VerbFormProps) {
  const v = t.verbs
  const form = useForm(emptyReply, replyFaults)
  const x = form.values
  return (
    <FormFrame label={v.name.reply} busy={busy} onSubmit={() => form.check() && send(replyBody(x))}>
      <Field label={v.outcome} group required error={form.faults.outcome}>
        <Radio.Group
          optionType="button"
          buttonStyle="solid"
          value={x.outcome}
          onChange={(e) => form.set('outcome', e.target.value as ReplyOutcome)}
          options={outcomes.map((value) => ({ value, label: t.words.outcome[value] }))}
        />
      </Field>
      <Field label={v.basis} required error={form.faults.basis}>
        <Input.TextArea rows={2} maxLength={1000} placeholder={v.basisHint} value={x.basis} onChange={(e) => form.set('basis', e.target.value)} />
      </Field>
      <div className="fields">
        <div className="w4">
          <Field label={v.reached} group required>
            <Radio.Group
              value={x.reached}
              onChange={(e) => form.set('reached', e.target.value as boolean)}
              options={[
                { value: true, label: v.reachedYes },
                { value: false, label: v.reachedNo },
              ]}
            />
          </Field>
        </div>
        <div className="w4">
          <Field label={v.contactedAt} required={x.reached} error={form.faults.contacted_at}>
            <LocalTime value={x.contacted_at} onChange={(iso) => form.set('contacted_at', iso)} />
          </Field>
        </div>
        <div className="w4">
          <Field label={v.contactNumber} hint={v.contactNumberHint}>
            <Input inputMode="tel" maxLength={20} value={x.contact_number} onChange={(e) => form.set('contact_number', e.target.value)} />
          </Field>
        </div>
      </div>
      <Field label={v.publicText} required error={form.faults.public_text}>
        <Input.TextArea
          autoSize={{ minRows: 5, maxRows: 14 }}
          maxLength={4000}
          showCount
          placeholder={v.publicTextHint}
          value={x.public_text}
          onChange={(e) => form.set('public_text', e.target.value)}
        />
      </Field>
      <QuotePart
        order={order}
        quoted={x.articles}
        onQuote={(article, text) => {
          form.set('public_text', withQuote(x.public_text, text))
          form.set('articles', withArticle(x.articles, article))
        }}
      />
      <Field label={v.internalNote}>
        <Input.TextArea rows={2} maxLength={1000} value={x.internal_note} onChange={(e) => form.set('internal_note', e.target.value)} />
      </Field>
      <Field label={t.attachments.title} group>
        <AttachmentUpload value={x.attachments} onChange={(a) => form.set('attachments', a)} />
      </Field>
    </FormFrame>
  )
}
