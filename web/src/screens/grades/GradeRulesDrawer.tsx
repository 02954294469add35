import { useQuery } from '@tanstack/react-query'
import { App, Checkbox, InputNumber } from 'antd'
import { http } from '@/api/client'
import { useCommand } from '@/api/useCommand'
import type { GradeRules, Indicator } from '@/api/types'
import { Field } from '@/components/Field'
import { useForm } from '@/lib/useForm'
import { EditDrawer } from '@/screens/admin/EditDrawer'
import { fairness as fairnessTexts } from '@/texts/zh/fairness'

const g = fairnessTexts.grades
const shares = ['a', 'b', 'c'] as const
const counts = ['least', 'weight'] as const

/** Thresholds and weights of the indicators. What an indicator counts belongs to the program. */
export function GradeRulesDrawer({ onClose }: { onClose: () => void }) {
  const rules = useQuery({ queryKey: ['/grade-rules'], queryFn: ({ signal }) => http.get<GradeRules>('/grade-rules', {}, signal) })
  return rules.data ? <Edit key={rules.data.version} rules={rules.data} onClose={onClose} /> : null
}

function Edit({ rules, onClose }: { rules: GradeRules; onClose: () => void }) {
  const { message } = App.useApp()
  const form = useForm(rules)
  const v = form.values
  const save = useCommand<GradeRules, GradeRules>((body) => http.put('/grade-rules', body), {
    invalidates: [['/grade-rules']],
    onDone: () => {
      void message.success(g.rulesSaved)
      onClose()
    },
  })
  const set = (at: number, change: Partial<Indicator>) => form.set('indicators', v.indicators.map((x, i) => (i === at ? { ...x, ...change } : x)))
  return (
    <EditDrawer title={g.rules} busy={save.isPending} problem={save.error} onClose={onClose} onSave={() => save.mutate(v)}>
      <p className="muted">{g.rulesHint}</p>
      <Field label={g.leastIndicators}>
        <InputNumber min={1} max={rules.indicators.length} precision={0} value={v.least_indicators} onChange={(n) => form.set('least_indicators', n ?? 0)} />
      </Field>
      <Field label={g.largeFrom}>
        <InputNumber min={0} precision={0} value={v.large_from} onChange={(n) => form.set('large_from', n ?? 0)} />
      </Field>
      <Field label={g.firstContactHours}>
        <InputNumber min={1} max={720} precision={0} value={v.first_contact_hours} onChange={(n) => form.set('first_contact_hours', n ?? 0)} />
      </Field>
      {v.indicators.map((x, at) => (
        <fieldset key={x.code} className="rule-fields">
          <legend>{x.name}</legend>
          {shares.map((k) => (
            <Field key={k} label={g.fieldLabels[k]}>
              <InputNumber aria-label={g.ofIndicator(x.name, g.fieldLabels[k])} min={0} max={1} step={0.01} value={x[k]} onChange={(n) => set(at, { [k]: n ?? 0 })} />
            </Field>
          ))}
          {counts.map((k) => (
            <Field key={k} label={g.fieldLabels[k]}>
              <InputNumber aria-label={g.ofIndicator(x.name, g.fieldLabels[k])} min={0} precision={0} value={x[k]} onChange={(n) => set(at, { [k]: n ?? 0 })} />
            </Field>
          ))}
          <Checkbox checked={x.cap} onChange={(e) => set(at, { cap: e.target.checked })}>
            {g.cap}
          </Checkbox>
        </fieldset>
      ))}
    </EditDrawer>
  )
}
