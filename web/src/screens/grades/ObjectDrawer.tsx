import { App, Input } from 'antd'
import { http } from '@/api/client'
import { useCommand } from '@/api/useCommand'
import type { GradePeriod, Indicator, Objection, UnitGrades } from '@/api/types'
import { Field } from '@/components/Field'
import { useForm } from '@/lib/useForm'
import { EditDrawer } from '@/screens/admin/EditDrawer'
import { fairness as fairnessTexts } from '@/texts/zh/fairness'

const g = fairnessTexts.grades

/** A unit says why a published figure is wrong. */
export function ObjectDrawer({ period, unit, indicator, onClose }: { period: GradePeriod; unit: UnitGrades; indicator: Indicator; onClose: () => void }) {
  const { message } = App.useApp()
  const form = useForm({ reason: '' }, (v) => ({ reason: v.reason.trim() === '' ? g.reasonMissing : undefined }))
  const send = useCommand<object, Objection>((body, key) => http.post(`/grade-periods/${period.id}/objections`, body, { idempotencyKey: key }), {
    invalidates: [['/grade-periods/{id}']],
    onDone: () => {
      void message.success(g.objected)
      onClose()
    },
    onRefused: form.refuse,
  })
  return (
    <EditDrawer
      title={g.objectTo(indicator.name)}
      busy={send.isPending}
      problem={send.error}
      onClose={onClose}
      onSave={() => form.check() && send.mutate({ unit_id: unit.unit_id, indicator: indicator.code, reason: form.values.reason.trim() })}
    >
      <Field label={g.reason} required error={form.faults.reason} hint={g.reasonHint}>
        <Input.TextArea autoFocus rows={6} maxLength={2000} value={form.values.reason} onChange={(e) => form.set('reason', e.target.value)} />
      </Field>
    </EditDrawer>
  )
}
