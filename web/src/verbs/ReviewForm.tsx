import { Input, Radio } from 'antd'
import { Field } from '@/components/Field'
import { ReplyCard } from '@/components/ReplyCard'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { FormFrame } from './FormFrame'
import type { VerbFormProps } from './useVerb'

/** The centre reviews a reply before the citizen sees it. */
export function ReviewForm({ order, busy, send }: VerbFormProps) {
  const v = t.verbs
  const last = order.replies?.[order.replies.length - 1]
  const form = useForm<{ approve: boolean; note: string }>({ approve: true, note: '' }, (x) => ({
    note: !x.approve && x.note.trim() === '' ? v.noteRequiredToReject : undefined,
  }))
  const x = form.values
  return (
    <FormFrame
      label={v.name.review}
      busy={busy}
      danger={!x.approve}
      onSubmit={() => form.check() && send({ approve: x.approve, note: x.note.trim() })}
    >
      {last ? <ReplyCard reply={last} /> : null}
      <Field label={v.decision} group required>
        <Radio.Group
          value={x.approve}
          onChange={(e) => form.set('approve', e.target.value as boolean)}
          options={[
            { value: true, label: v.approve },
            { value: false, label: v.reject },
          ]}
        />
      </Field>
      <Field label={v.reviewNote} required={!x.approve} error={form.faults.note}>
        <Input.TextArea rows={3} maxLength={500} value={x.note} onChange={(e) => form.set('note', e.target.value)} />
      </Field>
    </FormFrame>
  )
}
