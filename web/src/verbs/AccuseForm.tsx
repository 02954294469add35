import { Input, Segmented } from 'antd'
import { Field } from '@/components/Field'
import { UnitPicker } from '@/components/pickers/UnitPicker'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { FormFrame } from './FormFrame'
import type { VerbFormProps } from './useVerb'

type What = 'unit' | 'phone' | 'words'
const a = t.accused

/** The centre notes whom an order complains about; from then on it is kept from them. */
export function AccuseForm({ busy, send }: VerbFormProps) {
  const form = useForm<{ what: What; unit_id?: string; phone: string; words: string; reason: string }>({ what: 'unit', phone: '', words: '', reason: '' }, (x) => ({
    unit_id: x.what === 'unit' && !x.unit_id ? t.common.fieldChoose(a.unit) : undefined,
    phone: x.what === 'phone' && x.phone.trim() === '' ? t.common.fieldRequired(a.phone) : undefined,
    words: x.what === 'words' && x.words.trim() === '' ? t.common.fieldRequired(a.words) : undefined,
    reason: x.reason.trim() === '' ? t.common.fieldRequired(a.reason) : undefined,
  }))
  const x = form.values
  function submit() {
    if (!form.check()) return
    const party = x.what === 'unit' ? { unit_id: x.unit_id } : x.what === 'phone' ? { phone: x.phone.trim() } : { words: x.words.trim() }
    send({ ...party, reason: x.reason.trim() })
  }
  return (
    <FormFrame label={t.verbs.name.accuse} busy={busy} danger onSubmit={submit}>
      <p className="muted">{a.explain}</p>
      <Field label={a.what} group>
        <Segmented<What>
          value={x.what}
          onChange={(what) => form.set('what', what)}
          options={[
            { value: 'unit', label: a.whatUnit },
            { value: 'phone', label: a.whatPhone },
            { value: 'words', label: a.whatWords },
          ]}
        />
      </Field>
      {x.what === 'unit' ? (
        <Field label={a.unit} required error={form.faults.unit_id}>
          <UnitPicker value={x.unit_id} only={(u) => u.kind !== 'centre'} onChange={(id) => form.set('unit_id', id)} />
        </Field>
      ) : x.what === 'phone' ? (
        <Field label={a.phone} required error={form.faults.phone} hint={a.phoneHint}>
          <Input maxLength={32} value={x.phone} onChange={(e) => form.set('phone', e.target.value)} />
        </Field>
      ) : (
        <Field label={a.words} required error={form.faults.words} hint={a.wordsHint}>
          <Input maxLength={500} value={x.words} onChange={(e) => form.set('words', e.target.value)} />
        </Field>
      )}
      <Field label={a.reason} required error={form.faults.reason}>
        <Input.TextArea rows={3} maxLength={2000} value={x.reason} onChange={(e) => form.set('reason', e.target.value)} />
      </Field>
    </FormFrame>
  )
}
