import { Input } from 'antd'
import type { Attachment } from '@/api/types'
import { AttachmentUpload } from '@/components/Attachments'
import { Field } from '@/components/Field'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { FormFrame } from './FormFrame'
import { PartPicker } from './PartPicker'
import type { VerbFormProps } from './useVerb'

/** A co-handling unit gives its result to the unit that leads. */
export function ContributeForm({ order, busy, send }: VerbFormProps) {
  const v = t.verbs
  const parts = order.parties.filter((x) => x.mine)
  const form = useForm<{ party_id?: string; text: string; attachments: Attachment[] }>({ party_id: parts[0]?.id, text: '', attachments: [] }, (x) => ({
    party_id: x.party_id ? undefined : t.common.fieldChoose(v.coUnit),
    text: x.text.trim() === '' ? t.common.fieldRequired(v.result) : undefined,
  }))
  const x = form.values
  return (
    <FormFrame
      label={v.name.contribute}
      busy={busy}
      onSubmit={() => form.check() && send({ party_id: x.party_id, text: x.text.trim(), attachment_ids: x.attachments.map((a) => a.id) })}
    >
      <PartPicker parts={parts} value={x.party_id} error={form.faults.party_id} onChange={(id) => form.set('party_id', id)} />
      <Field label={v.result} required error={form.faults.text} hint={v.resultHint}>
        <Input.TextArea autoSize={{ minRows: 5, maxRows: 14 }} maxLength={2000} value={x.text} onChange={(e) => form.set('text', e.target.value)} />
      </Field>
      <Field label={t.attachments.title} group>
        <AttachmentUpload value={x.attachments} onChange={(a) => form.set('attachments', a)} />
      </Field>
    </FormFrame>
  )
}
