import { App } from 'antd'
import { http } from '@/api/client'
import { useCommand } from '@/api/useCommand'
import type { Draw, Sample } from '@/api/types'
import { DayField } from '@/components/DayField'
import { Field } from '@/components/Field'
import { daysAgo } from '@/lib/time'
import { useForm } from '@/lib/useForm'
import { EditDrawer } from '@/screens/admin/EditDrawer'
import { fairness as fairnessTexts } from '@/texts/zh/fairness'

const s = fairnessTexts.samples

/** Draws a recheck sample over days that have passed. */
export function DrawDrawer({ sample, onClose }: { sample: Sample; onClose: () => void }) {
  const { message } = App.useApp()
  const form = useForm({ from: daysAgo(30), to: daysAgo(1) })
  const v = form.values
  const draw = useCommand<{ from: string; to: string }, Draw>((body, key) => http.post(`/samples/${sample.id}/draws`, body, { idempotencyKey: key }), {
    invalidates: [['/draws'], ['/rechecks']],
    onDone: (d) => {
      void message.success(s.drawn(d.drawn, d.population))
      onClose()
    },
    onRefused: form.refuse,
  })
  return (
    <EditDrawer title={s.drawTitle(sample.name)} busy={draw.isPending} problem={draw.error} onClose={onClose} onSave={() => draw.mutate(v)}>
      <p className="muted">{s.drawHint}</p>
      <Field label={s.drawFrom} required error={form.faults.from}>
        <DayField value={v.from} onChange={(x) => form.set('from', x ?? '')} />
      </Field>
      <Field label={s.drawTo} required error={form.faults.to}>
        <DayField value={v.to} onChange={(x) => form.set('to', x ?? '')} />
      </Field>
    </EditDrawer>
  )
}
