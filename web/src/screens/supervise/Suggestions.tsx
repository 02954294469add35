import { Button } from 'antd'
import { Link } from 'react-router'
import { downloadURL } from '@/api/client'
import { useList } from '@/api/lists'
import { useSupervise } from '@/api/supervise'
import type { SuggestionRow } from '@/api/types'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { DataTable, type Column } from '@/components/DataTable'
import { Panel } from '@/components/PageShell'
import { useSort } from '@/components/useSort'
import { Tag } from '@/components/StateTag'
import { ProblemAlert } from '@/components/states'
import { ActionButton } from '@/components/supervise/ActionButton'
import { OpenCaseForm } from '@/components/supervise/OpenCaseForm'
import { dateTime } from '@/lib/time'
import { t } from '@/texts'

const s = t.supervise
const c = s.columns
const sorts = [{ sort: ['number', '-number'] }, { sort: ['rule', '-rule'] }, { sort: ['at', '-at'] }]

/** Orders that a rule would have supervised: a person decides. */
export function Suggestions() {
  const can = useCan()
  const manage = can(rights.superviseManage)
  const [sort, setSort] = useSort(sorts)
  const list = useList<SuggestionRow>('/supervise/suggestions', { sort })
  const dismiss = useSupervise(s.done.dismiss)
  const columns: Column<SuggestionRow>[] = [
    { key: 'number', title: c.number, width: 168, fixed: true, sort: ['number', '-number'], render: (r) => <Link className="num" to={`/orders/${r.order_id}`}>{r.number}</Link> },
    { key: 'title', title: c.title, fixed: true, render: (r) => <span className="clip">{r.title}</span> },
    { key: 'unit', title: c.unit, width: 120, render: (r) => <span className="clip">{r.unit_name}</span> },
    { key: 'rule', title: c.rule, width: 130, sort: ['rule', '-rule'], render: (r) => <Tag tone="warn">{r.rule_name}</Tag> },
    { key: 'at', title: c.suggestedAt, width: 140, sort: ['at', '-at'], render: (r) => <time className="num" dateTime={r.at}>{dateTime(r.at)}</time> },
  ]
  if (manage)
    columns.push({
      key: 'do',
      title: t.common.actions,
      width: 220,
      render: (r) => (
        <span className="row">
          <ActionButton primary small label={s.actions.open}>
            {(close) => <OpenCaseForm orders={[r.order_id!]} reason={r.rule} onDone={close} />}
          </ActionButton>
          <Button size="small" loading={dismiss.isPending} onClick={() => dismiss.mutate({ path: `/supervise/suggestions/${r.id}/dismiss`, body: {} })}>
            {s.actions.dismiss}
          </Button>
        </span>
      ),
    })
  return (
    <Panel flush>
      {dismiss.error ? <ProblemAlert problem={dismiss.error} /> : null}
      <DataTable
        name="supervise-suggestions"
        label={s.tabs.suggestions}
        columns={columns}
        list={list}
        sort={sort}
        onSort={setSort}
        exportHref={can(rights.superviseExport) ? downloadURL('/supervise/suggestions.xlsx', { sort }) : undefined}
        rowKey={(r) => r.id}
        empty={{ title: s.empty.suggestions, hint: s.emptyHint }}
      />
    </Panel>
  )
}
