import { Checkbox, Input, Radio } from 'antd'
import type { OrderKind } from '@/api/types'
import { CategoryPicker } from '@/components/pickers/CategoryPicker'
import { DivisionPicker } from '@/components/pickers/DivisionPicker'
import { Field } from '@/components/Field'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { FormFrame } from './FormFrame'
import type { VerbFormProps } from './useVerb'

interface Values {
  kind: OrderKind
  category_id?: string
  division_code?: string
  urgent: boolean
  business: boolean
  reason: string
}

const kinds = Object.entries(t.words.kind).map(([value, label]) => ({ value: value as OrderKind, label }))

/** What an order is about: citizens' doors leave that to the centre. */
export function ClassifyForm({ order, busy, send }: VerbFormProps) {
  const v = t.verbs
  const f = t.desk.fields
  const form = useForm<Values>(
    {
      kind: order.kind,
      category_id: order.category_id ?? undefined,
      division_code: order.division_code || undefined,
      urgent: order.urgent,
      business: order.business,
      reason: '',
    },
    (x) => ({
      category_id: x.category_id || x.kind === 'invalid' ? undefined : t.common.fieldChoose(f.category),
      reason: x.kind !== order.kind && x.reason.trim() === '' ? v.classifyReasonRequired : undefined,
    }),
  )
  const x = form.values
  return (
    <FormFrame label={v.name.classify} busy={busy} onSubmit={() => form.check() && send({ ...x, reason: x.reason.trim() || undefined })}>
      <Field label={f.kind} group required>
        <Radio.Group optionType="button" buttonStyle="solid" value={x.kind} onChange={(e) => form.set('kind', e.target.value as OrderKind)} options={kinds} />
      </Field>
      <Field label={f.category} required={x.kind !== 'invalid'} error={form.faults.category_id}>
        <CategoryPicker value={x.category_id} onChange={(id) => form.set('category_id', id)} />
      </Field>
      <Field label={f.division}>
        <DivisionPicker value={x.division_code} onChange={(code) => form.set('division_code', code)} />
      </Field>
      <div className="verb-flags">
        <Checkbox checked={x.urgent} onChange={(e) => form.set('urgent', e.target.checked)}>
          {f.urgent}
        </Checkbox>
        <Checkbox checked={x.business} onChange={(e) => form.set('business', e.target.checked)}>
          {f.business}
        </Checkbox>
      </div>
      <Field label={v.classifyReason} required={x.kind !== order.kind} error={form.faults.reason} hint={v.classifyHint}>
        <Input.TextArea rows={2} maxLength={1000} value={x.reason} onChange={(e) => form.set('reason', e.target.value)} />
      </Field>
    </FormFrame>
  )
}
