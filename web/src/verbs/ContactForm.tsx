import { Input, Radio } from 'antd'
import { Field } from '@/components/Field'
import { LocalTime } from '@/components/LocalTime'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { FormFrame } from './FormFrame'
import type { VerbFormProps } from './useVerb'

/** The unit notes that it contacted the citizen: the limit of the first contact is met by it. */
export function ContactForm({ busy, send }: VerbFormProps) {
  const v = t.verbs
  const form = useForm<{ at?: string; reached: boolean; number: string; note: string }>(
    { at: new Date().toISOString(), reached: true, number: '', note: '' },
    (x) => ({ at: x.at ? undefined : t.common.fieldRequired(v.contactedAt) }),
  )
  const x = form.values
  return (
    <FormFrame
      label={v.name.contact}
      busy={busy}
      onSubmit={() =>
        form.check() && send({ contacted_at: x.at, reached: x.reached, number: x.number.trim() || undefined, note: x.note.trim() || undefined })
      }
    >
      <Field label={v.contactedAt} required error={form.faults.at} hint={v.contactHint}>
        <LocalTime value={x.at} onChange={(at) => form.set('at', at)} />
      </Field>
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
      <Field label={v.contactNumber} hint={v.contactNumberHint}>
        <Input inputMode="tel" maxLength={20} value={x.number} onChange={(e) => form.set('number', e.target.value)} />
      </Field>
      <Field label={v.contactNote} hint={v.contactNoteHint}>
        <Input.TextArea rows={3} maxLength={2000} value={x.note} onChange={(e) => form.set('note', e.target.value)} />
      </Field>
    </FormFrame>
  )
}
