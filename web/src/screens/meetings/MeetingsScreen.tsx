import { Button } from 'antd'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { downloadURL } from '@/api/client'
import { useList } from '@/api/lists'
import { useLiveRefresh } from '@/api/live'
import { superviseKey, useSuperviseCounts } from '@/api/supervise'
import type { DocketItem, MeetingRow } from '@/api/types'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { DataTable, type Column } from '@/components/DataTable'
import { PageShell, Panel } from '@/components/PageShell'
import { Tag, type Tone } from '@/components/StateTag'
import { ActionButton, WordsForm } from '@/components/supervise/ActionButton'
import { useSort } from '@/components/useSort'
import { ViewTabs } from '@/components/ViewTabs'
import { dateTime } from '@/lib/time'
import { useUrlQuery } from '@/lib/useUrlQuery'
import { Tasks } from '@/screens/supervise/Tasks'
import { t } from '@/texts'
import { PlanForm } from './PlanForm'
import '@/components/query.css'

const m = t.meetings
const tabs = ['coming', 'past', 'docket', 'tasks'] as const
type Tab = (typeof tabs)[number]
const docketSorts = [{ sort: ['number', '-number'] }, { sort: ['reason', '-reason'] }, { sort: ['at', '-at'] }]

export const meetingTone: Record<string, Tone> = { planned: 'info', called: 'warn', held: 'warn', minuted: 'good', closed: 'plain', cancelled: 'plain' }

/** The docket, the meetings, and what became of what they decided. */
export default function MeetingsScreen() {
  const meet = useCan()(rights.meet)
  const go = useNavigate()
  const [url, setUrl] = useUrlQuery(['tab'] as const)
  const tab: Tab = tabs.find((x) => x === url.tab) ?? 'coming'
  const counts = useSuperviseCounts()
  useLiveRefresh(['supervise'], [superviseKey, ['/meetings'], ['/supervise/docket'], ['/supervise/tasks']], 1500)
  return (
    <PageShell
      title={m.title}
      actions={meet ? <ActionButton primary label={m.plan}>{() => <PlanForm onDone={(id) => void go(`/meetings/${id}`)} />}</ActionButton> : null}
    >
      <ViewTabs
        label={m.title}
        tabs={tabs.map((key) => ({ key, label: m.tabs[key], count: key === 'coming' ? counts.data?.meetings : key === 'docket' ? counts.data?.docket : undefined }))}
        current={tab}
        onChange={(key) => setUrl({ tab: key })}
      />
      {tab === 'coming' || tab === 'past' ? <Meetings key={tab} past={tab === 'past'} /> : null}
      {tab === 'docket' ? <Docket /> : null}
      {tab === 'tasks' ? <Tasks /> : null}
    </PageShell>
  )
}

const columns: Column<MeetingRow>[] = [
  { key: 'number', title: m.columns.number, width: 130, fixed: true, sort: ['number', '-number'], render: (r) => <Link className="num" to={`/meetings/${r.id}`}>{r.number}</Link> },
  { key: 'title', title: m.columns.title, fixed: true, sort: ['title', '-title'], render: (r) => <span className="clip">{r.title}</span> },
  { key: 'state', title: m.columns.state, width: 110, sort: ['state', '-state'], render: (r) => <Tag tone={meetingTone[r.state]}>{m.state[r.state]}</Tag> },
  { key: 'at', title: m.columns.at, width: 140, sort: ['at', '-at'], render: (r) => <time className="num" dateTime={r.at}>{dateTime(r.at)}</time> },
  { key: 'place', title: m.columns.place, width: 160, render: (r) => <span className="clip">{r.place}</span> },
  { key: 'items', title: m.columns.items, width: 110, render: (r) => m.items(r.decided, r.items) },
  {
    key: 'tasks',
    title: m.columns.tasks,
    width: 160,
    render: (r) => (r.decided === 0 ? m.noFollow : <span className={r.late_tasks > 0 ? 'clock-overdue' : undefined}>{m.follow(r.open_tasks, r.late_tasks)}</span>),
  },
]

function Meetings({ past }: { past: boolean }) {
  const go = useNavigate()
  const take = useCan()(rights.superviseExport)
  const [sort, setSort] = useSort(columns)
  const asked = { past: past || undefined, sort }
  const list = useList<MeetingRow>('/meetings', asked)
  return (
    <Panel flush>
      <DataTable
        name="meetings"
        label={past ? m.tabs.past : m.tabs.coming}
        columns={columns}
        list={list}
        sort={sort}
        onSort={setSort}
        rowKey={(r) => r.id}
        onOpen={(r) => void go(`/meetings/${r.id}`)}
        exportHref={take ? downloadURL('/meetings.xlsx', asked) : undefined}
        empty={{ title: past ? m.empty.past : m.empty.coming, hint: '' }}
      />
    </Panel>
  )
}

function Docket() {
  const meet = useCan()(rights.meet)
  const go = useNavigate()
  const take = useCan()(rights.superviseExport)
  const [sort, setSort] = useSort(docketSorts)
  const asked = { state: 'proposed', sort }
  const list = useList<DocketItem>('/supervise/docket', asked)
  const [chosen, setChosen] = useState<Set<string>>(new Set())
  const [planning, setPlanning] = useState(false)
  const picked = list.rows.filter((r) => chosen.has(r.id))
  const docketColumns: Column<DocketItem>[] = [
    {
      key: 'order',
      title: m.columns.order,
      fixed: true,
      width: 260,
      sort: ['number', '-number'],
      render: (r) => (
        <div>
          <div className="clip">{r.title}</div>
          {r.order_id ? <Link className="num text-link" to={`/orders/${r.order_id}`}>{r.number}</Link> : <span className="num">{r.number}</span>}
          <div className="muted">{r.order_state_name}</div>
        </div>
      ),
    },
    { key: 'reason', title: m.columns.reason, width: 120, sort: ['reason', '-reason'], render: (r) => <Tag tone="info">{r.reason_name}</Tag> },
    { key: 'words', title: m.columns.words, render: (r) => <span className="words">{r.words}</span> },
    {
      key: 'by',
      title: m.columns.by,
      width: 170,
      sort: ['at', '-at'],
      render: (r) => (
        <span>
          {m.proposedBy(r.unit_name, r.by_name)}
          <br />
          <time className="num muted" dateTime={r.at}>
            {dateTime(r.at)}
          </time>
        </span>
      ),
    },
  ]
  if (meet)
    docketColumns.push({
      key: 'do',
      title: t.common.actions,
      width: 100,
      render: (r) => (
        <ActionButton small label={m.drop}>
          {(close) => (
            <WordsForm
              danger
              label={m.drop}
              field={m.dropReason}
              done={m.done.drop}
              onDone={close}
              call={(reason) => ({ path: `/supervise/docket/${r.id}/drop`, body: { version: r.version, reason } })}
            />
          )}
        </ActionButton>
      ),
    })
  return (
    <>
      {meet ? (
        <div className="row">
          <Button type="primary" disabled={picked.length === 0} onClick={() => setPlanning(true)}>
            {m.planWith(picked.length)}
          </Button>
          <span className="muted">{m.docketHint}</span>
        </div>
      ) : (
        <p className="muted">{m.docketHint}</p>
      )}
      {planning ? (
        <Panel title={m.plan}>
          <PlanForm agenda={picked} onDone={(id) => void go(`/meetings/${id}`)} />
        </Panel>
      ) : null}
      <Panel flush>
        <DataTable
          name="docket"
          label={m.tabs.docket}
          columns={docketColumns}
          list={list}
          sort={sort}
          onSort={setSort}
          rowKey={(r) => r.id}
          selected={meet ? chosen : undefined}
          onSelect={meet ? setChosen : undefined}
          exportHref={take ? downloadURL('/supervise/docket.xlsx', asked) : undefined}
          empty={{ title: m.empty.docket, hint: m.docketHint }}
        />
      </Panel>
    </>
  )
}

/** The address of a meeting's minutes as a file. */
export const minutesURL = (id: string, format: 'docx' | 'pdf') => downloadURL(`/meetings/${id}/export`, { format })
