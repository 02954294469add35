import { PlusOutlined } from '@ant-design/icons'
import { Button, Checkbox, Input, Select } from 'antd'
import { useState } from 'react'
import { downloadURL } from '@/api/client'
import { listFrom, listOf } from '@/api/lists'
import { useHotlineFigures } from '@/api/partners'
import { useHotlines, useUnitName } from '@/api/reference'
import type { Hotline, HotlineFigures, ModeFigures, UnitMode } from '@/api/types'
import { DataTable, type Column } from '@/components/DataTable'
import { Field } from '@/components/Field'
import { PageShell, Panel } from '@/components/PageShell'
import { UnitPicker } from '@/components/pickers/UnitPicker'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { LocalTime } from '@/components/LocalTime'
import { Ask } from '@/components/states'
import { matches } from '@/lib/pinyin'
import { dateTime } from '@/lib/time'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { hotlineMode as hotlineModeTexts } from '@/texts/zh/partner'
import { EditDrawer } from './EditDrawer'
import { ActiveTag, changed, options, SearchBox } from './parts'
import { useSave } from './useSave'

const h = t.admin.hotlines
const hm = hotlineModeTexts
const f = h.fields

/** The numbers of the city's hotlines and how each was brought into 12345. */
export default function HotlinesScreen() {
  const [typed, setTyped] = useState('')
  const [editing, setEditing] = useState<Hotline | 'new'>()
  const unitName = useUnitName()
  const writes = useCan()(rights.directory) // others come for the figures
  const hotlines = useHotlines()
  const rows = (hotlines.data ?? []).filter((x) => matches(typed, `${x.number} ${x.name}`))
  const columns: Column<Hotline>[] = [
    { key: 'number', title: h.columns.number, by: (x) => x.number, fixed: true, width: 120, render: (x) => <strong className="num">{x.number}</strong> },
    { key: 'name', title: h.columns.name, by: (x) => x.name, fixed: true, render: (x) => x.name },
    { key: 'unit', title: h.columns.unit, by: (x) => unitName(x.unit_id) ?? '', width: 200, render: (x) => unitName(x.unit_id) },
    {
      key: 'mode',
      title: h.columns.mode,
      by: (x) => t.words.unitMode[x.mode] ?? x.mode,
      width: 180,
      render: (x) => (
        <div>
          {t.words.unitMode[x.mode] ?? x.mode}
          {x.next_mode ? <div className="muted">{hm.planned(t.words.unitMode[x.next_mode] ?? x.next_mode, dateTime(x.next_at))}</div> : null}
        </div>
      ),
    },
    { key: 'note', title: h.columns.note, render: (x) => <span className="clip">{x.note}</span> },
    { key: 'status', title: h.columns.status, by: (x) => x.active, width: 80, render: (x) => <ActiveTag active={x.active} /> },
  ]
  return (
    <PageShell
      title={h.title}
      actions={
        <>
          <SearchBox label={h.search} value={typed} onChange={setTyped} />
          {writes ? (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing('new')}>
              {h.create}
            </Button>
          ) : null}
        </>
      }
    >
      <Panel flush>
        <DataTable
          name="hotlines"
          label={h.title}
          columns={columns}
          list={listFrom(hotlines, rows)}
          rowKey={(x) => x.id}
          onOpen={writes ? setEditing : undefined}
          exportHref={downloadURL('/hotlines.xlsx', { q: typed.trim() })}
        />
      </Panel>
      <Figures />
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
    next_mode: (hotline?.next_mode ?? '') as UnitMode | '',
    next_at: hotline?.next_at,
  }
  const form = useForm(before, (v) => ({
    number: /^[0-9][0-9-]{1,18}[0-9]$/.test(v.number.trim()) ? undefined : h.numberShape,
    name: v.name.trim() === '' ? t.common.fieldRequired(f.name) : undefined,
    unit_id: v.unit_id ? undefined : t.common.fieldChoose(f.unit_id),
    next_at: v.next_mode !== '' && !v.next_at ? t.common.fieldRequired(hm.nextAt) : undefined,
  }))
  const save = useSave('/hotlines', { onDone: onClose, onRefused: form.refuse })
  const v = form.values
  function send() {
    if (!form.check()) return
    const { next_mode, next_at, ...now } = v
    if (hotline) {
      const plan = next_mode === (hotline.next_mode ?? '') && next_at === hotline.next_at ? {} : next_mode === '' ? { next_mode } : { next_mode, next_at }
      return save.mutate({ id: hotline.id, body: { version: hotline.version, ...changed(before, { ...before, ...now }), ...plan } })
    }
    const { active: _, ...body } = now
    save.mutate({ body })
  }
  return (
    <EditDrawer title={hotline ? h.edit : h.create} busy={save.isPending} problem={save.error} onClose={onClose} onSave={send}>
      <div className="fields">
        <Field label={f.number} required error={form.faults.number} className="w6">
          <Input inputMode="numeric" maxLength={20} value={v.number} onChange={(e) => form.set('number', e.target.value)} />
        </Field>
        <Field label={f.mode} hint={hm.explain[v.mode]} className="w6">
          <Select value={v.mode} onChange={(m: UnitMode) => form.set('mode', m)} options={options(t.words.unitMode)} />
        </Field>
        <Field label={f.name} required error={form.faults.name}>
          <Input maxLength={60} value={v.name} onChange={(e) => form.set('name', e.target.value)} />
        </Field>
        <Field label={f.unit_id} required error={form.faults.unit_id}>
          <UnitPicker value={v.unit_id ?? undefined} onChange={(id) => form.set('unit_id', id)} />
        </Field>
        <Field label={f.note}>
          <Input.TextArea rows={3} maxLength={200} value={v.note} onChange={(e) => form.set('note', e.target.value)} />
        </Field>
        {hotline ? (
          <>
            <Field label={`${hm.plan}：${hm.nextMode}`} error={form.faults.next_mode} hint={v.next_mode === '' ? undefined : hm.explain[v.next_mode]} className="w6">
              <Select
                value={v.next_mode}
                onChange={(m: UnitMode | '') => form.set('next_mode', m)}
                options={[{ value: '', label: hm.noPlan }, ...options(t.words.unitMode).filter((x) => x.value !== v.mode)]}
              />
            </Field>
            {v.next_mode === '' ? null : (
              <Field label={hm.nextAt} required error={form.faults.next_at} hint={hm.keeps} className="w6">
                <LocalTime value={v.next_at} onChange={(at) => form.set('next_at', at)} />
              </Field>
            )}
          </>
        ) : null}
        {hotline ? (
          <Checkbox checked={v.active} onChange={(e) => form.set('active', e.target.checked)}>
            {f.active}
          </Checkbox>
        ) : null}
      </div>
    </EditDrawer>
  )
}

/** What came in on each number; the total counts each contact once. */
function Figures() {
  const can = useCan()
  const allowed = can(rights.hotlineFigures)
  const figures = useHotlineFigures(allowed)
  if (!allowed) return null
  const c = hm.figureColumns
  const number = (n: number) => <span className="num">{n}</span>
  const columns: Column<HotlineFigures>[] = [
    { key: 'number', title: c.number, fixed: true, width: 120, render: (x) => <span className="num">{x.number}</span> },
    { key: 'name', title: c.name, fixed: true, render: (x) => x.name || hm.other },
    { key: 'unit', title: c.unit, width: 200, render: (x) => x.unit_name },
    { key: 'contacts', title: c.contacts, width: 100, align: 'end', render: (x) => number(x.contacts) },
    { key: 'requests', title: c.requests, width: 100, align: 'end', render: (x) => number(x.requests) },
    { key: 'repeats', title: c.repeats, width: 100, align: 'end', render: (x) => number(x.repeats) },
  ]
  const modes: Column<ModeFigures>[] = [
    { key: 'name', title: hm.modeColumns.name, fixed: true, render: (x) => x.name },
    { key: 'numbers', title: hm.modeColumns.numbers, width: 100, align: 'end', render: (x) => number(x.numbers) },
    { key: 'contacts', title: c.contacts, width: 100, align: 'end', render: (x) => number(x.contacts) },
    { key: 'requests', title: c.requests, width: 100, align: 'end', render: (x) => number(x.requests) },
    { key: 'repeats', title: c.repeats, width: 100, align: 'end', render: (x) => number(x.repeats) },
  ]
  return (
    <>
      <Panel title={hm.figures} flush>
        <Ask query={figures} rows={2}>
          {(table) => (
            <DataTable
              plain
              name="hotline-figures"
              label={hm.figures}
              columns={columns}
              list={listOf(table.items)}
              rowKey={(x) => x.number || 'other'}
              total={{ ...table.total, name: hm.total }}
            />
          )}
        </Ask>
      </Panel>
      <Panel title={hm.byMode} flush>
        <Ask query={figures} rows={2}>
          {(table) => <DataTable plain name="mode-figures" label={hm.byMode} columns={modes} list={listOf(table.by_mode)} rowKey={(x) => x.mode || 'other'} />}
        </Ask>
      </Panel>
    </>
  )
}
