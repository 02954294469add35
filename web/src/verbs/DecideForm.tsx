import { Input, Radio } from 'antd'
import { Field } from '@/components/Field'
import { Facts } from '@/components/PageShell'
import { dateTime } from '@/lib/time'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { FormFrame } from './FormFrame'
import type { VerbFormProps } from './useVerb'

/** The centre grants or refuses what a unit applied for. */
export function DecideForm({ order, busy, send }: VerbFormProps) {
  const v = t.verbs
  const asked = order.applications.find((a) => a.state === 'pending')
  const form = useForm<{ approve: boolean; note: string }>({ approve: true, note: '' }, (x) => ({
    note: !x.approve && x.note.trim() === '' ? v.noteRequiredToRefuse : undefined,
  }))
  const x = form.values
  return (
    <FormFrame label={v.name.decide} busy={busy} onSubmit={() => form.check() && send({ approve: x.approve, note: x.note.trim() || undefined })}>
      {asked ? (
        <div className="quote-box">
          <Facts
            wide
            items={[
              [v.applyKind, asked.kind_name],
              [v.amount, asked.amount ? String(asked.amount) : undefined],
              [v.until, asked.until ? dateTime(asked.until) : undefined],
              [v.applyReason, <span key="r" className="words">{asked.reason}</span>],
              [v.appliedBy, [asked.unit_name, asked.actor_name, dateTime(asked.at)].filter(Boolean).join(' · ')],
            ]}
          />
        </div>
      ) : null}
      <Field label={v.decision} group required>
        <Radio.Group
          value={x.approve}
          onChange={(e) => form.set('approve', e.target.value as boolean)}
          options={[
            { value: true, label: v.grant },
            { value: false, label: v.refuse },
          ]}
        />
      </Field>
      <Field label={v.reviewNote} required={!x.approve} error={form.faults.note}>
        <Input.TextArea rows={3} maxLength={2000} value={x.note} onChange={(e) => form.set('note', e.target.value)} />
      </Field>
    </FormFrame>
  )
}
