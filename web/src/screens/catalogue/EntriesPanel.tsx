import { PlusOutlined } from '@ant-design/icons'
import { App, Button, Input } from 'antd'
import { useState } from 'react'
import { entriesKey, versionsKey } from '@/api/catalogue'
import { http } from '@/api/client'
import { useList } from '@/api/lists'
import { useCommand } from '@/api/useCommand'
import type { CatalogueEntry, CatalogueVersion } from '@/api/types'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { DataTable, type Column } from '@/components/DataTable'
import { Field } from '@/components/Field'
import { Panel } from '@/components/PageShell'
import { CategoryPicker } from '@/components/pickers/CategoryPicker'
import { DivisionPicker } from '@/components/pickers/DivisionPicker'
import { useSort } from '@/components/useSort'
import { UnitPicker } from '@/components/pickers/UnitPicker'
import { QueryForm } from '@/components/QueryForm'
import { Tag } from '@/components/StateTag'
import { t } from '@/texts'
import { EntryEdit } from './EntryEdit'

const c = t.catalogue
type Query = Partial<Record<'category_id' | 'division_code' | 'unit_id' | 'q', string>>

/** The entries of a version with their filter; of a draft they are added, changed and deleted here. */
export function EntriesPanel({ version, query, onQuery }: { version: CatalogueVersion; query: Query; onQuery: (q: Partial<Record<keyof Query, string | undefined>>) => void }) {
  const can = useCan()
  const writes = version.state === 'draft' && can(rights.catalogueDraft)
  const { category_id, division_code, unit_id, q } = query
  const [sort, setSort] = useSort(columns)
  const list = useList<CatalogueEntry>(`/dispatch-catalogue/versions/${version.id}/entries`, { category_id, division_code, unit_id, q, sort })
  const [typed, setTyped] = useState<Query>({ category_id, division_code, unit_id, q })
  const [editing, setEditing] = useState<Partial<CatalogueEntry>>()
  return (
    <>
      <QueryForm
        onSubmit={() => onQuery(typed)}
        onReset={() => {
          setTyped({})
          onQuery({ category_id: undefined, division_code: undefined, unit_id: undefined, q: undefined })
        }}
      >
        <Field label={c.search} className="wide">
          <Input allowClear maxLength={60} value={typed.q ?? ''} onChange={(e) => setTyped({ ...typed, q: e.target.value || undefined })} />
        </Field>
        <Field label={c.entry.category} className="wide">
          <CategoryPicker anyLevel value={typed.category_id} onChange={(v) => setTyped({ ...typed, category_id: v })} />
        </Field>
        <Field label={c.entry.division}>
          <DivisionPicker value={typed.division_code} onChange={(v) => setTyped({ ...typed, division_code: v })} />
        </Field>
        <Field label={c.entry.unit}>
          <UnitPicker value={typed.unit_id} onChange={(v) => setTyped({ ...typed, unit_id: v })} />
        </Field>
      </QueryForm>
      <Panel
        flush
        title={c.tabs.entries}
        extra={
          writes ? (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing({ category_id: category_id ?? null, division_code: division_code ?? '' })}>
              {c.add}
            </Button>
          ) : null
        }
      >
        <DataTable
          name="catalogue-entries"
          label={c.tabs.entries}
          columns={writes ? [...columns, deleting(version)] : columns}
          list={list}
          sort={sort}
          onSort={setSort}
          rowKey={(e) => e.id}
          onOpen={writes ? setEditing : undefined}
          empty={{ title: c.noEntries }}
        />
      </Panel>
      {editing ? <EntryEdit version={version.id} entry={editing} onClose={() => setEditing(undefined)} /> : null}
    </>
  )
}

export const columns: Column<CatalogueEntry>[] = [
  { key: 'category', title: c.entry.category, fixed: true, sort: ['category', '-category'], render: (e) => e.category_name || c.anyCategory },
  { key: 'division', title: c.entry.division, fixed: true, width: 120, sort: ['division', '-division'], render: (e) => e.division_name || e.division_code || c.wholeCity },
  { key: 'conditions', title: c.entry.conditions, width: 200, render: (e) => <Conditions entry={e} /> },
  { key: 'unit', title: c.entry.unit, fixed: true, width: 120, sort: ['unit', '-unit'], render: (e) => <strong>{e.unit_name}</strong> },
  { key: 'co', title: c.entry.coUnits, width: 150, render: (e) => e.co_unit_names.join(t.common.separator) },
  { key: 'basis', title: c.entry.basis, render: (e) => e.basis },
]

export function Conditions({ entry: e }: { entry: CatalogueEntry }) {
  return (
    <span className="flags">
      {e.priority > 0 ? <Tag tone="dark">{c.priority(e.priority)}</Tag> : null}
      {e.unclear ? <Tag tone="warn">{c.first}</Tag> : null}
      {e.conditions.map((x) => (
        <Tag key={x} tone="info">
          {x}
        </Tag>
      ))}
    </span>
  )
}

function deleting(version: CatalogueVersion): Column<CatalogueEntry> {
  return { key: 'delete', title: t.common.actions, fixed: true, width: 70, render: (e) => <Delete version={version.id} entry={e} /> }
}

function Delete({ version, entry }: { version: string; entry: CatalogueEntry }) {
  const { modal, message } = App.useApp()
  const remove = useCommand<object, void>(() => http.del(`/dispatch-catalogue/versions/${version}/entries/${entry.id}`), {
    invalidates: [versionsKey, entriesKey(version)],
    onDone: () => void message.success(c.removed),
    onRefused: (p) => void message.error(p.message),
  })
  return (
    <Button
      size="small"
      type="link"
      danger
      loading={remove.isPending}
      onClick={() => void modal.confirm({ title: c.removeSure, okText: t.common.delete, okButtonProps: { danger: true }, onOk: () => remove.mutateAsync({}).catch(() => undefined) })}
    >
      {t.common.delete}
    </Button>
  )
}
