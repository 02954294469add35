import { DeleteOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { App, Button, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { http } from '@/api/client'
import { useChain } from '@/api/supervise'
import type { Chain, ChainStep } from '@/api/types'
import { useCommand } from '@/api/useCommand'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { Field } from '@/components/Field'
import { Panel } from '@/components/PageShell'
import { Ask, ProblemAlert } from '@/components/states'
import { t } from '@/texts'

const k = t.supervise.chain
type Rules = Chain['rules']
const ruleKeys: (keyof Rules)[] = ['red_card', 'redo', 'urged', 'repeated', 'dissatisfied']

/** The steps of the escalation chain and the rules of suggestions, as data. */
export function ChainSetting() {
  const chain = useChain()
  return <Ask query={chain} rows={8}>{(c) => <Editor key={c.version} chain={c} />}</Ask>
}

function Editor({ chain }: { chain: Chain }) {
  const allowed = useCan()(rights.superviseSetup)
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [steps, setSteps] = useState(chain.steps)
  const [rules, setRules] = useState(chain.rules)
  const save = useCommand<Chain, Chain>((body) => http.put<Chain>('/supervise/chain', body), {
    onDone: (c) => {
      void message.success(t.supervise.done.chain)
      queries.setQueryData(['/supervise/chain'], c)
    },
    invalidates: [['/supervise/watch'], ['/supervise']],
  })
  const set = (i: number, patch: Partial<ChainStep>) => setSteps(steps.map((x, n) => (n === i ? { ...x, ...patch } : x)))
  const body = (): Chain => ({ steps, rules, version: chain.version })
  return (
    <form
      className="stack"
      onSubmit={(e) => {
        e.preventDefault()
        save.mutate(body())
      }}
    >
      {save.error ? <ProblemAlert problem={save.error} /> : null}
      <Panel title={k.steps}>
        <p className="muted">{k.hint}</p>
        {steps.map((x, i) => (
          <StepRow key={i} n={i + 1} step={x} disabled={!allowed} onChange={(patch) => set(i, patch)} onRemove={() => setSteps(steps.filter((_, n) => n !== i))} />
        ))}
        {allowed ? (
          <Button
            style={{ marginTop: 10 }}
            onClick={() => setSteps([...steps, { code: `step-${steps.length + 1}`, title: '', anchor: 'after_due', unit: 'working_day', n: 1, to: ['unit'] }])}
          >
            {k.add}
          </Button>
        ) : null}
      </Panel>
      <Panel title={k.rules}>
        <p className="muted">{k.ruleHint}</p>
        <div className="rule-row">
          {ruleKeys.map((key) => (
            <Field key={key} label={k.rule[key]}>
              <InputNumber disabled={!allowed} min={0} max={key === 'red_card' || key === 'dissatisfied' ? 1 : 100} value={rules[key]} onChange={(n) => setRules({ ...rules, [key]: n ?? 0 })} />
            </Field>
          ))}
        </div>
      </Panel>
      {allowed ? (
        <div className="row">
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t.common.save}
          </Button>
        </div>
      ) : null}
    </form>
  )
}

interface RowProps {
  n: number
  step: ChainStep
  disabled: boolean
  onChange: (patch: Partial<ChainStep>) => void
  onRemove: () => void
}

function StepRow({ n, step: x, disabled, onChange, onRemove }: RowProps) {
  const label = (name: string) => (
    <>
      <span className="sr-only">{k.stepN(n)} </span>
      {name}
    </>
  )
  const kind = x.limit ?? x.anchor ?? 'after_due'
  function setKind(value: string) {
    if (value === 'before_due' || value === 'after_due') onChange({ limit: undefined, anchor: value, unit: x.unit ?? 'working_day', n: x.n ?? 1 })
    else onChange({ limit: value as ChainStep['limit'], anchor: undefined, unit: undefined, n: undefined })
  }
  return (
    <div className="step-row" role="group" aria-label={k.stepN(n)}>
      <span className="step-n num" aria-hidden="true">
        {n}
      </span>
      <Field label={label(k.stepTitle)}>
        <Input disabled={disabled} maxLength={20} value={x.title} onChange={(e) => onChange({ title: e.target.value })} />
      </Field>
      <Field label={label(k.kind)}>
        <Select
          disabled={disabled}
          value={kind}
          onChange={setKind}
          options={[
            ...Object.entries(k.preset).map(([value, text]) => ({ value, label: text })),
            ...Object.entries(k.anchor).map(([value, text]) => ({ value, label: text })),
          ]}
        />
      </Field>
      <Field label={label(k.code)}>
        <Input disabled={disabled} maxLength={40} value={x.code} onChange={(e) => onChange({ code: e.target.value })} />
      </Field>
      <Field label={label(k.amount)}>
        <InputNumber disabled={disabled || !!x.limit} min={0} max={240} style={{ width: '100%' }} value={x.limit ? undefined : (x.n ?? 0)} onChange={(v) => onChange({ n: v ?? 0 })} />
      </Field>
      <Field label={label(k.amountUnit)}>
        <Select
          disabled={disabled || !!x.limit}
          value={x.limit ? undefined : x.unit}
          onChange={(unit: NonNullable<ChainStep['unit']>) => onChange({ unit })}
          options={Object.entries(k.unit).map(([value, text]) => ({ value: value as NonNullable<ChainStep['unit']>, label: text }))}
        />
      </Field>
      <Field label={label(k.card)}>
        <Select
          disabled={disabled}
          value={x.card ?? ''}
          onChange={(card: string) => onChange({ card: (card || undefined) as ChainStep['card'] })}
          options={[{ value: '', label: k.none }, ...['yellow', 'red'].map((value) => ({ value, label: t.supervise.level[value] }))]}
        />
      </Field>
      <Field label={label(k.to)}>
        <Select
          mode="multiple"
          disabled={disabled}
          value={x.to}
          onChange={(to: string[]) => onChange({ to })}
          options={Object.entries(t.supervise.to).map(([value, text]) => ({ value, label: text }))}
        />
      </Field>
      {disabled ? <span /> : <Button type="text" danger icon={<DeleteOutlined />} aria-label={k.remove(x.title)} onClick={onRemove} />}
    </div>
  )
}
