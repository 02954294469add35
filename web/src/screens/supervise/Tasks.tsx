import { DownloadOutlined } from '@ant-design/icons'
import { Button, Select } from 'antd'
import { downloadURL } from '@/api/client'
import { useList } from '@/api/lists'
import type { TaskView } from '@/api/types'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { Field } from '@/components/Field'
import { SortPicker } from '@/components/SortPicker'
import { useSort } from '@/components/useSort'
import { EmptyState, Loading, ProblemAlert } from '@/components/states'
import { TaskCard } from '@/components/supervise/TaskCard'
import { useUrlQuery } from '@/lib/useUrlQuery'
import { t } from '@/texts'

const s = t.supervise
const sorts = [
  { key: 'due', title: s.sorts.due, sort: ['due_at', '-due_at'] },
  { key: 'given', title: s.sorts.given, sort: ['given_at', '-given_at'] },
  { key: 'number', title: s.columns.number, sort: ['number', '-number'] },
]

/** What units must do by when, from cases and meetings: cards, so that a phone is enough. */
export function Tasks() {
  const can = useCan()
  const [url, setUrl] = useUrlQuery(['task'] as const)
  const state = ['open', 'answered', 'accepted', 'cancelled'].find((x) => x === url.task) ?? (can(rights.superviseManage) ? 'answered' : 'open')
  const [sort, setSort] = useSort(sorts)
  const list = useList<TaskView>('/supervise/tasks', { state, sort })
  return (
    <>
      <div className="query">
        <div className="query-fields">
          <Field label={s.fields.stateFilter}>
            <Select
              value={state}
              onChange={(x: string) => setUrl({ task: x })}
              options={['open', 'answered', 'accepted', 'cancelled'].map((value) => ({ value, label: s.taskState[value] }))}
            />
          </Field>
        </div>
        <div className="query-buttons">
          <SortPicker columns={sorts} sort={sort} onSort={setSort} />
          {can(rights.superviseExport) ? (
            <Button icon={<DownloadOutlined />} href={downloadURL('/supervise/tasks.xlsx', { state, sort })} download>
              {t.table.exportXlsx}
            </Button>
          ) : null}
        </div>
      </div>
      {list.problem ? <ProblemAlert problem={list.problem} onRetry={list.refetch} /> : null}
      {list.loading ? <Loading rows={6} /> : null}
      {!list.loading && !list.problem && list.rows.length === 0 ? <EmptyState title={s.empty.tasks} /> : null}
      <div className="task-list">
        {list.rows.map((x) => (
          <TaskCard key={x.id} task={x} />
        ))}
      </div>
      {list.hasMore ? (
        <Button loading={list.loadingMore} onClick={list.loadMore}>
          {t.table.loadMore}
        </Button>
      ) : null}
    </>
  )
}
