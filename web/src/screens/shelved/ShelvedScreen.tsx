import { Checkbox } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { downloadURL } from '@/api/client'
import { useList } from '@/api/lists'
import { useLiveRefresh } from '@/api/live'
import type { ShelfRow } from '@/api/types'
import { rights } from '@/app/rights'
import { useCan, useMe } from '@/app/session'
import { DataTable, type Column } from '@/components/DataTable'
import { Field } from '@/components/Field'
import { PageShell, Panel } from '@/components/PageShell'
import { UnitPicker } from '@/components/pickers/UnitPicker'
import { useSort } from '@/components/useSort'
import { QueryForm } from '@/components/QueryForm'
import { Tag } from '@/components/StateTag'
import { day } from '@/lib/time'
import { useUrlQuery } from '@/lib/useUrlQuery'
import { t } from '@/texts'

const s = t.catalogue.shelved
const when = (x?: string) => <span className="num">{x ? day(x) : ''}</span>

const columns: Column<ShelfRow>[] = [
  { key: 'number', title: s.columns.number, fixed: true, width: 170, sort: ['number', '-number'], render: (r) => <span className="num">{r.number}</span> },
  { key: 'title', title: s.columns.title, fixed: true, render: (r) => r.title },
  { key: 'unit', title: s.columns.unit, width: 120, render: (r) => r.unit_name },
  { key: 'category', title: s.columns.category, width: 120, extra: true, render: (r) => r.category_name },
  { key: 'shelved', title: s.columns.shelved, width: 110, sort: ['shelved_at', '-shelved_at'], render: (r) => when(r.shelved_at) },
  { key: 'planned', title: s.columns.planned, width: 110, sort: ['planned_at', '-planned_at'], render: (r) => when(r.planned_at) },
  { key: 'last', title: s.columns.last, width: 110, render: (r) => (r.last_progress_at ? when(r.last_progress_at) : <span className="muted">{s.noProgress}</span>) },
  { key: 'due', title: s.columns.due, width: 120, sort: ['progress_due_at', '-progress_due_at'], render: (r) => when(r.progress_due_at) },
  {
    key: 'late',
    title: s.columns.late,
    fixed: true,
    width: 130,
    render: (r) => (
      <span className="flags">
        {r.progress_late ? <Tag tone="bad">{s.progressLate}</Tag> : null}
        {r.plan_late ? <Tag tone="bad">{s.planLate}</Tag> : null}
      </span>
    ),
  },
]

/** 挂账台账: what was put off with a planned date, and what the units have told since. */
export default function ShelvedScreen() {
  const go = useNavigate()
  const can = useCan()
  const me = useMe()
  const [query, setQuery] = useUrlQuery(['unit_id', 'late'] as const)
  const [typed, setTyped] = useState(query)
  const [sort, setSort] = useSort(columns)
  const asked = { ...query, sort }
  const list = useList<ShelfRow>('/orders/shelved', asked)
  useLiveRefresh(['workorder'], [['/orders/shelved']], 2500)
  return (
    <PageShell title={s.title} extra={<span className="muted">{s.hint}</span>}>
      <QueryForm
        onSubmit={() => setQuery({ unit_id: typed.unit_id, late: typed.late })}
        onReset={() => {
          setTyped({})
          setQuery({ unit_id: undefined, late: undefined })
        }}
      >
        {me.scope === 'all' ? (
          <Field label={s.columns.unit} className="wide">
            <UnitPicker value={typed.unit_id} onChange={(v) => setTyped({ ...typed, unit_id: v })} />
          </Field>
        ) : null}
        <Checkbox checked={typed.late === 'true'} onChange={(e) => setTyped({ ...typed, late: e.target.checked ? 'true' : undefined })}>
          {s.late}
        </Checkbox>
      </QueryForm>
      <Panel flush>
        <DataTable
          name="shelved"
          label={s.title}
          columns={columns}
          list={list}
          sort={sort}
          onSort={setSort}
          rowKey={(r) => r.id}
          onOpen={(r) => void go(`/orders/${r.id}`)}
          exportHref={can(rights.export) ? downloadURL('/orders/shelved.xlsx', asked) : undefined}
          empty={{ title: s.empty }}
        />
      </Panel>
    </PageShell>
  )
}
