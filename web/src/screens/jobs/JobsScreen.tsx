import { App, Button } from 'antd'
import { useState } from 'react'
import { downloadURL, http } from '@/api/client'
import { useList } from '@/api/lists'
import { useCommand } from '@/api/useCommand'
import type { JobRow } from '@/api/types'
import { DataTable, type Column } from '@/components/DataTable'
import { PageShell, Panel } from '@/components/PageShell'
import { useSort } from '@/components/useSort'
import { ViewTabs } from '@/components/ViewTabs'
import { dateTime } from '@/lib/time'
import { t } from '@/texts'

const j = t.jobs
const states = ['dead', 'waiting'] as const
const sorts = [{ sort: ['run_at', '-run_at'] }]

/** Work that the server failed at too often, kept until somebody looks. */
export default function JobsScreen() {
  const { message } = App.useApp()
  const [state, setState] = useState<(typeof states)[number]>('dead')
  const [sort, setSort] = useSort(sorts)
  const list = useList<JobRow>('/jobs', { state, sort })
  const retry = useCommand(({ id }: { id: string }, key) => http.post(`/jobs/${id}/retry`, {}, { idempotencyKey: key }), {
    invalidates: [['/jobs']],
    onDone: () => void message.success(j.retried),
    onRefused: (p) => void message.error(p.message),
  })
  const columns: Column<JobRow>[] = [
    { key: 'kind', title: j.columns.kind, fixed: true, width: 220, render: (x) => <code>{x.kind}</code> },
    { key: 'key', title: j.columns.key, render: (x) => <span className="num">{x.key}</span> },
    { key: 'attempts', title: j.columns.attempts, width: 70, align: 'end', render: (x) => <span className="num">{x.attempts}</span> },
    { key: 'error', title: j.columns.error, render: (x) => <span className="clip">{x.last_error}</span> },
    { key: 'run_at', title: j.columns.runAt, width: 150, sort: ['run_at', '-run_at'], render: (x) => <span className="num">{dateTime(x.run_at)}</span> },
    {
      key: 'retry',
      title: t.common.actions,
      fixed: true,
      width: 100,
      render: (x) =>
        state === 'dead' ? (
          <Button size="small" loading={retry.isPending && retry.variables.id === x.id} onClick={() => retry.mutate({ id: x.id })}>
            {j.retry}
          </Button>
        ) : null,
    },
  ]
  return (
    <PageShell title={j.title}>
      <ViewTabs label={j.title} tabs={states.map((key) => ({ key, label: j.states[key] }))} current={state} onChange={setState} />
      <Panel flush>
        <DataTable
          name="jobs"
          label={j.title}
          columns={columns}
          list={list}
          sort={sort}
          onSort={setSort}
          rowKey={(x) => x.id}
          exportHref={downloadURL('/jobs.xlsx', { state, sort })}
          empty={state === 'dead' ? { title: j.empty, hint: j.emptyHint } : undefined}
        />
      </Panel>
    </PageShell>
  )
}
