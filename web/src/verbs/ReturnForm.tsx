import { Input, Select } from 'antd'
import { useReturnReasons } from '@/api/orders'
import { Field } from '@/components/Field'
import { UnitPicker } from '@/components/pickers/UnitPicker'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { FormFrame } from './FormFrame'
import { ReturnsLike } from './Suggestions'
import type { VerbFormProps } from './useVerb'

/** A unit gives an order back; the centre reviews why. */
export function ReturnForm({ order, busy, send }: VerbFormProps) {
  const v = t.verbs
  const reasons = useReturnReasons()
  const needs = (code?: string) => {
    const reason = reasons.data?.items.find((r) => r.code === code)
    // Who got an unclear matter first needs both for any reason.
    return { needs_basis: order.first_receiver || reason?.needs_basis, needs_unit: order.first_receiver || reason?.needs_unit }
  }
  const form = useForm<{ reason_code?: string; reason: string; duty_basis: string; proposed_unit_id?: string }>(
    { reason: '', duty_basis: '' },
    (x) => ({
      reason_code: x.reason_code ? undefined : t.common.fieldChoose(v.reasonCode),
      duty_basis: needs(x.reason_code).needs_basis && x.duty_basis.trim() === '' ? t.common.fieldRequired(v.dutyBasis) : undefined,
      proposed_unit_id: needs(x.reason_code).needs_unit && !x.proposed_unit_id ? t.common.fieldChoose(v.proposedUnit) : undefined,
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
      {order.first_receiver ? <p className="suggest-note">{t.catalogue.suggest.firstReturn}</p> : null}
      <ReturnsLike order={order} />
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
      <Field label={v.dutyBasis} required={needs(x.reason_code).needs_basis} error={form.faults.duty_basis} hint={v.dutyBasisHint}>
        <Input maxLength={200} value={x.duty_basis} onChange={(e) => form.set('duty_basis', e.target.value)} />
      </Field>
      <Field label={v.proposedUnit} required={needs(x.reason_code).needs_unit} error={form.faults.proposed_unit_id}>
        <UnitPicker value={x.proposed_unit_id} onChange={(id) => form.set('proposed_unit_id', id)} />
      </Field>
    </FormFrame>
  )
}
