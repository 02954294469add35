import { Button, Input, Select } from 'antd'
import { Field } from '@/components/Field'
import { voiceMenu as v } from '@/texts/zh/voicemenu'
import type { Flow, MenuView, Problem } from './flow'

/** What is of no step: where 0 leads, hours, and where calls begin. */
export function WholeForm({ flow, view, problems, onChange }: { flow: Flow; view: MenuView; problems: Problem[]; onChange: (f: Flow) => void }) {
  const fault = (field: string) => problems.find((p) => p.field === field)?.message
  const entry = (i: number, change: Partial<Flow['entries'][number]>) =>
    onChange({ ...flow, entries: flow.entries.map((e, n) => (n === i ? { ...e, ...change } : e)) })
  return (
    <section className="flow-form" aria-label={v.whole}>
      <div className="flow-pair">
        <Field label={v.human} error={fault('human')}>
          <Select value={flow.human} onChange={(human) => onChange({ ...flow, human })} options={view.queues.map((q) => ({ value: q.code, label: q.name }))} />
        </Field>
        <Field label={v.hoursFrom} error={fault('hours')}>
          <Input value={flow.hours.from} maxLength={5} onChange={(e) => onChange({ ...flow, hours: { ...flow.hours, from: e.target.value } })} />
        </Field>
        <Field label={v.hoursTo}>
          <Input value={flow.hours.to} maxLength={5} onChange={(e) => onChange({ ...flow, hours: { ...flow.hours, to: e.target.value } })} />
        </Field>
      </div>
      <p className="muted">{v.entriesHint}</p>
      {flow.entries.map((e, i) => (
        <fieldset key={i} className="flow-pair flow-entry-form">
          <legend>{v.entry(i + 1)}</legend>
          <Field label={v.entryStep} error={fault(`entries[${i}].step`)}>
            <Select value={e.step} onChange={(step) => entry(i, { step })} options={flow.steps.map((s) => ({ value: s.id, label: s.name || s.id }))} />
          </Field>
          <Field label={v.when} error={fault(`entries[${i}].when`)}>
            <Select value={e.when ?? ''} onChange={(when) => entry(i, { when })} options={Object.entries(v.whens).map(([value, label]) => ({ value, label }))} />
          </Field>
          <Field label={v.hotlines} hint={v.hotlinesHint} error={fault(`entries[${i}].hotlines`)}>
            <Input value={(e.hotlines ?? []).join(',')} onChange={(x) => entry(i, { hotlines: x.target.value === '' ? [] : x.target.value.split(/[,，、\s]/) })} />
          </Field>
          {flow.entries.length > 1 ? (
            <Button size="small" aria-label={v.removeEntry(i + 1)} onClick={() => onChange({ ...flow, entries: flow.entries.filter((_, n) => n !== i) })}>
              ×
            </Button>
          ) : null}
        </fieldset>
      ))}
      {fault('entries') ? <div className="flow-fault">{fault('entries')}</div> : null}
      <div className="flow-acts">
        <Button onClick={() => onChange({ ...flow, entries: [{ step: flow.steps[0]?.id ?? '', when: 'night' }, ...flow.entries] })}>{v.addEntry}</Button>
      </div>
    </section>
  )
}
