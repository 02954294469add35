import { Button, Input } from 'antd'
import { useDefaultUnit } from '@/api/reference'
import { Field } from '@/components/Field'
import { UnitPicker } from '@/components/pickers/UnitPicker'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { FormFrame } from './FormFrame'
import type { VerbFormProps } from './useVerb'

/** What the dispatch catalogue says, with its reason, and one click to follow it. */
export function SuggestedUnit({
  categoryId,
  divisionCode,
  chosen,
  onUse,
}: {
  categoryId?: string | null
  divisionCode?: string
  chosen?: string
  onUse: (unit: string) => void
}) {
  const found = useDefaultUnit(categoryId, divisionCode)
  if (!categoryId || found.isPending) return null
  if (!found.data?.unit_id) return <div className="suggest suggest-none">{t.verbs.noSuggestion}</div>
  const { unit_id, unit_name, why } = found.data
  return (
    <div className="suggest">
      <span>
        {t.verbs.suggested}
        {t.common.colon}
        <strong>{unit_name}</strong>
        <br />
        <span className="muted">{t.verbs.suggestedWhy(why)}</span>
      </span>
      {chosen === unit_id ? null : (
        <Button size="small" onClick={() => onUse(unit_id)}>
          {t.verbs.useSuggested}
        </Button>
      )}
    </div>
  )
}

/** Gives a registered order to a unit; the catalogue's unit is filled in beforehand. */
export function DispatchForm({ order, busy, send }: VerbFormProps) {
  const v = t.verbs
  const suggested = useDefaultUnit(order.category_id, order.division_code)
  const form = useForm<{ unit_id?: string; note: string; touched: boolean }>(
    { unit_id: undefined, note: '', touched: false },
    (x) => ({ unit_id: x.unit_id || (!x.touched && suggested.data?.unit_id) ? undefined : t.common.fieldChoose(v.unit) }),
  )
  const { note, touched } = form.values
  const unit = form.values.unit_id ?? (touched ? undefined : (suggested.data?.unit_id ?? undefined))
  return (
    <FormFrame label={v.name.dispatch} busy={busy} onSubmit={() => form.check() && unit && send({ unit_id: unit, note: note.trim() || undefined })}>
      <SuggestedUnit
        categoryId={order.category_id}
        divisionCode={order.division_code}
        chosen={unit}
        onUse={(id) => form.patch({ unit_id: id, touched: true })}
      />
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
