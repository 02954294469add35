import { Input, Select } from 'antd'
import { useReturnReasons } from '@/api/orders'
import { Field } from '@/components/Field'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { FormFrame } from './FormFrame'
import { PartPicker } from './PartPicker'
import type { VerbFormProps } from './useVerb'

/** A co-handling unit gives its part back; who asked releases it or insists. */
export function ReturnInviteForm({ order, busy, send }: VerbFormProps) {
  const v = t.verbs
  const reasons = useReturnReasons()
  const parts = order.parties.filter((x) => x.mine && !x.insisted)
  const form = useForm<{ party_id?: string; reason_code?: string; reason: string }>({ party_id: parts[0]?.id, reason: '' }, (x) => ({
    reason_code: x.reason_code ? undefined : t.common.fieldChoose(v.coReasonCode),
    reason: x.reason.trim() === '' ? t.common.fieldRequired(v.reason) : undefined,
  }))
  const x = form.values
  return (
    <FormFrame
      label={v.name['return-invite']}
      busy={busy}
      danger
      onSubmit={() => form.check() && send({ party_id: x.party_id, reason_code: x.reason_code, reason: x.reason.trim() })}
    >
      <PartPicker parts={parts} value={x.party_id} onChange={(id) => form.set('party_id', id)} />
      <Field label={v.coReasonCode} required error={form.faults.reason_code}>
        <Select
          loading={reasons.isPending}
          value={x.reason_code}
          onChange={(c: string) => form.set('reason_code', c)}
          options={(reasons.data?.items ?? []).filter((r) => r.co).map((r) => ({ value: r.code, label: r.label }))}
        />
      </Field>
      <Field label={v.reason} required error={form.faults.reason} hint={v.coReturnHint}>
        <Input.TextArea rows={4} maxLength={2000} value={x.reason} onChange={(e) => form.set('reason', e.target.value)} />
      </Field>
    </FormFrame>
  )
}
