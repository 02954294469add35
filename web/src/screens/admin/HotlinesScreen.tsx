import { PlusOutlined } from '@ant-design/icons'
import { Button, Checkbox, Input, Select } from 'antd'
import { useState } from 'react'
import { listFrom } from '@/api/lists'
import { useHotlines, useUnitName } from '@/api/reference'
import type { Hotline, UnitMode } from '@/api/types'
import { DataTable, type Column } from '@/components/DataTable'
import { Field } from '@/components/Field'
import { PageShell, Panel } from '@/components/PageShell'
import { UnitPicker } from '@/components/pickers/UnitPicker'
import { matches } from '@/lib/pinyin'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { EditDrawer } from './EditDrawer'
import { ActiveTag, changed, options, SearchBox } from './parts'
import { useSave } from './useSave'

const h = t.admin.hotlines
const f = h.fields

/** The numbers of the city's hotlines and how each was brought into 12345. */
export default function HotlinesScreen() {
  const [typed, setTyped] = useState('')
  const [editing, setEditing] = useState<Hotline | 'new'>()
  const unitName = useUnitName()
  const hotlines = useHotlines()
  const rows = (hotlines.data ?? []).filter((x) => matches(typed, `${x.number} ${x.name}`))
  const columns: Column<Hotline>[] = [
    { key: 'number', title: h.columns.number, fixed: true, width: 120, render: (x) => <strong className="num">{x.number}</strong> },
    { key: 'name', title: h.columns.name, fixed: true, render: (x) => x.name },
    { key: 'unit', title: h.columns.unit, width: 200, render: (x) => unitName(x.unit_id) },
    { key: 'mode', title: h.columns.mode, width: 120, render: (x) => t.words.unitMode[x.mode] ?? x.mode },
    { key: 'note', title: h.columns.note, render: (x) => <span className="clip">{x.note}</span> },
    { key: 'status', title: h.columns.status, width: 80, render: (x) => <ActiveTag active={x.active} /> },
  ]
  return (
    <PageShell
      title={h.title}
      actions={
        <>
          <SearchBox label={h.search} value={typed} onChange={setTyped} />
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing('new')}>
            {h.create}
          </Button>
        </>
      }
    >
      <Panel flush>
        <DataTable name="hotlines" label={h.title} columns={columns} list={listFrom(hotlines, rows)} rowKey={(x) => x.id} onOpen={setEditing} />
      </Panel>
      {editing ? <Edit hotline={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} /> : null}
    </PageShell>
  )
}

function Edit({ hotline, onClose }: { hotline?: Hotline; onClose: () => void }) {
  const before = {
    number: hotline?.number ?? '',
    name: hotline?.name ?? '',
    unit_id: hotline?.unit_id,
    mode: hotline?.mode ?? ('full_merge' as UnitMode),
    note: hotline?.note ?? '',
    active: hotline?.active ?? true,
  }
  const form = useForm(before, (v) => ({
    number: /^\d{3,12}$/.test(v.number.trim()) ? undefined : t.common.fieldRequired(f.number),
    name: v.name.trim() === '' ? t.common.fieldRequired(f.name) : undefined,
    unit_id: v.unit_id ? undefined : t.common.fieldChoose(f.unit_id),
  }))
  const save = useSave('/hotlines', { onDone: onClose, onRefused: form.refuse })
  const v = form.values
  function send() {
    if (!form.check()) return
    if (hotline) return save.mutate({ id: hotline.id, body: { version: hotline.version, ...changed(before, v) } })
    const { active: _, ...body } = v
    save.mutate({ body })
  }
  return (
    <EditDrawer title={hotline ? h.edit : h.create} busy={save.isPending} problem={save.error} onClose={onClose} onSave={send}>
      <div className="fields">
        <Field label={f.number} required error={form.faults.number} className="w6">
          <Input inputMode="numeric" maxLength={20} value={v.number} onChange={(e) => form.set('number', e.target.value)} />
        </Field>
        <Field label={f.mode} className="w6">
          <Select value={v.mode} onChange={(m: UnitMode) => form.set('mode', m)} options={options(t.words.unitMode)} />
        </Field>
        <Field label={f.name} required error={form.faults.name}>
          <Input maxLength={60} value={v.name} onChange={(e) => form.set('name', e.target.value)} />
        </Field>
        <Field label={f.unit_id} required error={form.faults.unit_id}>
          <UnitPicker value={v.unit_id} onChange={(id) => form.set('unit_id', id)} />
        </Field>
        <Field label={f.note}>
          <Input.TextArea rows={3} maxLength={200} value={v.note} onChange={(e) => form.set('note', e.target.value)} />
        </Field>
        {hotline ? (
          <Checkbox checked={v.active} onChange={(e) => form.set('active', e.target.checked)}>
            {f.active}
          </Checkbox>
        ) : null}
      </div>
    </EditDrawer>
  )
}
