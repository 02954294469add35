import { App, Input, InputNumber, Select } from 'antd'
import { http } from '@/api/client'
import { useCategories, useDivisions } from '@/api/reference'
import { stormsKey } from '@/api/storm'
import type { Storm, StormForm as Form, StormKind } from '@/api/types'
import { useCommand } from '@/api/useCommand'
import { Field } from '@/components/Field'
import { LocalTime } from '@/components/LocalTime'
import { UnitPicker } from '@/components/pickers/UnitPicker'
import { matches } from '@/lib/pinyin'
import { useForm } from '@/lib/useForm'
import { EditDrawer } from '@/screens/admin/EditDrawer'
import { options } from '@/screens/admin/parts'
import { t } from '@/texts'

const s = t.storm
const f = s.fields
const found = { optionFilterProp: 'label', filterOption: (input: string, o?: { label?: unknown }) => matches(input, String(o?.label ?? '')) }

/** Declares an event, or changes what a running one announces and is recognised by. */
export function StormForm({ storm, onClose, onDone }: { storm?: Storm; onClose: () => void; onDone: (x: Storm) => void }) {
  const { message } = App.useApp()
  const divisions = useDivisions()
  const categories = useCategories()
  const form = useForm(
    {
      name: storm?.name ?? '',
      kind: (storm?.kind ?? 'outage') as StormKind,
      area: storm?.area ?? [],
      categories: (storm?.categories ?? []).filter((x): x is string => x !== null),
      keywords: storm?.keywords ?? '',
      from: undefined as string | undefined,
      until: storm?.until,
      announcement: storm?.announcement ?? '',
      sample: storm?.sample ?? 10,
      unit_id: undefined as string | undefined,
      note: '',
    },
    (v) => ({
      name: v.name.trim() === '' ? t.common.fieldRequired(f.name) : undefined,
      announcement: v.announcement.trim() === '' ? t.common.fieldRequired(f.announcement) : undefined,
      keywords: v.keywords.trim() === '' && v.categories.length === 0 ? s.needMatch : undefined,
      unit_id: !storm && !v.unit_id ? t.common.fieldChoose(f.unit_id) : undefined,
    }),
  )
  const v = form.values
  const save = useCommand(
    (body: Form, key) => (storm ? http.put<Storm>(`/storms/${storm.id}`, body) : http.post<Storm>('/storms', body, { idempotencyKey: key })),
    {
      invalidates: [stormsKey, ['/orders'], ['/orders/counts']],
      onDone: (x) => {
        void message.success(storm ? s.changed : s.declared)
        onDone(x)
      },
      onRefused: form.refuse,
    },
  )
  function send() {
    if (!form.check()) return
    const { from, unit_id, note, ...rest } = v
    save.mutate({ ...rest, ...(storm ? { version: storm.version } : { from, unit_id, note: note.trim() || undefined }) } as Form)
  }
  return (
    <EditDrawer title={storm ? s.change : s.declare} busy={save.isPending} problem={save.error} onClose={onClose} onSave={send}>
      <div className="fields">
        <Field label={f.name} required error={form.faults.name} className="w8">
          <Input maxLength={40} value={v.name} onChange={(e) => form.set('name', e.target.value)} />
        </Field>
        <Field label={f.kind} required className="w4">
          <Select value={v.kind} onChange={(k: StormKind) => form.set('kind', k)} options={options(s.kinds)} />
        </Field>
        <Field label={f.area} error={form.faults.area} hint={f.areaHint}>
          <Select
            mode="multiple"
            allowClear
            loading={divisions.isPending}
            placeholder={s.wholeCity}
            showSearch={found}
            value={v.area}
            onChange={(x: string[]) => form.set('area', x)}
            options={(divisions.data ?? []).filter((d) => (d.level === 'area' || d.level === 'street') && (d.active || v.area.includes(d.code))).map((d) => ({ value: d.code, label: d.name }))}
          />
        </Field>
        <Field label={f.categories} error={form.faults.categories} hint={f.categoriesHint}>
          <Select
            mode="multiple"
            allowClear
            loading={categories.isPending}
            showSearch={found}
            value={v.categories}
            onChange={(x: string[]) => form.set('categories', x)}
            options={(categories.data ?? []).filter((c) => c.active).map((c) => ({ value: c.id, label: c.name }))}
          />
        </Field>
        <Field label={f.keywords} error={form.faults.keywords} hint={f.keywordsHint}>
          <Input maxLength={500} value={v.keywords} onChange={(e) => form.set('keywords', e.target.value)} />
        </Field>
        <Field label={f.announcement} required error={form.faults.announcement} hint={f.announcementHint}>
          <Input.TextArea autoSize={{ minRows: 3, maxRows: 8 }} maxLength={500} showCount value={v.announcement} onChange={(e) => form.set('announcement', e.target.value)} />
        </Field>
        {storm ? null : (
          <Field label={f.from} error={form.faults.from} className="w6">
            <LocalTime value={v.from} onChange={(x) => form.set('from', x)} />
          </Field>
        )}
        <Field label={f.until} error={form.faults.until} className="w6">
          <LocalTime value={v.until} onChange={(x) => form.set('until', x)} />
        </Field>
        <Field label={f.sample} error={form.faults.sample} className="w6">
          <InputNumber min={0} max={100} style={{ width: '100%' }} value={v.sample} onChange={(n) => form.set('sample', n ?? 0)} />
        </Field>
        {storm ? null : (
          <>
            <Field label={f.unit_id} required error={form.faults.unit_id}>
              <UnitPicker value={v.unit_id} onChange={(x) => form.set('unit_id', x)} />
            </Field>
            <Field label={f.note}>
              <Input.TextArea rows={2} maxLength={2000} value={v.note} onChange={(e) => form.set('note', e.target.value)} />
            </Field>
          </>
        )}
      </div>
    </EditDrawer>
  )
}
