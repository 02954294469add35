import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined } from '@ant-design/icons'
import { Button, Checkbox, Input, Radio, Select } from 'antd'
import type { TextAreaRef } from 'antd/es/input/TextArea'
import { useRef } from 'react'
import type { CampaignMeans } from '@/api/types'
import { Field } from '@/components/Field'
import { outreachEdit as e } from '@/texts/zh/outreachEdit'
import { Answers } from './Answers'
import type { StepValue, Then } from './model'

interface Props {
  n: number
  count: number
  value: StepValue
  names: string[]
  columns: string[]
  means?: CampaignMeans
  fault: (field: string) => string | undefined
  onChange: (patch: Partial<StepValue>) => void
  onMove: (by: 1 | -1) => void
  onRemove: () => void
}

/** One step: what is said, and where it goes on. */
export function StepCard({ n, count, value: v, names, columns, means, fault, onChange, onMove, onRemove }: Props) {
  const area = useRef<TextAreaRef>(null)
  const insert = (name: string) => {
    const box = area.current?.resizableTextArea?.textArea
    const at = box?.selectionStart ?? v.say.length
    const text = `{${name}}`
    onChange({ say: v.say.slice(0, at) + text + v.say.slice(box?.selectionEnd ?? at) })
    setTimeout(() => {
      box?.focus()
      box?.setSelectionRange(at + text.length, at + text.length)
    }, 0)
  }
  const sounds = [...new Set([...(means?.sounds ?? []), ...(v.sound ? [v.sound] : [])])]
  const queues = means?.queues ?? []
  const waits = v.then === 'ask' || v.then === 'digits'
  return (
    <section className="step-card" aria-label={e.step(n, v.id)}>
      <div className="step-head">
        <span className="num step-n">{n}</span>
        <Field label={e.id} hideLabel error={fault('id')}>
          <Input maxLength={40} value={v.id} onChange={(x) => onChange({ id: x.target.value })} />
        </Field>
        {n === 1 ? <span className="muted">{e.first}</span> : null}
        <span className="step-tools">
          <Button size="small" aria-label={`${e.up} ${v.id}`} icon={<ArrowUpOutlined aria-hidden="true" />} disabled={n === 1} onClick={() => onMove(-1)} />
          <Button size="small" aria-label={`${e.down} ${v.id}`} icon={<ArrowDownOutlined aria-hidden="true" />} disabled={n === count} onClick={() => onMove(1)} />
          <Button size="small" aria-label={`${e.remove} ${v.id}`} icon={<DeleteOutlined aria-hidden="true" />} disabled={count === 1} onClick={onRemove} />
        </span>
      </div>
      <Field label={e.say} required error={fault('say')} hint={e.sayHint}>
        <Input.TextArea ref={area} autoSize={{ minRows: 2, maxRows: 6 }} maxLength={600} value={v.say} onChange={(x) => onChange({ say: x.target.value })} />
      </Field>
      <div className="row">
        {columns.map((c) => (
          <Button key={c} size="small" onClick={() => insert(c)}>
            {e.insert(c)}
          </Button>
        ))}
      </div>
      {sounds.length > 0 ? (
        <Field label={e.sound} error={fault('sound')} hint={v.sound && v.say.includes('{') ? e.soundHint : undefined}>
          <Select value={v.sound} onChange={(sound: string) => onChange({ sound })} options={[{ value: '', label: e.soundNone }, ...sounds.map((value) => ({ value, label: value }))]} />
        </Field>
      ) : null}
      <Field label={e.then} group>
        <Radio.Group optionType="button" size="small" value={v.then} onChange={(x) => onChange({ then: x.target.value as Then })} options={Object.entries(e.thens).map(([value, label]) => ({ value, label }))} />
      </Field>
      {v.then === 'next' ? (
        <Field label={e.next} error={fault('next')}>
          <Select value={v.next || undefined} placeholder={e.choose} onChange={(next: string) => onChange({ next })} options={names.map((value) => ({ value, label: value }))} />
        </Field>
      ) : null}
      {v.then === 'queue' ? (
        <Field label={e.queue} error={fault('queue')}>
          {queues.length > 0 ? (
            <Select value={v.queue || undefined} placeholder={e.choose} onChange={(queue: string) => onChange({ queue })} options={queues.map((q) => ({ value: q.code, label: q.name }))} />
          ) : (
            <Input maxLength={40} value={v.queue} onChange={(x) => onChange({ queue: x.target.value })} />
          )}
        </Field>
      ) : null}
      {waits ? <Answers value={v} names={names} recognizer={!!means?.recognizer} fault={fault} onChange={onChange} /> : null}
      <div className="step-grid">
        {waits ? (
          <>
            <Field label={e.repeat} error={fault('repeat')}>
              <Select value={v.repeat} onChange={(repeat: number) => onChange({ repeat })} options={[0, 1, 2, 3].map((value) => ({ value, label: e.times(value) }))} />
            </Field>
            <Field label={e.silent} error={fault('silent')}>
              <Select value={v.silent} onChange={(silent: string) => onChange({ silent })} options={[{ value: '', label: e.silentEnd }, ...names.map((value) => ({ value, label: value }))]} />
            </Field>
          </>
        ) : null}
        <Field label={e.result} hint={e.resultHint} error={fault('result')}>
          <Input maxLength={40} value={v.result} onChange={(x) => onChange({ result: x.target.value })} />
        </Field>
      </div>
      <Checkbox checked={v.bar} onChange={(x) => onChange({ bar: x.target.checked })}>
        {e.bar}
      </Checkbox>
    </section>
  )
}
