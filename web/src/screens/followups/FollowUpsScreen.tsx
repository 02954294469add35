import { SearchOutlined } from '@ant-design/icons'
import { Input } from 'antd'
import { useState } from 'react'
import { downloadURL } from '@/api/client'
import { useList } from '@/api/lists'
import { useLiveRefresh } from '@/api/live'
import type { FollowUpRow, FollowUpState } from '@/api/types'
import { DataTable, type Column } from '@/components/DataTable'
import { ExportButton } from '@/components/ExportButton'
import { PageShell } from '@/components/PageShell'
import { Tag } from '@/components/StateTag'
import { useSort } from '@/components/useSort'
import { ViewTabs } from '@/components/ViewTabs'
import { Worklist } from '@/components/Worklist'
import { useCommands } from '@/lib/keys'
import { shortTime } from '@/lib/time'
import { useDebounced } from '@/lib/useDebounced'
import { useCurrent } from '@/lib/useCurrent'
import { usePhone } from '@/lib/useMedia'
import { useUrlQuery } from '@/lib/useUrlQuery'
import { t } from '@/texts'
import { CallPanel } from './CallPanel'

const f = t.followup
const tabs = ['waiting', 'done', 'unreachable'] as const

const columns: Column<FollowUpRow>[] = [
  {
    key: 'order',
    title: f.columns.order,
    fixed: true,
    sort: ['number', '-number'],
    render: (r) => (
      <div>
        <span className="clip">{r.title}</span>
        <span className="muted num" style={{ fontSize: 12, display: 'block', fontWeight: 400 }}>
          {[r.order_number, r.unit_name].filter(Boolean).join(' · ')}
        </span>
      </div>
    ),
  },
  {
    key: 'attempts',
    title: f.columns.attempts,
    fixed: true,
    width: 92,
    sort: ['next_at', '-next_at', '-attempts'],
    render: (r) => (
      <div>
        {f.attemptsN(r.attempts)} <Tag>{t.words.followUpWay[r.way] ?? r.way}</Tag>
        <div className="muted num" style={{ fontSize: 12 }}>
          {shortTime(r.next_at ?? r.completed_at)}
        </div>
      </div>
    ),
  },
]

/** The telephone worklist: completed orders whose citizens are to be asked. */
export default function FollowUpsScreen() {
  const [url, setUrl] = useUrlQuery(['state', 'id'] as const)
  const state: FollowUpState = tabs.find((x) => x === url.state) ?? 'waiting'
  const [typed, setTyped] = useState('')
  const q = useDebounced(typed.trim())
  const [sort, setSort] = useSort(columns)
  const asked = { state, q, sort }
  const list = useList<FollowUpRow>('/followups', asked)
  useLiveRefresh(['followup'], [['/followups', 'list']], 2500)
  const phone = usePhone()
  const first = useCurrent(list.rows, url.id)
  const currentId = phone ? url.id : first
  const at = list.rows.findIndex((r) => r.id === currentId)
  const step = (n: number) => {
    const next = list.rows[at + n]
    if (next) setUrl({ id: next.id })
  }
  useCommands([
    { keys: 'j', label: t.table.next, group: f.title, run: () => step(1) },
    { keys: 'k', label: t.table.previous, group: f.title, run: () => step(-1) },
  ])
  const listed = (
    <DataTable
      plain={!phone}
      name="followups"
      label={f.title}
      columns={columns}
      list={list}
      sort={sort}
      onSort={setSort}
      rowKey={(r) => r.id}
      currentKey={currentId}
      onOpen={(r) => setUrl({ id: r.id })}
      empty={{ title: f.empty, hint: f.emptyHint }}
    />
  )
  const call = currentId ? (
    <CallPanel key={currentId} id={currentId} onDone={() => setUrl({ id: phone ? undefined : list.rows[at + 1]?.id })} />
  ) : null
  return (
    <PageShell
      fixed
      title={f.title}
      actions={
        <>
          <Input
            allowClear
            style={{ width: 260 }}
            aria-label={f.search}
            prefix={<SearchOutlined aria-hidden="true" />}
            placeholder={f.search}
            value={typed}
            onChange={(e) => setTyped(e.target.value)}
          />
          <ExportButton href={downloadURL('/followups.xlsx', asked)} />
        </>
      }
    >
      <ViewTabs
        label={f.title}
        tabs={tabs.map((key) => ({ key, label: f.tabs[key] }))}
        current={state}
        onChange={(s) => setUrl({ state: s, id: undefined })}
      />
      <Worklist title={f.title} list={listed} detail={call} none={list.rows.length > 0 || list.loading ? f.pick : undefined} onClose={() => setUrl({ id: undefined })} />
    </PageShell>
  )
}
