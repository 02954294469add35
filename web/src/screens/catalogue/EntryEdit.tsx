import { App, Checkbox, Input, InputNumber, Select } from 'antd'
import { entriesKey, versionsKey } from '@/api/catalogue'
import { http } from '@/api/client'
import { useUnits } from '@/api/reference'
import { useCommand } from '@/api/useCommand'
import type { CatalogueEntry } from '@/api/types'
import { Field } from '@/components/Field'
import { CategoryPicker } from '@/components/pickers/CategoryPicker'
import { DivisionPicker } from '@/components/pickers/DivisionPicker'
import { useTopicOptions } from '@/components/pickers/topics'
import { UnitPicker } from '@/components/pickers/UnitPicker'
import { useForm } from '@/lib/useForm'
import { EditDrawer } from '@/screens/admin/EditDrawer'
import { t } from '@/texts'

const c = t.catalogue
const f = c.entry
const options = (words: Record<string, string>) => Object.entries(words).map(([value, label]) => ({ value, label }))

interface Values {
  category_id?: string
  division_code: string
  kind?: string
  door?: string
  business?: string
  topic: string
  accused_unit_id?: string
  accused_words: string
  hours: string
  weekdays: string
  season: string
  unit_id?: string
  co_unit_ids: string[]
  basis: string
  unclear: boolean
  priority: number
}

/** The side sheet of one rule of the draft. */
export function EntryEdit({ version, entry, onClose }: { version: string; entry: Partial<CatalogueEntry>; onClose: () => void }) {
  const { message } = App.useApp()
  const units = useUnits()
  const form = useForm<Values>(
    {
      category_id: entry.category_id ?? undefined,
      division_code: entry.division_code ?? '',
      kind: entry.kind || undefined,
      door: entry.door || undefined,
      business: entry.business || undefined,
      topic: entry.topic ?? '',
      accused_unit_id: entry.accused_unit_id ?? undefined,
      accused_words: entry.accused_words ?? '',
      hours: entry.hours ?? '',
      weekdays: entry.weekdays ?? '',
      season: entry.season ?? '',
      unit_id: entry.unit_id ?? undefined,
      co_unit_ids: (entry.co_unit_ids ?? []).filter((x): x is string => !!x),
      basis: entry.basis ?? '',
      unclear: entry.unclear ?? false,
      priority: entry.priority ?? 0,
    },
    (v) => ({ unit_id: v.unit_id ? undefined : t.common.fieldChoose(f.unit) }),
  )
  const v = form.values
  const path = `/dispatch-catalogue/versions/${version}/entries` as const
  const save = useCommand<Values, CatalogueEntry>((body, key) => (entry.id ? http.put(`${path}/${entry.id}`, body) : http.post(path, body, { idempotencyKey: key })), {
    invalidates: [versionsKey, entriesKey(version)],
    onDone: () => {
      void message.success(t.common.saved)
      onClose()
    },
    onRefused: form.refuse,
  })
  const topics = useTopicOptions(v.topic ? [v.topic] : [])
  const text = (key: 'accused_words' | 'hours' | 'weekdays' | 'season', label: string, hint: string, most: number, className = 'w6') => (
    <Field label={label} hint={hint} error={form.faults[key]} className={className}>
      <Input maxLength={most} value={v[key]} onChange={(e) => form.set(key, e.target.value)} />
    </Field>
  )
  return (
    <EditDrawer title={entry.id ? c.edit : c.add} busy={save.isPending} problem={save.error} onClose={onClose} onSave={() => form.check() && save.mutate(v)}>
      <Field label={f.category} hint={f.categoryHint} error={form.faults.category_id}>
        <CategoryPicker anyLevel value={v.category_id} onChange={(x) => form.set('category_id', x)} />
      </Field>
      <Field label={f.division} hint={f.divisionHint} error={form.faults.division_code}>
        <DivisionPicker value={v.division_code || undefined} onChange={(x) => form.set('division_code', x ?? '')} />
      </Field>
      <Field label={f.unit} required error={form.faults.unit_id}>
        <UnitPicker value={v.unit_id} onChange={(x) => form.set('unit_id', x)} />
      </Field>
      <Field label={f.coUnits} error={form.faults.co_unit_ids}>
        <Select
          mode="multiple"
          showSearch={{ optionFilterProp: 'label' }}
          loading={units.isPending}
          value={v.co_unit_ids}
          onChange={(x: string[]) => form.set('co_unit_ids', x)}
          options={(units.data ?? []).filter((u) => u.active || v.co_unit_ids.includes(u.id)).map((u) => ({ value: u.id, label: u.name }))}
        />
      </Field>
      <Field label={f.basis} hint={f.basisHint} error={form.faults.basis}>
        <Input.TextArea rows={2} maxLength={500} value={v.basis} onChange={(e) => form.set('basis', e.target.value)} />
      </Field>
      <h3 className="entry-part">{f.conditions}</h3>
      <div className="fields">
        <Field label={f.kind} className="w4" error={form.faults.kind}>
          <Select allowClear placeholder={f.any} value={v.kind} onChange={(x?: string) => form.set('kind', x)} options={options(t.words.kind)} />
        </Field>
        <Field label={f.door} className="w4" error={form.faults.door}>
          <Select allowClear placeholder={f.any} value={v.door} onChange={(x?: string) => form.set('door', x)} options={options(t.words.door)} />
        </Field>
        <Field label={f.business} className="w4" error={form.faults.business}>
          <Select allowClear placeholder={f.any} value={v.business} onChange={(x?: string) => form.set('business', x)} options={options({ yes: f.businessYes, no: f.businessNo })} />
        </Field>
        <Field label={f.topic} hint={f.topicHint} error={form.faults.topic} className="w6">
          <Select allowClear showSearch placeholder={f.any} value={v.topic || undefined} onChange={(x?: string) => form.set('topic', x ?? '')} options={topics} />
        </Field>
        {text('accused_words', f.accusedWords, f.accusedWordsHint, 100)}
        <Field label={f.accusedUnit} className="w6" error={form.faults.accused_unit_id}>
          <UnitPicker value={v.accused_unit_id} onChange={(x) => form.set('accused_unit_id', x)} />
        </Field>
        {text('hours', f.hours, f.hoursHint, 20)}
        {text('weekdays', f.weekdays, f.weekdaysHint, 20)}
        {text('season', f.season, f.seasonHint, 20)}
      </div>
      <Checkbox checked={v.unclear} onChange={(e) => form.set('unclear', e.target.checked)}>
        {f.unclear}
      </Checkbox>
      <p className="muted entry-hint">{f.unclearHint}</p>
      <Field label={f.priority} hint={f.priorityHint} error={form.faults.priority}>
        <InputNumber min={0} max={9} precision={0} value={v.priority} onChange={(x) => form.set('priority', x ?? 0)} />
      </Field>
    </EditDrawer>
  )
}
