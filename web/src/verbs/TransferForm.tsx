import { Input, Select } from 'antd'
import { Field } from '@/components/Field'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { FormFrame } from './FormFrame'
import type { VerbFormProps } from './useVerb'

/** A unit of the line district → town → community passes the order down or up; the clock goes along. */
export function TransferForm({ order, busy, send }: VerbFormProps) {
  const v = t.verbs
  const up = (id?: string) => order.passable.find((x) => x.unit_id === id)?.up === true
  const form = useForm<{ unit_id?: string; reason: string }>({ reason: '' }, (x) => ({
    unit_id: x.unit_id ? undefined : t.common.fieldChoose(v.transferTo),
    reason: up(x.unit_id) && x.reason.trim() === '' ? t.common.fieldRequired(v.upReason) : undefined,
  }))
  const x = form.values
  const groups = [false, true].map((dir) => ({
    label: dir ? v.up : v.down,
    options: order.passable.filter((p) => p.up === dir).map((p) => ({ value: p.unit_id ?? '', label: p.unit_name })),
  }))
  return (
    <FormFrame label={v.name.transfer} busy={busy} onSubmit={() => form.check() && send({ unit_id: x.unit_id, reason: x.reason.trim() || undefined })}>
      <Field label={v.transferTo} required error={form.faults.unit_id} hint={v.transferHint}>
        <Select<string>
          showSearch={{ optionFilterProp: 'label' }}
          placeholder={v.transferPick}
          value={x.unit_id}
          onChange={(id) => form.set('unit_id', id)}
          options={groups.filter((g) => g.options.length > 0)}
        />
      </Field>
      <Field label={up(x.unit_id) ? v.upReason : v.downNote} required={up(x.unit_id)} error={form.faults.reason}>
        <Input.TextArea rows={4} maxLength={2000} value={x.reason} onChange={(e) => form.set('reason', e.target.value)} />
      </Field>
    </FormFrame>
  )
}
