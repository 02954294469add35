import { Button, Input, Select } from 'antd'
import { Field } from '@/components/Field'
import { voiceMenu as v } from '@/texts/zh/voicemenu'
import { freeKeys, keysOf, type Flow, type MenuView, type Problem, type Step } from './flow'

interface Props {
  flow: Flow
  at: number
  view: MenuView
  problems: Problem[]
  onChange: (change: Partial<Step>) => void
  onRemove: () => void
}

/** One step: what is said, and where keys lead. */
export function StepForm({ flow, at, view, problems, onChange, onRemove }: Props) {
  const step = flow.steps[at]!
  const fault = (field: string) => problems.find((p) => p.field === `steps[${at}].${field}`)?.message
  const keys = keysOf(step)
  const places = [
    ...view.queues.map((q) => ({ value: 'queue:' + q.code, label: v.toQueue(q.name) })),
    ...flow.steps.filter((s) => s.id !== step.id).map((s) => ({ value: 'step:' + s.id, label: v.toStep(s.name || s.id) })),
    { value: 'back', label: v.back },
  ]
  const afterwards = keys.length > 0 ? [{ value: '', label: v.thenHuman }, ...places.filter((p) => p.value.startsWith('queue:'))] : [
    ...places.filter((p) => p.value.startsWith('queue:')), { value: 'back', label: v.back }, { value: 'end', label: v.end },
  ]
  const free = freeKeys(step)
  return (
    <section className="flow-form" aria-label={v.step(step.name || step.id)}>
      <div className="flow-pair">
        <Field label={v.name} required error={fault('name')}>
          <Input value={step.name} maxLength={40} onChange={(e) => onChange({ name: e.target.value })} />
        </Field>
        <Field label={v.id} required error={fault('id')}>
          <Input value={step.id} maxLength={40} onChange={(e) => onChange({ id: e.target.value })} />
        </Field>
      </div>
      <Field label={v.say} hint={v.sayHint} error={fault('say')}>
        <Input.TextArea rows={3} value={step.say} maxLength={600} onChange={(e) => onChange({ say: e.target.value })} />
      </Field>
      <div className="flow-pair">
        <Field label={v.sound} error={fault('sound')}>
          <Select
            value={step.sound ?? ''}
            onChange={(sound) => onChange({ sound })}
            options={[...new Set(['', ...view.sounds, step.sound ?? ''])].map((s) => ({ value: s, label: s || v.noSound }))}
          />
        </Field>
        <Field label={keys.length > 0 ? v.then : v.thenSaid} error={fault('then')}>
          <Select value={step.then ?? ''} onChange={(then) => onChange({ then })} options={afterwards} />
        </Field>
      </div>
      {keys.map((k) => (
        <div key={k} className="flow-key">
          <kbd>{k}</kbd>
          <Field label={v.keyTo(k)} hideLabel error={fault('keys.' + k)}>
            <Select value={step.keys?.[k]} onChange={(to) => onChange({ keys: { ...step.keys, [k]: to } })} options={places} />
          </Field>
          <Button
            size="small"
            aria-label={v.removeKey(k)}
            onClick={() => onChange({ keys: Object.fromEntries(Object.entries(step.keys ?? {}).filter(([x]) => x !== k)) })}
          >
            ×
          </Button>
        </div>
      ))}
      {fault('keys') ? <div className="flow-fault">{fault('keys')}</div> : null}
      <div className="flow-acts">
        {free.length > 0 ? (
          <Field label={v.addKey} hideLabel>
            <Select
              value={null}
              placeholder={v.addKey}
              onChange={(k: string | null) => (k ? onChange({ keys: { ...step.keys, [k]: 'queue:' + flow.human } }) : undefined)}
              options={free.map((k) => ({ value: k, label: v.key(k) }))}
            />
          </Field>
        ) : null}
        <Button danger onClick={onRemove}>
          {v.removeStep}
        </Button>
      </div>
    </section>
  )
}
