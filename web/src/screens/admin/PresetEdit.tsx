import { DeleteOutlined } from '@ant-design/icons'
import { App, Button, Checkbox, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { http } from '@/api/client'
import type { OrderKind, Preset, PresetLimit } from '@/api/types'
import { useCommand } from '@/api/useCommand'
import { Field } from '@/components/Field'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { EditDrawer } from './EditDrawer'

const k = t.admin.clock
const options = (of: Record<string, string>) => Object.entries(of).map(([value, label]) => ({ value, label }))
const withPreset = (of: Record<string, string>) => [{ value: '', label: k.asPreset }, ...options(of)]

type Draft = Pick<Preset, 'name' | 'title' | 'source' | 'after_hours' | 'end' | 'limits' | 'notes'> & { periods: string }

/** A set of time limits, each figure of it: what an operator may change without touching the program. */
export function PresetEdit({ preset, onClose }: { preset?: Preset; onClose: () => void }) {
  const { message } = App.useApp()
  const form = useForm<Draft>(
    {
      name: preset?.name ?? '',
      title: preset?.title ?? '',
      source: preset?.source ?? '',
      periods: (preset?.periods ?? ['08:30-12:00', '14:30-17:30']).join(t.common.separator),
      after_hours: preset?.after_hours,
      end: preset?.end,
      limits: preset?.limits ?? [],
      notes: preset?.notes,
    },
    (x) => ({
      name: x.name.trim() === '' ? t.common.fieldRequired(k.presetName) : undefined,
      title: x.title.trim() === '' ? t.common.fieldRequired(k.presetTitle) : undefined,
      source: x.source.trim() === '' ? t.common.fieldRequired(k.source) : undefined,
    }),
  )
  const x = form.values
  const save = useCommand<Omit<Draft, 'periods' | 'name'> & { periods: string[]; version: number }, Preset>((body) => http.put<Preset>(`/presets/${x.name.trim()}`, body), {
    invalidates: [['/presets']],
    onDone: () => {
      void message.success(t.admin.saved)
      onClose()
    },
  })
  const setLimit = (i: number, patch: Partial<PresetLimit>) => form.set('limits', x.limits.map((l, n) => (n === i ? { ...l, ...patch } : l)))
  function send() {
    if (!form.check()) return
    const { name: _, ...rest } = x
    save.mutate({ ...rest, periods: x.periods.split(/[、,，\s]+/).filter(Boolean), version: preset?.version ?? 0 })
  }
  return (
    <EditDrawer title={preset ? k.editPreset(preset.title) : k.addPresetTitle} busy={save.isPending} problem={save.error} onClose={onClose} onSave={send}>
      {preset ? null : (
        <Field label={k.presetName} required hint={k.presetNameHint} error={form.faults.name}>
          <Input maxLength={40} value={x.name} onChange={(e) => form.set('name', e.target.value)} />
        </Field>
      )}
      <Field label={k.presetTitle} required error={form.faults.title}>
        <Input maxLength={40} value={x.title} onChange={(e) => form.set('title', e.target.value)} />
      </Field>
      <Field label={k.source} required error={form.faults.source}>
        <Input maxLength={200} value={x.source} onChange={(e) => form.set('source', e.target.value)} />
      </Field>
      <Field label={k.periodsField} hint={k.periodsHint}>
        <Input value={x.periods} onChange={(e) => form.set('periods', e.target.value)} />
      </Field>
      <Field label={k.afterHours}>
        <Select value={x.after_hours ?? 'same_day'} onChange={(v: NonNullable<Draft['after_hours']>) => form.set('after_hours', v)} options={options(k.afterHoursOf) as { value: NonNullable<Draft['after_hours']>; label: string }[]} />
      </Field>
      <Field label={k.end}>
        <Select value={x.end ?? 'close'} onChange={(v: NonNullable<Draft['end']>) => form.set('end', v)} options={options(k.endOf) as { value: NonNullable<Draft['end']>; label: string }[]} />
      </Field>
      <h3 className="side-title">{k.limits}</h3>
      {x.limits.map((l, i) => (
        <LimitRow key={i} n={i + 1} limit={l} onChange={(patch) => setLimit(i, patch)} onRemove={() => form.set('limits', x.limits.filter((_, n) => n !== i))} />
      ))}
      <div>
        <Button
          onClick={() => form.set('limits', [...x.limits, { name: `limit-${x.limits.length + 1}`, title: '', stage: 'handle', unit: 'working_day', n: 1 }])}
        >
          {k.addLimit}
        </Button>
      </div>
    </EditDrawer>
  )
}

function LimitRow({ n, limit: l, onChange, onRemove }: { n: number; limit: PresetLimit; onChange: (p: Partial<PresetLimit>) => void; onRemove: () => void }) {
  const [more, setMore] = useState(false)
  const name = (what: string) => k.limitN(n, what)
  return (
    <fieldset className="limit-row" aria-label={l.title || name('')}>
      <Field label={name(k.limitTitle)}>
        <Input maxLength={40} value={l.title} onChange={(e) => onChange({ title: e.target.value })} />
      </Field>
      <Field label={name(k.stage)}>
        <Select value={l.stage} onChange={(stage: PresetLimit['stage']) => onChange({ stage })} options={options(k.stageOf) as { value: PresetLimit['stage']; label: string }[]} />
      </Field>
      <Field label={name(k.amount)}>
        <InputNumber min={0} max={3650} style={{ width: '100%' }} value={l.n} onChange={(v) => onChange({ n: v ?? 0 })} />
      </Field>
      <Field label={name(k.amountUnit)}>
        <Select value={l.unit} onChange={(unit: PresetLimit['unit']) => onChange({ unit })} options={options(k.units) as { value: PresetLimit['unit']; label: string }[]} />
      </Field>
      <div className="row limit-tools">
        <Button size="small" aria-expanded={more} onClick={() => setMore(!more)}>
          {t.common.more}
        </Button>
        <Button size="small" type="text" danger icon={<DeleteOutlined />} aria-label={k.removeLimit(l.title)} onClick={onRemove} />
      </div>
      {more ? (
        <>
          <Field label={name(k.limitName)}>
            <Input maxLength={40} value={l.name} onChange={(e) => onChange({ name: e.target.value })} />
          </Field>
          <Field label={name(k.kinds)}>
            <Select
              mode="multiple"
              placeholder={k.kindsAll}
              value={l.kinds ?? []}
              onChange={(kinds: OrderKind[]) => onChange({ kinds: kinds.length > 0 ? kinds : undefined })}
              options={options(t.words.kind) as { value: OrderKind; label: string }[]}
            />
          </Field>
          <Field label={name(k.caseField)} hint={k.caseHint}>
            <Input maxLength={40} value={l.case ?? ''} onChange={(e) => onChange({ case: e.target.value.trim() || undefined })} />
          </Field>
          <Field label={name(k.anchor)}>
            <Select value={l.anchor ?? ''} onChange={(a: string) => onChange({ anchor: (a || undefined) as PresetLimit['anchor'] })} options={options(k.anchorOf)} />
          </Field>
          <Field label={name(k.afterHours)}>
            <Select value={l.after_hours ?? ''} onChange={(a: string) => onChange({ after_hours: (a || undefined) as PresetLimit['after_hours'] })} options={withPreset(k.afterHoursOf)} />
          </Field>
          <Field label={name(k.end)}>
            <Select value={l.end ?? ''} onChange={(a: string) => onChange({ end: (a || undefined) as PresetLimit['end'] })} options={withPreset(k.endOf)} />
          </Field>
          <Checkbox checked={!!l.day_one_counts} onChange={(e) => onChange({ day_one_counts: e.target.checked || undefined })}>
            {k.dayOne}
          </Checkbox>
          <Checkbox checked={!!l.urgent} onChange={(e) => onChange({ urgent: e.target.checked || undefined })}>
            {k.urgentOnly}
          </Checkbox>
        </>
      ) : null}
    </fieldset>
  )
}
