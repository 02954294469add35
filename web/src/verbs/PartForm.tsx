import { Input } from 'antd'
import { Field } from '@/components/Field'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { FormFrame } from './FormFrame'
import { PartPicker } from './PartPicker'
import type { VerbFormProps } from './useVerb'

/** Who asked lets a co-handling unit go, or asks once more for what was given back. */
export function PartForm({ order, busy, send, verb }: VerbFormProps & { verb: 'release' | 'insist' }) {
  const v = t.verbs
  const parts = order.parties.filter((x) => (verb === 'release' ? x.may_release : x.may_insist))
  const form = useForm<{ party_id?: string; reason: string }>({ party_id: parts.length === 1 ? parts[0]!.id : undefined, reason: '' }, (x) => ({
    party_id: x.party_id ? undefined : t.common.fieldChoose(v.coUnit),
    reason: x.reason.trim() === '' ? t.common.fieldRequired(v[`${verb}Reason`]) : undefined,
  }))
  const x = form.values
  return (
    <FormFrame
      label={v.name[verb]}
      busy={busy}
      danger={verb === 'release'}
      onSubmit={() => form.check() && send({ party_id: x.party_id, reason: x.reason.trim() })}
    >
      <PartPicker parts={parts} value={x.party_id} error={form.faults.party_id} onChange={(id) => form.set('party_id', id)} />
      <Field label={v[`${verb}Reason`]} required error={form.faults.reason}>
        <Input.TextArea rows={3} maxLength={2000} value={x.reason} onChange={(e) => form.set('reason', e.target.value)} />
      </Field>
    </FormFrame>
  )
}
