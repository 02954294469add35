import { Input, InputNumber, Radio } from 'antd'
import { Field } from '@/components/Field'
import { LocalTime } from '@/components/LocalTime'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { FormFrame } from './FormFrame'
import type { VerbFormProps } from './useVerb'

type Kind = 'extension' | 'pause' | 'shelve'

/** A unit asks for more time, for the clock to stand, or for a matter to be kept on the books. */
export function ApplyForm({ busy, send }: VerbFormProps) {
  const v = t.verbs
  const form = useForm<{ kind: Kind; amount?: number; until?: string; reason: string }>({ kind: 'extension', amount: 1, reason: '' }, (x) => ({
    amount: x.kind === 'extension' && !x.amount ? t.common.fieldRequired(v.amount) : undefined,
    until: x.kind !== 'extension' && !x.until ? t.common.fieldChoose(v.until) : undefined,
    reason: x.reason.trim() === '' ? t.common.fieldRequired(v.applyReason) : undefined,
  }))
  const x = form.values
  const body = x.kind === 'extension' ? { amount: x.amount } : { until: x.until }
  return (
    <FormFrame label={v.name.apply} busy={busy} onSubmit={() => form.check() && send({ kind: x.kind, reason: x.reason.trim(), ...body })}>
      <Field label={v.applyKind} group required hint={v.applyHint[x.kind]}>
        <Radio.Group
          value={x.kind}
          onChange={(e) => form.set('kind', e.target.value as Kind)}
          options={(['extension', 'pause', 'shelve'] as const).map((kind) => ({ value: kind, label: t.words.application[kind] }))}
        />
      </Field>
      {x.kind === 'extension' ? (
        <Field label={v.amount} required error={form.faults.amount} hint={v.amountHint}>
          <InputNumber min={1} max={1000} value={x.amount} onChange={(n) => form.set('amount', n ?? undefined)} />
        </Field>
      ) : (
        <Field label={v.until} required error={form.faults.until} hint={v.untilHint}>
          <LocalTime value={x.until} onChange={(at) => form.set('until', at)} />
        </Field>
      )}
      <Field label={v.applyReason} required error={form.faults.reason}>
        <Input.TextArea rows={4} maxLength={2000} value={x.reason} onChange={(e) => form.set('reason', e.target.value)} />
      </Field>
    </FormFrame>
  )
}
