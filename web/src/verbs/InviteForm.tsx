import { Input } from 'antd'
import { Field } from '@/components/Field'
import { UnitPicker } from '@/components/pickers/UnitPicker'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { FormFrame } from './FormFrame'
import type { VerbFormProps } from './useVerb'

/** Who leads asks another unit for a part of the work. */
export function InviteForm({ order, busy, send }: VerbFormProps) {
  const v = t.verbs
  const taken = [order.unit_id, ...order.parties.filter((x) => x.state === 'open' || x.state === 'returned').map((x) => x.unit_id)]
  const form = useForm<{ unit_id?: string; ask: string }>({ ask: '' }, (x) => ({
    unit_id: x.unit_id ? undefined : t.common.fieldChoose(v.coUnit),
    ask: x.ask.trim() === '' ? t.common.fieldRequired(v.ask) : undefined,
  }))
  const x = form.values
  return (
    <FormFrame label={v.name.invite} busy={busy} onSubmit={() => form.check() && send({ unit_id: x.unit_id, ask: x.ask.trim() })}>
      <Field label={v.coUnit} required error={form.faults.unit_id} hint={v.coUnitHint}>
        <UnitPicker value={x.unit_id} only={(u) => !taken.includes(u.id)} onChange={(id) => form.set('unit_id', id)} />
      </Field>
      <Field label={v.ask} required error={form.faults.ask} hint={v.askHint}>
        <Input.TextArea autoSize={{ minRows: 4, maxRows: 12 }} maxLength={2000} value={x.ask} onChange={(e) => form.set('ask', e.target.value)} />
      </Field>
    </FormFrame>
  )
}
