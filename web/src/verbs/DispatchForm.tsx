import { Input } from 'antd'
import { useSuggestion } from '@/api/catalogue'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { Field } from '@/components/Field'
import { UnitPicker } from '@/components/pickers/UnitPicker'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { FormFrame } from './FormFrame'
import { Suggestions } from './Suggestions'
import type { VerbFormProps } from './useVerb'

/** Gives a registered order to a unit; the unit that most speaks for is filled in beforehand. */
export function DispatchForm({ order, busy, send }: VerbFormProps) {
  const v = t.verbs
  const can = useCan()
  const suggested = useSuggestion(order.id, can(rights.suggest)).data?.candidates[0]?.unit_id ?? undefined
  const form = useForm<{ unit_id?: string; note: string; touched: boolean }>(
    { unit_id: undefined, note: '', touched: false },
    (x) => ({ unit_id: x.unit_id || (!x.touched && suggested) ? undefined : t.common.fieldChoose(v.unit) }),
  )
  const { note, touched } = form.values
  const unit = form.values.unit_id ?? (touched ? undefined : suggested)
  return (
    <FormFrame label={v.name.dispatch} busy={busy} onSubmit={() => form.check() && unit && send({ unit_id: unit, note: note.trim() || undefined })}>
      <Suggestions verb="dispatch" order={order} chosen={unit} onUse={(id) => form.patch({ unit_id: id, touched: true })} />
      <Field label={v.unit} required error={form.faults.unit_id}>
        <UnitPicker
          value={unit}
          onChange={(id) => {
            form.set('unit_id', id)
            form.patch({ touched: true })
          }}
        />
      </Field>
      <Field label={v.dispatchNote}>
        <Input.TextArea rows={3} maxLength={500} placeholder={v.dispatchNoteHint} value={note} onChange={(e) => form.set('note', e.target.value)} />
      </Field>
    </FormFrame>
  )
}
