import { DeleteOutlined } from '@ant-design/icons'
import { Button, Checkbox, Input, Select } from 'antd'
import { Field } from '@/components/Field'
import { outreachEdit as e } from '@/texts/zh/outreachEdit'
import { More, Whole } from './controls'
import type { StepValue } from './model'

const allKeys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0', '*', '#']

interface Props {
  value: StepValue
  names: string[]
  recognizer: boolean
  fault: (field: string) => string | undefined
  onChange: (patch: Partial<StepValue>) => void
}

/** The ways in which a step may be answered: keys, phrases, own words, or a typed number. */
export function Answers({ value: v, names, recognizer, fault, onChange }: Props) {
  const steps = names.map((value) => ({ value, label: value }))
  const drop = (what: string, onClick: () => void) => <Button size="small" aria-label={e.removeRow(what)} icon={<DeleteOutlined aria-hidden="true" />} onClick={onClick} />
  if (v.then === 'digits')
    return (
      <div className="step-grid">
        <Field label={e.digitsName} required error={fault('digits.name') ?? fault('digits')}>
          <Input maxLength={40} value={v.digitsName} onChange={(x) => onChange({ digitsName: x.target.value })} />
        </Field>
        <Field label={e.digitsMax} error={fault('digits.max')}>
          <Whole min={1} max={20} value={v.digitsMax} onChange={(digitsMax) => onChange({ digitsMax })} />
        </Field>
        <Field label={e.to} required error={fault('digits.next')}>
          <Select value={v.digitsTo || undefined} placeholder={e.choose} onChange={(digitsTo: string) => onChange({ digitsTo })} options={steps} />
        </Field>
      </div>
    )
  const free = allKeys.filter((k) => !v.keys.some((x) => x.key === k))
  const key = (i: number, patch: Partial<StepValue['keys'][number]>) => onChange({ keys: v.keys.map((x, n) => (n === i ? { ...x, ...patch } : x)) })
  const phrase = (i: number, patch: Partial<StepValue['spoken'][number]>) => onChange({ spoken: v.spoken.map((x, n) => (n === i ? { ...x, ...patch } : x)) })
  const speaks = v.spoken.length > 0 || v.free
  return (
    <div className="step-answers">
      {v.keys.map((k, i) => (
        <div key={k.key} className="step-row">
          <Field label={e.key}>
            <Select value={k.key} onChange={(x: string) => key(i, { key: x })} options={[k.key, ...free].map((value) => ({ value, label: value }))} />
          </Field>
          <Field label={e.to} error={fault(`keys.${k.key}`)}>
            <Select value={k.to || undefined} placeholder={e.choose} onChange={(to: string) => key(i, { to })} options={steps} />
          </Field>
          {drop(`${e.keys} ${k.key}`, () => onChange({ keys: v.keys.filter((_, n) => n !== i) }))}
        </div>
      ))}
      {v.spoken.map((b, i) => (
        <div key={i} className="step-row">
          <Field label={e.phrases} hint={i === 0 ? e.phrasesHint : undefined} error={fault(`spoken[${i}].phrases`)}>
            <Input maxLength={400} value={b.phrases} onChange={(x) => phrase(i, { phrases: x.target.value })} />
          </Field>
          <Field label={e.to} error={fault(`spoken[${i}].next`)}>
            <Select value={b.to || undefined} placeholder={e.choose} onChange={(to: string) => phrase(i, { to })} options={steps} />
          </Field>
          {drop(`${e.spoken} ${b.phrases}`, () => onChange({ spoken: v.spoken.filter((_, n) => n !== i) }))}
        </div>
      ))}
      {v.free ? (
        <div className="step-row">
          <Field label={e.freeName} required error={fault('free.name')}>
            <Input maxLength={40} value={v.freeName} onChange={(x) => onChange({ freeName: x.target.value })} />
          </Field>
          <Field label={e.to} required error={fault('free.next')}>
            <Select value={v.freeTo || undefined} placeholder={e.choose} onChange={(freeTo: string) => onChange({ freeTo })} options={steps} />
          </Field>
        </div>
      ) : null}
      {fault('keys') ? <p className="field-error">{fault('keys')}</p> : null}
      <div className="row">
        <More label={e.addKey} disabled={free.length === 0} onClick={() => onChange({ keys: [...v.keys, { key: free[0]!, to: '' }] })} />
        <More label={e.addSpoken} disabled={v.spoken.length >= 12} onClick={() => onChange({ spoken: [...v.spoken, { phrases: '', to: '' }] })} />
        <Checkbox checked={v.free} onChange={(x) => onChange({ free: x.target.checked })}>
          {e.free}
        </Checkbox>
      </div>
      {speaks && !recognizer ? <p className="muted">{e.noRecognizer}</p> : null}
      {speaks && recognizer && v.keys.length === 0 ? <p className="muted">{e.noKeys}</p> : null}
    </div>
  )
}
