import { Select } from 'antd'
import { Link, useNavigate } from 'react-router'
import { downloadURL } from '@/api/client'
import { useList } from '@/api/lists'
import type { CaseRow } from '@/api/types'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { DataTable, type Column } from '@/components/DataTable'
import { Field } from '@/components/Field'
import { Panel } from '@/components/PageShell'
import { useSort } from '@/components/useSort'
import { Tag } from '@/components/StateTag'
import { dateTime } from '@/lib/time'
import { useUrlQuery } from '@/lib/useUrlQuery'
import { t } from '@/texts'

const s = t.supervise
const c = s.columns

const columns: Column<CaseRow>[] = [
  { key: 'number', title: c.caseNumber, width: 130, fixed: true, sort: ['number', '-number'], render: (r) => <Link className="num" to={`/supervise/${r.id}`}>{r.number}</Link> },
  { key: 'words', title: c.words, fixed: true, render: (r) => <span className="clip">{r.words}</span> },
  { key: 'reason', title: c.reason, width: 130, sort: ['reason', '-reason'], render: (r) => r.reason_name },
  { key: 'units', title: c.unit, width: 160, render: (r) => <span className="clip">{r.units.join(t.common.separator)}</span> },
  { key: 'orders', title: t.supervise.caseOrders, width: 90, render: (r) => s.nOrders(r.orders) },
  {
    key: 'due',
    title: c.caseDue,
    width: 190,
    sort: ['due_at', '-due_at'],
    render: (r) => (
      <span>
        <time className="num" dateTime={r.due_at}>
          {dateTime(r.due_at)}
        </time>{' '}
        {r.late ? <Tag tone="bad">{s.late}</Tag> : null}
      </span>
    ),
  },
  { key: 'tasks', title: c.tasks, width: 160, render: (r) => s.nTasks(r.open_tasks, r.answered_tasks) },
]

/** Open cases by their due time, or closed ones. */
export function Cases() {
  const can = useCan()
  const go = useNavigate()
  const [url, setUrl] = useUrlQuery(['state'] as const)
  const state = url.state === 'closed' ? 'closed' : 'open'
  const [sort, setSort] = useSort(columns)
  const list = useList<CaseRow>('/supervise/cases', { state, sort })
  return (
    <>
      <div className="query">
        <div className="query-fields">
          <Field label={s.fields.stateFilter}>
            <Select value={state} onChange={(x: string) => setUrl({ state: x })} options={['open', 'closed'].map((value) => ({ value, label: s.caseState[value] }))} />
          </Field>
        </div>
      </div>
      <Panel flush>
        <DataTable
          name="supervise-cases"
          label={s.tabs.cases}
          columns={columns}
          list={list}
          sort={sort}
          onSort={setSort}
          rowKey={(r) => r.id}
          onOpen={(r) => void go(`/supervise/${r.id}`)}
          exportHref={can(rights.superviseExport) ? downloadURL('/supervise/cases.xlsx', { state, sort }) : undefined}
          empty={{ title: s.empty.cases }}
        />
      </Panel>
    </>
  )
}
