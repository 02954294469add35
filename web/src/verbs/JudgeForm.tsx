import { Input, Radio, Select } from 'antd'
import { accusedName } from '@/api/accused'
import { Field } from '@/components/Field'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { FormFrame } from './FormFrame'
import type { VerbFormProps } from './useVerb'

const a = t.accused

/** The centre says whether an order is about the party that it seems to be about. */
export function JudgeForm({ order, busy, send }: VerbFormProps) {
  const parties = order.accused_parties
  const first = parties.find((x) => x.state === 'suspected') ?? parties[0]
  const form = useForm<{ accused_id?: string; confirm?: 'yes' | 'no'; reason: string }>({ accused_id: first?.id, reason: '' }, (x) => ({
    accused_id: x.accused_id ? undefined : t.common.fieldChoose(a.party),
    confirm: x.confirm ? undefined : t.common.fieldChoose(a.verdict),
    reason: x.confirm === 'no' && x.reason.trim() === '' ? t.common.fieldRequired(a.checked) : undefined,
  }))
  const x = form.values
  return (
    <FormFrame
      label={t.verbs.name['judge-accused']}
      busy={busy}
      onSubmit={() => form.check() && send({ accused_id: x.accused_id, confirm: x.confirm === 'yes', reason: x.reason.trim() })}
    >
      <p className="muted">{a.explain}</p>
      <Field label={a.party} required error={form.faults.accused_id}>
        <Select
          value={x.accused_id}
          onChange={(id: string) => form.set('accused_id', id)}
          options={parties.map((p) => ({ value: p.id, label: `${accusedName(p)} · ${p.state_name}` }))}
        />
      </Field>
      <Field label={a.verdict} group required error={form.faults.confirm}>
        <Radio.Group
          value={x.confirm}
          onChange={(e) => form.set('confirm', e.target.value as 'yes' | 'no')}
          options={[
            { value: 'yes', label: a.confirm },
            { value: 'no', label: a.reject },
          ]}
        />
      </Field>
      <Field label={a.checked} required={x.confirm === 'no'} error={form.faults.reason}>
        <Input.TextArea rows={3} maxLength={2000} value={x.reason} onChange={(e) => form.set('reason', e.target.value)} />
      </Field>
    </FormFrame>
  )
}
