import { PlusOutlined } from '@ant-design/icons'
import { Button, Checkbox, Input, Select } from 'antd'
import { useState } from 'react'
import { downloadURL } from '@/api/client'
import { listFrom } from '@/api/lists'
import { useDivisions, useUnits } from '@/api/reference'
import type { Division } from '@/api/types'
import { DataTable, type Column } from '@/components/DataTable'
import { Field } from '@/components/Field'
import { PageShell, Panel } from '@/components/PageShell'
import { matches } from '@/lib/pinyin'
import { useForm } from '@/lib/useForm'
import { useUrlQuery } from '@/lib/useUrlQuery'
import { t } from '@/texts'
import { EditDrawer } from './EditDrawer'
import { ActiveTag, changed, options, SearchBox } from './parts'
import { useSave } from './useSave'

const d = t.admin.divisions
const f = d.fields
const levels = ['city', 'area', 'street', 'village'] as const
const territorial: readonly string[] = ['district', 'zone', 'town']

/** The places of the city: districts and functional zones, streets and towns, communities. */
export default function DivisionsScreen() {
  const [url, setUrl] = useUrlQuery(['level', 'kind', 'active'] as const)
  const [typed, setTyped] = useState('')
  const [editing, setEditing] = useState<Division | 'new'>()
  const divisions = useDivisions()
  const units = useUnits()
  const all = divisions.data ?? []
  const name = new Map(all.map((x) => [x.code, x.name]))
  const unit = new Map((units.data ?? []).filter((u) => u.active && territorial.includes(u.kind)).map((u) => [u.division_code, u.name]))
  const rows = all.filter(
    (x) =>
      (!url.level || x.level === url.level) &&
      (!url.kind || x.kind === url.kind) &&
      (!url.active || String(x.active) === url.active) &&
      matches(typed, `${x.code} ${x.name}`),
  )
  const kindName = (x: Division) => d.kind[x.kind]
  const columns: Column<Division>[] = [
    { key: 'name', title: f.name, by: (x) => x.name, fixed: true, render: (x) => <strong>{x.name}</strong> },
    { key: 'code', title: f.code, by: (x) => x.code, width: 150, render: (x) => <span className="num">{x.code}</span> },
    { key: 'level', title: f.level, by: (x) => levels.indexOf(x.level), width: 120, render: (x) => t.words.level[x.level] },
    { key: 'kind', title: f.kind, by: kindName, width: 110, render: kindName },
    { key: 'parent', title: f.parent_code, by: (x) => x.parent_code, width: 160, render: (x) => name.get(x.parent_code) ?? x.parent_code },
    { key: 'unit', title: d.unit, by: (x) => unit.get(x.code) ?? '', render: (x) => unit.get(x.code) ?? '' },
    { key: 'status', title: t.common.status, by: (x) => x.active, width: 80, render: (x) => <ActiveTag active={x.active} /> },
  ]
  const pick = (key: 'level' | 'kind' | 'active', label: string, list: { value: string; label: string }[]) => (
    <Select
      allowClear
      aria-label={label}
      placeholder={label}
      style={{ width: 130 }}
      value={url[key]}
      onChange={(v?: string) => setUrl({ [key]: v })}
      options={list}
    />
  )
  return (
    <PageShell
      title={d.title}
      actions={
        <>
          <SearchBox label={d.search} value={typed} onChange={setTyped} />
          {pick('level', f.level, options(t.words.level))}
          {pick('kind', f.kind, options(d.kind))}
          {pick('active', t.common.status, [
            { value: 'true', label: t.common.active },
            { value: 'false', label: t.common.inactive },
          ])}
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing('new')}>
            {d.create}
          </Button>
        </>
      }
    >
      <Panel flush>
        <DataTable
          name="divisions"
          label={d.title}
          columns={columns}
          list={listFrom(divisions, rows)}
          rowKey={(x) => x.code}
          onOpen={setEditing}
          exportHref={downloadURL('/divisions.xlsx', { q: typed.trim() })}
        />
      </Panel>
      {editing ? <Edit all={all} division={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} /> : null}
    </PageShell>
  )
}

function Edit({ all, division, onClose }: { all: Division[]; division?: Division; onClose: () => void }) {
  const before = {
    code: division?.code ?? '',
    name: division?.name ?? '',
    level: division?.level ?? ('street' as Division['level']),
    kind: division?.kind ?? ('division' as Division['kind']),
    parent_code: division?.parent_code ?? '',
    active: division?.active ?? true,
  }
  const form = useForm(before, (v) => ({
    code: v.code.trim() === '' ? t.common.fieldRequired(f.code) : undefined,
    name: v.name.trim() === '' ? t.common.fieldRequired(f.name) : undefined,
    parent_code: v.level === 'city' || v.parent_code ? undefined : t.common.fieldChoose(f.parent_code),
  }))
  const save = useSave('/divisions', { onDone: onClose, onRefused: form.refuse })
  const v = form.values
  const above = all.filter((x) => levels.indexOf(x.level) < levels.indexOf(v.level) && (x.active || x.code === v.parent_code))
  function send() {
    if (!form.check()) return
    if (division) {
      const { code: _, level: __, ...rest } = changed(before, v)
      return save.mutate({ id: division.code, body: { version: division.version, ...rest } })
    }
    const { active: _, parent_code, ...body } = v
    save.mutate({ body: { ...body, parent_code: parent_code || undefined } })
  }
  return (
    <EditDrawer title={division ? d.edit : d.create} busy={save.isPending} problem={save.error} onClose={onClose} onSave={send}>
      <div className="fields">
        <Field label={f.name} required error={form.faults.name}>
          <Input autoFocus maxLength={60} value={v.name} onChange={(e) => form.set('name', e.target.value)} />
        </Field>
        <Field label={f.code} required error={form.faults.code} hint={d.codeHint} className="w6">
          <Input maxLength={32} disabled={!!division} value={v.code} onChange={(e) => form.set('code', e.target.value)} />
        </Field>
        <Field label={f.level} className="w6">
          <Select
            disabled={!!division}
            value={v.level}
            onChange={(level: Division['level']) => {
              form.set('level', level)
              form.set('parent_code', '')
              if (level !== 'area') form.set('kind', 'division')
            }}
            options={levels.map((value) => ({ value, label: t.words.level[value] }))}
          />
        </Field>
        {v.level === 'city' ? null : (
          <Field label={f.parent_code} required error={form.faults.parent_code}>
            <Select
              showSearch={{ optionFilterProp: 'label' }}
              value={v.parent_code || undefined}
              onChange={(code: string) => form.set('parent_code', code)}
              options={above.map((x) => ({ value: x.code, label: x.name }))}
            />
          </Field>
        )}
        {v.level === 'area' ? (
          <Field label={f.kind} hint={d.zoneHint}>
            <Select value={v.kind} onChange={(kind: Division['kind']) => form.set('kind', kind)} options={options(d.kind)} />
          </Field>
        ) : null}
        {division ? (
          <div>
            <Checkbox checked={v.active} onChange={(e) => form.set('active', e.target.checked)}>
              {f.active}
            </Checkbox>
            {v.active ? null : <p className="muted">{d.deactivate}</p>}
          </div>
        ) : null}
      </div>
    </EditDrawer>
  )
}
