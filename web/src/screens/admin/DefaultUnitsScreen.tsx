import { PlusOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useState } from 'react'
import { http } from '@/api/client'
import { useList } from '@/api/lists'
import { useCategories, useDefaultUnit, useDivisions } from '@/api/reference'
import { useCommand } from '@/api/useCommand'
import type { Category, DefaultUnitRow } from '@/api/types'
import { DataTable, type Column } from '@/components/DataTable'
import { Field } from '@/components/Field'
import { PageShell, Panel } from '@/components/PageShell'
import { CategoryPicker } from '@/components/pickers/CategoryPicker'
import { DivisionPicker } from '@/components/pickers/DivisionPicker'
import { UnitPicker } from '@/components/pickers/UnitPicker'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { EditDrawer } from './EditDrawer'

const d = t.admin.defaults

export function categoryPath(list: Category[], id: string): string {
  const byId = new Map(list.map((c) => [c.id, c]))
  const names: string[] = []
  for (let at = byId.get(id); at && names.length < 5; at = byId.get(at.parent_id ?? '')) names.unshift(at.name)
  return names.join(' / ')
}

/** 派单目录: which unit a category goes to in which division. */
export default function DefaultUnitsScreen() {
  const [category, setCategory] = useState<string>()
  const [division, setDivision] = useState<string>()
  const [editing, setEditing] = useState<Partial<DefaultUnitRow>>()
  const categories = useCategories()
  const divisions = useDivisions()
  const place = new Map(divisions.data?.map((x) => [x.code, x.name]))
  const list = useList<DefaultUnitRow>('/default-units', { category_id: category })
  const tried = useDefaultUnit(category, division)
  const columns: Column<DefaultUnitRow>[] = [
    { key: 'category', title: d.columns.category, fixed: true, render: (r) => categoryPath(categories.data ?? [], r.category_id) },
    { key: 'division', title: d.columns.division, fixed: true, width: 180, render: (r) => (r.division_code ? (place.get(r.division_code) ?? r.division_code) : d.wholeCity) },
    { key: 'unit', title: d.columns.unit, fixed: true, render: (r) => r.unit_name },
  ]
  return (
    <PageShell
      title={d.title}
      extra={<span className="muted">{d.hint}</span>}
      actions={
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing({ category_id: category, division_code: division ?? '' })}>
          {d.set}
        </Button>
      }
    >
      <Panel title={d.try}>
        <div className="fields">
          <Field label={d.columns.category} className="w4">
            <CategoryPicker anyLevel value={category} onChange={setCategory} />
          </Field>
          <Field label={d.columns.division} className="w4">
            <DivisionPicker value={division} onChange={setDivision} />
          </Field>
          <div className="w4" role="status">
            {category && division && tried.data !== undefined ? (
              tried.data?.unit_id ? (
                <>
                  <div className="muted">{d.tryResult}</div>
                  <strong>{tried.data.unit_name}</strong>
                  <div className="muted">{tried.data.why}</div>
                </>
              ) : (
                <p className="muted">{tried.data?.why || d.tryNone}</p>
              )
            ) : null}
          </div>
        </div>
      </Panel>
      <Panel flush>
        <DataTable
          name="default-units"
          label={d.title}
          columns={columns}
          list={list}
          rowKey={(r) => r.category_id + '.' + r.division_code}
          onOpen={setEditing}
          empty={{ title: d.empty }}
        />
      </Panel>
      {editing ? <Edit rule={editing} onClose={() => setEditing(undefined)} /> : null}
    </PageShell>
  )
}

function Edit({ rule, onClose }: { rule: Partial<DefaultUnitRow>; onClose: () => void }) {
  const { message } = App.useApp()
  const form = useForm({ category_id: rule.category_id, division_code: rule.division_code ?? '', unit_id: rule.unit_id }, (v) => ({
    category_id: v.category_id ? undefined : t.common.fieldChoose(d.columns.category),
  }))
  const v = form.values
  const save = useCommand((body: { category_id?: string; division_code: string; unit_id: string | null }) => http.put('/default-units', body), {
    invalidates: [['/default-units'], ['/default-unit']],
    onDone: () => {
      void message.success(t.admin.saved)
      onClose()
    },
    onRefused: form.refuse,
  })
  return (
    <EditDrawer
      title={d.set}
      busy={save.isPending}
      problem={save.error}
      onClose={onClose}
      onSave={() => form.check() && save.mutate({ category_id: v.category_id, division_code: v.division_code, unit_id: v.unit_id ?? null })}
    >
      <Field label={d.columns.category} required error={form.faults.category_id}>
        <CategoryPicker anyLevel value={v.category_id} onChange={(id) => form.set('category_id', id)} />
      </Field>
      <Field label={d.columns.division} hint={d.wholeCityHint}>
        <DivisionPicker value={v.division_code || undefined} onChange={(c) => form.set('division_code', c ?? '')} />
      </Field>
      <Field label={d.columns.unit} error={form.faults.unit_id} hint={d.removeHint}>
        <UnitPicker value={v.unit_id} onChange={(id) => form.set('unit_id', id)} />
      </Field>
    </EditDrawer>
  )
}
