import { Input } from 'antd'
import { Field } from '@/components/Field'
import { LocalTime } from '@/components/LocalTime'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { FormFrame } from './FormFrame'
import type { VerbFormProps } from './useVerb'

/** The centre lets a unit's clock stand, for a planned time. */
export function PauseForm({ busy, send }: VerbFormProps) {
  const v = t.verbs
  const form = useForm<{ reason: string; until?: string }>({ reason: '' }, (x) => ({
    reason: x.reason.trim() === '' ? t.common.fieldRequired(v.pauseReason) : undefined,
    until: x.until ? undefined : t.common.fieldChoose(v.until),
  }))
  const x = form.values
  return (
    <FormFrame label={v.name.pause} busy={busy} onSubmit={() => form.check() && send({ reason: x.reason.trim(), until: x.until })}>
      <Field label={v.until} required error={form.faults.until} hint={v.untilHint}>
        <LocalTime value={x.until} onChange={(at) => form.set('until', at)} />
      </Field>
      <Field label={v.pauseReason} required error={form.faults.reason}>
        <Input.TextArea rows={4} maxLength={2000} value={x.reason} onChange={(e) => form.set('reason', e.target.value)} />
      </Field>
    </FormFrame>
  )
}
