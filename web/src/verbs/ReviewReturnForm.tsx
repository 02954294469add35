import { Input, Radio } from 'antd'
import { Field } from '@/components/Field'
import { Facts } from '@/components/PageShell'
import { UnitPicker } from '@/components/pickers/UnitPicker'
import { useUnitName } from '@/api/reference'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { FormFrame } from './FormFrame'
import { Suggestions } from './Suggestions'
import type { VerbFormProps } from './useVerb'

/** The centre decides on a return: another unit takes over, or the same one goes on. */
export function ReviewReturnForm({ order, busy, send }: VerbFormProps) {
  const v = t.verbs
  const last = order.returns?.[order.returns.length - 1]
  const unitName = useUnitName()
  // Returned as often as it may be: the order is the centre's again, and the next unit is designated.
  const passesOn = (uphold: boolean) => uphold && !order.must_designate
  const form = useForm<{ uphold: boolean; unit_id?: string; note: string }>(
    { uphold: true, unit_id: last?.proposed_unit_id || undefined, note: '' },
    (x) => ({
      unit_id: passesOn(x.uphold) && !x.unit_id ? t.common.fieldChoose(v.newUnit) : undefined,
      note: !x.uphold && x.note.trim() === '' ? t.common.fieldRequired(v.reviewNote) : undefined,
    }),
  )
  const x = form.values
  return (
    <FormFrame
      label={v.name['review-return']}
      busy={busy}
      onSubmit={() => form.check() && send({ uphold: x.uphold, unit_id: passesOn(x.uphold) ? x.unit_id : undefined, note: x.note.trim() })}
    >
      {last ? (
        <div className="quote-box">
          <Facts
            wide
            items={[
              [v.reasonCode, last.reason_name ?? last.reason_code],
              [v.reason, <span key="r" className="words">{last.reason}</span>],
              [v.dutyBasis, last.duty_basis],
              [v.proposedUnit, last.proposed_unit_name || unitName(last.proposed_unit_id ?? undefined)],
            ]}
          />
        </div>
      ) : null}
      {order.must_designate ? (
        <p className="suggest-note">{v.mustDesignate(order.return_count)}</p>
      ) : (
        <Suggestions verb="review-return" order={order} chosen={x.uphold ? x.unit_id : undefined} onUse={(id) => form.patch({ uphold: true, unit_id: id })} />
      )}
      <Field label={v.decision} group required>
        <Radio.Group
          value={x.uphold}
          onChange={(e) => form.set('uphold', e.target.value as boolean)}
          options={[
            { value: true, label: order.must_designate ? v.upholdOnly : v.uphold },
            { value: false, label: v.rejectReturn },
          ]}
        />
      </Field>
      {passesOn(x.uphold) ? (
        <Field label={v.newUnit} required error={form.faults.unit_id}>
          <UnitPicker value={x.unit_id} onChange={(id) => form.set('unit_id', id)} />
        </Field>
      ) : null}
      <Field label={v.reviewNote} required={!x.uphold} error={form.faults.note}>
        <Input.TextArea rows={3} maxLength={500} value={x.note} onChange={(e) => form.set('note', e.target.value)} />
      </Field>
    </FormFrame>
  )
}
