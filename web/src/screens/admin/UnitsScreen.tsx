import { PlusOutlined } from '@ant-design/icons'
import { Button, Select } from 'antd'
import { useState } from 'react'
import { downloadURL } from '@/api/client'
import { useWholeList } from '@/api/lists'
import { useDivisions } from '@/api/reference'
import type { Unit } from '@/api/types'
import { DataTable, type Column } from '@/components/DataTable'
import { PageShell, Panel } from '@/components/PageShell'
import { useDebounced } from '@/lib/useDebounced'
import { useUrlQuery } from '@/lib/useUrlQuery'
import { t } from '@/texts'
import { ActiveTag, options, SearchBox } from './parts'
import { UnitEdit } from './UnitEdit'

const u = t.admin.units

/** The units that orders go to: departments, districts, towns, zones, companies, sub-centres. */
export default function UnitsScreen() {
  const [url, setUrl] = useUrlQuery(['kind', 'active'] as const)
  const [typed, setTyped] = useState('')
  const [editing, setEditing] = useState<Unit | 'new'>()
  const divisions = useDivisions()
  const place = new Map(divisions.data?.map((d) => [d.code, d.name]))
  const asked = { q: useDebounced(typed.trim()), kind: url.kind, active: url.active }
  const list = useWholeList<Unit>('/units', asked)
  const columns: Column<Unit>[] = [
    {
      key: 'name',
      title: u.columns.name,
      by: (x) => x.name,
      fixed: true,
      render: (x) => (
        <>
          <strong>{x.name}</strong>
          <div className="muted num" style={{ fontSize: 12 }}>
            {[x.code, x.short_name, x.pinyin].filter(Boolean).join(' · ')}
          </div>
        </>
      ),
    },
    { key: 'kind', title: u.columns.kind, by: (x) => t.words.unitKind[x.kind] ?? x.kind, width: 120, render: (x) => t.words.unitKind[x.kind] ?? x.kind },
    { key: 'mode', title: u.columns.mode, by: (x) => t.words.unitMode[x.mode] ?? x.mode, width: 110, render: (x) => t.words.unitMode[x.mode] ?? x.mode },
    { key: 'division', title: u.columns.division, width: 120, render: (x) => place.get(x.division_code ?? '') ?? '' },
    {
      key: 'duty',
      title: u.columns.duty,
      width: 180,
      render: (x) => [x.duty_phone, x.duty_person].filter(Boolean).join(' '),
    },
    { key: 'address', title: u.fields.window_address, extra: true, render: (x) => x.window_address },
    { key: 'status', title: u.columns.status, by: (x) => x.active, width: 80, render: (x) => <ActiveTag active={x.active} /> },
  ]
  return (
    <PageShell
      title={u.title}
      actions={
        <>
          <SearchBox label={u.search} value={typed} onChange={setTyped} />
          <Select
            allowClear
            aria-label={u.columns.kind}
            placeholder={u.columns.kind}
            style={{ width: 140 }}
            value={url.kind}
            onChange={(kind?: string) => setUrl({ kind })}
            options={options(t.words.unitKind)}
          />
          <Select
            allowClear
            aria-label={t.common.status}
            placeholder={t.common.status}
            style={{ width: 100 }}
            value={url.active}
            onChange={(active?: string) => setUrl({ active })}
            options={[
              { value: 'true', label: t.common.active },
              { value: 'false', label: t.common.inactive },
            ]}
          />
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing('new')}>
            {u.create}
          </Button>
        </>
      }
    >
      <Panel flush>
        <DataTable
          name="units"
          label={u.title}
          columns={columns}
          list={list}
          rowKey={(x) => x.id}
          onOpen={setEditing}
          exportHref={downloadURL('/units.xlsx', asked)}
        />
      </Panel>
      {editing ? <UnitEdit unit={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} /> : null}
    </PageShell>
  )
}
