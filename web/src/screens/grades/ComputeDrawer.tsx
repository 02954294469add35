import { App, Radio } from 'antd'
import { http } from '@/api/client'
import { useCommand } from '@/api/useCommand'
import type { GradePeriod } from '@/api/types'
import { DayField } from '@/components/DayField'
import { Field } from '@/components/Field'
import { daysAgo } from '@/lib/time'
import { useForm } from '@/lib/useForm'
import { EditDrawer } from '@/screens/admin/EditDrawer'
import { options } from '@/screens/admin/parts'
import { t } from '@/texts'
import { fairness as fairnessTexts } from '@/texts/zh/fairness'

const g = fairnessTexts.grades

/** Computes a month or a quarter, as often as one likes until it is published. */
export function ComputeDrawer({ onClose, onDone }: { onClose: () => void; onDone: (p: GradePeriod) => void }) {
  const { message } = App.useApp()
  const form = useForm({ kind: 'month' as GradePeriod['kind'], day: daysAgo(1), to: daysAgo(1) })
  const v = form.values
  const compute = useCommand<object, GradePeriod>((body, key) => http.post('/grade-periods', body, { idempotencyKey: key }), {
    invalidates: [['/grade-periods'], ['/grade-periods/{id}']],
    onDone: (p) => {
      void message.success(g.computed)
      onDone(p)
      onClose()
    },
    onRefused: form.refuse,
  })
  return (
    <EditDrawer title={g.computeTitle} busy={compute.isPending} problem={compute.error} onClose={onClose} onSave={() => compute.mutate(v.kind === 'span' ? v : { kind: v.kind, day: v.day })}>
      <Field label={g.computeKind} group required>
        <Radio.Group optionType="button" buttonStyle="solid" value={v.kind} onChange={(e) => form.set('kind', e.target.value as GradePeriod['kind'])} options={options(g.kind)} />
      </Field>
      <Field label={v.kind === 'span' ? t.common.dateFrom : g.computeDay} required error={form.faults.day}>
        <DayField value={v.day} onChange={(x) => form.set('day', x ?? '')} />
      </Field>
      {v.kind === 'span' ? (
        <Field label={t.common.dateTo} required error={form.faults.to}>
          <DayField value={v.to} onChange={(x) => form.set('to', x ?? '')} />
        </Field>
      ) : null}
    </EditDrawer>
  )
}
