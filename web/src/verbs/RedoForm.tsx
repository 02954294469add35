import { Input } from 'antd'
import { Field } from '@/components/Field'
import { UnitPicker } from '@/components/pickers/UnitPicker'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { FormFrame } from './FormFrame'
import type { VerbFormProps } from './useVerb'

/** The result does not stand: the unit works on it again, or another one does. */
export function RedoForm({ order, busy, send }: VerbFormProps) {
  const v = t.verbs
  const form = useForm<{ reason: string; unit_id?: string }>({ reason: '' }, (x) => ({
    reason: x.reason.trim() === '' ? t.common.fieldRequired(v.redoReason) : undefined,
    // What the centre answered at once was never with a unit.
    unit_id: order.direct && !x.unit_id ? t.common.fieldChoose(v.unit) : undefined,
  }))
  const x = form.values
  return (
    <FormFrame label={v.name.redo} busy={busy} danger onSubmit={() => form.check() && send({ reason: x.reason.trim(), unit_id: x.unit_id })}>
      <Field label={v.redoReason} required error={form.faults.reason}>
        <Input.TextArea autoFocus rows={4} maxLength={2000} value={x.reason} onChange={(e) => form.set('reason', e.target.value)} />
      </Field>
      <Field label={v.unit} required={order.direct} error={form.faults.unit_id} hint={order.direct ? undefined : v.redoUnitHint}>
        <UnitPicker value={x.unit_id} onChange={(id) => form.set('unit_id', id)} />
      </Field>
    </FormFrame>
  )
}
