import { Input } from 'antd'
import { Field } from '@/components/Field'
import { UnitPicker } from '@/components/pickers/UnitPicker'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { FormFrame } from './FormFrame'
import { Suggestions } from './Suggestions'
import type { VerbFormProps } from './useVerb'

/** The centre takes an order from one unit and gives it to another. */
export function ReassignForm({ order, busy, send }: VerbFormProps) {
  const v = t.verbs
  const form = useForm<{ unit_id?: string; reason: string }>({ reason: '' }, (x) => ({
    unit_id: x.unit_id && x.unit_id !== order.unit_id ? undefined : t.common.fieldChoose(v.newUnit),
    reason: x.reason.trim() === '' ? t.common.fieldRequired(v.reassignReason) : undefined,
  }))
  const x = form.values
  return (
    <FormFrame label={v.name.reassign} busy={busy} onSubmit={() => form.check() && send({ unit_id: x.unit_id, reason: x.reason.trim() })}>
      <Suggestions verb="reassign" order={order} chosen={x.unit_id} onUse={(id) => form.set('unit_id', id)} />
      <Field label={v.newUnit} required error={form.faults.unit_id}>
        <UnitPicker value={x.unit_id} only={(u) => u.id !== order.unit_id} onChange={(id) => form.set('unit_id', id)} />
      </Field>
      <Field label={v.reassignReason} required error={form.faults.reason}>
        <Input.TextArea rows={3} maxLength={500} value={x.reason} onChange={(e) => form.set('reason', e.target.value)} />
      </Field>
    </FormFrame>
  )
}
