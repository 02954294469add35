import { Input, Select } from 'antd'
import { useReturnReasons } from '@/api/orders'
import { Field } from '@/components/Field'
import { UnitPicker } from '@/components/pickers/UnitPicker'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { FormFrame } from './FormFrame'
import type { VerbFormProps } from './useVerb'

/** A unit gives an order back; the centre reviews why. */
export function ReturnForm({ busy, send }: VerbFormProps) {
  const v = t.verbs
  const reasons = useReturnReasons()
  const form = useForm<{ reason_code?: string; reason: string; duty_basis: string; proposed_unit_id?: string }>(
    { reason: '', duty_basis: '' },
    (x) => ({
      reason_code: x.reason_code ? undefined : t.common.fieldChoose(v.reasonCode),
      reason: x.reason.trim().length < 5 ? t.common.fieldRequired(v.reason) : undefined,
    }),
  )
  const x = form.values
  return (
    <FormFrame
      label={v.name.return}
      busy={busy}
      danger
      onSubmit={() =>
        form.check() &&
        send({
          reason_code: x.reason_code,
          reason: x.reason.trim(),
          duty_basis: x.duty_basis.trim() || undefined,
          proposed_unit_id: x.proposed_unit_id,
        })
      }
    >
      <Field label={v.reasonCode} required error={form.faults.reason_code}>
        <Select
          loading={reasons.isPending}
          value={x.reason_code}
          onChange={(c: string) => form.set('reason_code', c)}
          options={(reasons.data?.items ?? []).map((r) => ({ value: r.code, label: r.label }))}
        />
      </Field>
      <Field label={v.reason} required error={form.faults.reason}>
        <Input.TextArea rows={4} maxLength={1000} placeholder={v.reasonHint} value={x.reason} onChange={(e) => form.set('reason', e.target.value)} />
      </Field>
      <Field label={v.dutyBasis} hint={v.dutyBasisHint}>
        <Input maxLength={200} value={x.duty_basis} onChange={(e) => form.set('duty_basis', e.target.value)} />
      </Field>
      <Field label={v.proposedUnit}>
        <UnitPicker value={x.proposed_unit_id} onChange={(id) => form.set('proposed_unit_id', id)} />
      </Field>
    </FormFrame>
  )
}
