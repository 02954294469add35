import { Input } from 'antd'
import { Field } from '@/components/Field'
import { UnitPicker } from '@/components/pickers/UnitPicker'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { FormFrame } from './FormFrame'
import { Suggestions } from './Suggestions'
import type { VerbFormProps } from './useVerb'

/** The centre says whose a disputed order is; that unit cannot return it. */
export function DesignateForm({ order, busy, send }: VerbFormProps) {
  const v = t.verbs
  const last = order.returns[order.returns.length - 1]
  const form = useForm<{ reason: string; unit_id?: string }>({ reason: '', unit_id: last?.proposed_unit_id || undefined }, (x) => ({
    reason: x.reason.trim() === '' ? t.common.fieldRequired(v.designateReason) : undefined,
    unit_id: x.unit_id ? undefined : t.common.fieldChoose(v.unit),
  }))
  const x = form.values
  return (
    <FormFrame label={v.name.designate} busy={busy} onSubmit={() => form.check() && send({ reason: x.reason.trim(), unit_id: x.unit_id })}>
      <Suggestions verb="designate" order={order} chosen={x.unit_id} onUse={(id) => form.set('unit_id', id)} />
      <Field label={v.unit} required error={form.faults.unit_id} hint={v.designateHint}>
        <UnitPicker value={x.unit_id} onChange={(id) => form.set('unit_id', id)} />
      </Field>
      <Field label={v.designateReason} required error={form.faults.reason}>
        <Input.TextArea rows={4} maxLength={2000} value={x.reason} onChange={(e) => form.set('reason', e.target.value)} />
      </Field>
    </FormFrame>
  )
}
