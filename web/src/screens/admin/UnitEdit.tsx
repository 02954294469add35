import { Checkbox, Input, Select } from 'antd'
import type { Unit, UnitKind, UnitMode } from '@/api/types'
import { Field } from '@/components/Field'
import { DivisionPicker } from '@/components/pickers/DivisionPicker'
import { UnitPicker } from '@/components/pickers/UnitPicker'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { EditDrawer } from './EditDrawer'
import { changed, options } from './parts'
import { useSave } from './useSave'

const u = t.admin.units
const f = u.fields

type Values = Pick<Unit, 'code' | 'name' | 'short_name' | 'kind' | 'mode' | 'active'> & {
  parent_id: string | null
  division_code: string
  sub_centre_id: string | null
  duty_phone: string
  duty_person: string
  window_address: string
  office_hours: string
}

function valuesOf(x?: Unit): Values {
  return {
    code: x?.code ?? '',
    name: x?.name ?? '',
    short_name: x?.short_name ?? '',
    kind: x?.kind ?? 'department',
    mode: x?.mode ?? 'none',
    parent_id: x?.parent_id ?? null,
    division_code: x?.division_code ?? '',
    sub_centre_id: x?.sub_centre_id ?? null,
    duty_phone: x?.duty_phone ?? '',
    duty_person: x?.duty_person ?? '',
    window_address: x?.window_address ?? '',
    office_hours: x?.office_hours ?? '',
    active: x?.active ?? true,
  }
}

export function UnitEdit({ unit, onClose }: { unit?: Unit; onClose: () => void }) {
  const before = valuesOf(unit)
  const form = useForm(before, (v) => ({
    code: v.code.trim() === '' ? t.common.fieldRequired(f.code) : undefined,
    name: v.name.trim() === '' ? t.common.fieldRequired(f.name) : undefined,
  }))
  const save = useSave('/units', { onDone: onClose, onRefused: form.refuse })
  const v = form.values
  const text = (key: 'code' | 'name' | 'short_name' | 'duty_phone' | 'duty_person' | 'window_address' | 'office_hours', max: number) => (
    <Input maxLength={max} value={v[key]} onChange={(e) => form.set(key, e.target.value)} />
  )
  function send() {
    if (!form.check()) return
    if (unit) return save.mutate({ id: unit.id, body: { version: unit.version, ...changed(before, v) } })
    const { active: _, parent_id, sub_centre_id, ...rest } = v
    save.mutate({ body: { ...rest, parent_id: parent_id ?? undefined, sub_centre_id: sub_centre_id ?? undefined } })
  }
  return (
    <EditDrawer title={unit ? u.edit : u.create} busy={save.isPending} problem={save.error} onClose={onClose} onSave={send}>
      <div className="fields">
        <Field label={f.name} required error={form.faults.name}>
          {text('name', 60)}
        </Field>
        <Field label={f.short_name} error={form.faults.short_name} className="w6">
          {text('short_name', 30)}
        </Field>
        <Field label={f.code} required error={form.faults.code} className="w6">
          {text('code', 32)}
        </Field>
        <Field label={f.kind} className="w6">
          <Select value={v.kind} onChange={(k: UnitKind) => form.set('kind', k)} options={options(t.words.unitKind)} />
        </Field>
        <Field label={f.mode} error={form.faults.mode} className="w6">
          <Select value={v.mode} onChange={(m: UnitMode) => form.set('mode', m)} options={options(t.words.unitMode)} />
        </Field>
        <Field label={f.parent_id} error={form.faults.parent_id} className="w6">
          <UnitPicker value={v.parent_id ?? undefined} only={(x) => x.id !== unit?.id} onChange={(id) => form.set('parent_id', id ?? null)} />
        </Field>
        <Field label={f.sub_centre_id} error={form.faults.sub_centre_id} className="w6">
          <UnitPicker
            value={v.sub_centre_id ?? undefined}
            only={(x) => x.kind === 'subcentre'}
            onChange={(id) => form.set('sub_centre_id', id ?? null)}
          />
        </Field>
        <Field label={f.division_code} error={form.faults.division_code}>
          <DivisionPicker value={v.division_code || undefined} onChange={(c) => form.set('division_code', c ?? '')} />
        </Field>
        <Field label={f.duty_phone} error={form.faults.duty_phone} className="w6">
          {text('duty_phone', 60)}
        </Field>
        <Field label={f.duty_person} error={form.faults.duty_person} className="w6">
          {text('duty_person', 30)}
        </Field>
        <Field label={f.window_address} error={form.faults.window_address}>
          {text('window_address', 120)}
        </Field>
        <Field label={f.office_hours} error={form.faults.office_hours}>
          {text('office_hours', 120)}
        </Field>
        {unit ? (
          <div>
            <Checkbox checked={v.active} onChange={(e) => form.set('active', e.target.checked)}>
              {f.active}
            </Checkbox>
            {v.active ? null : <p className="muted">{u.deactivate}</p>}
          </div>
        ) : null}
      </div>
    </EditDrawer>
  )
}
