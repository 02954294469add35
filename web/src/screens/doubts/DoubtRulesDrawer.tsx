import { useQuery } from '@tanstack/react-query'
import { App, Drawer, InputNumber } from 'antd'
import { http } from '@/api/client'
import { useCommand } from '@/api/useCommand'
import type { DoubtRules } from '@/api/types'
import { Field } from '@/components/Field'
import { Ask } from '@/components/states'
import { useForm } from '@/lib/useForm'
import { EditDrawer } from '@/screens/admin/EditDrawer'
import { t } from '@/texts'
import { fairness as fairnessTexts } from '@/texts/zh/fairness'

const d = fairnessTexts.doubts

/** The weights of the reasons and the threshold: read by whoever sees doubts, changed by few. */
export function DoubtRulesDrawer({ editable, onClose }: { editable: boolean; onClose: () => void }) {
  const rules = useQuery({ queryKey: ['/doubt-rules'], queryFn: ({ signal }) => http.get<DoubtRules>('/doubt-rules', {}, signal) })
  if (editable && rules.data) return <Edit key={rules.data.version} rules={rules.data} onClose={onClose} />
  return (
    <Drawer open title={d.rules} size={560} onClose={onClose}>
      <Ask query={rules}>
        {(r) => (
          <div className="stack">
            <p className="muted">{d.rulesHint}</p>
            <p>
              {d.threshold}
              {t.common.colon}
              <strong className="num">{r.threshold}</strong>
            </p>
            {(['relabel', 'contact'] as const).map((kind) => (
              <section key={kind}>
                <h3 className="side-title">{d.kind[kind]}</h3>
                <ul className="doubt-reasons">
                  {r.reasons
                    .filter((x) => x.kind === kind)
                    .map((x) => (
                      <li key={x.code}>
                        <span>{x.name}</span>
                        <span className="num">{x.weight}</span>
                      </li>
                    ))}
                </ul>
              </section>
            ))}
          </div>
        )}
      </Ask>
    </Drawer>
  )
}

function Edit({ rules, onClose }: { rules: DoubtRules; onClose: () => void }) {
  const { message } = App.useApp()
  const form = useForm({ threshold: rules.threshold, reasons: rules.reasons })
  const save = useCommand<DoubtRules, DoubtRules>((body) => http.put('/doubt-rules', body), {
    invalidates: [['/doubt-rules']],
    onDone: () => {
      void message.success(d.rulesSaved)
      onClose()
    },
  })
  const v = form.values
  return (
    <EditDrawer title={d.rules} busy={save.isPending} problem={save.error} onClose={onClose} onSave={() => save.mutate({ ...v, version: rules.version })}>
      <p className="muted">{d.rulesHint}</p>
      <Field label={d.threshold} required>
        <InputNumber min={1} max={100} precision={0} value={v.threshold} onChange={(n) => form.set('threshold', n ?? 0)} />
      </Field>
      {(['relabel', 'contact'] as const).map((kind) => (
        <section key={kind}>
          <h3 className="side-title">{d.kind[kind]}</h3>
          {v.reasons.map((x, i) =>
            x.kind === kind ? (
              <Field key={x.code} label={d.weight(x.name)}>
                <InputNumber
                  min={0}
                  max={100}
                  precision={0}
                  value={x.weight}
                  onChange={(n) => form.set('reasons', v.reasons.map((o, j) => (i === j ? { ...o, weight: n ?? 0 } : o)))}
                />
              </Field>
            ) : null,
          )}
        </section>
      ))}
    </EditDrawer>
  )
}
