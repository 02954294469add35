import { SearchOutlined } from '@ant-design/icons'
import { Input } from 'antd'
import { useState } from 'react'
import { useList } from '@/api/lists'
import { useLiveRefresh } from '@/api/live'
import type { FollowUpRow, FollowUpState } from '@/api/types'
import { DataTable, type Column } from '@/components/DataTable'
import { PageShell, Panel } from '@/components/PageShell'
import { Tag } from '@/components/StateTag'
import { EmptyState } from '@/components/states'
import { ViewTabs } from '@/components/ViewTabs'
import { useCommands } from '@/lib/keys'
import { shortTime } from '@/lib/time'
import { useDebounced } from '@/lib/useDebounced'
import { useUrlQuery } from '@/lib/useUrlQuery'
import { t } from '@/texts'
import { CallPanel } from './CallPanel'
import '@/screens/queue/queue.css'

const f = t.followup
const tabs = ['waiting', 'done', 'unreachable'] as const

const columns: Column<FollowUpRow>[] = [
  {
    key: 'order',
    title: f.columns.order,
    fixed: true,
    render: (r) => (
      <div>
        <span className="clip">{r.title}</span>
        <span className="muted num" style={{ fontSize: 12 }}>
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
  const list = useList<FollowUpRow>('/followups', { state, q })
  useLiveRefresh(['followup'], [['/followups', 'list']], 2500)
  const currentId = url.id ?? list.rows[0]?.id
  const at = list.rows.findIndex((r) => r.id === currentId)
  const step = (n: number) => {
    const next = list.rows[at + n]
    if (next) setUrl({ id: next.id })
  }
  useCommands([
    { keys: 'j', label: t.table.next, group: f.title, run: () => step(1) },
    { keys: 'k', label: t.table.previous, group: f.title, run: () => step(-1) },
  ])
  return (
    <PageShell
      fixed
      title={f.title}
      actions={
        <Input
          allowClear
          style={{ width: 260 }}
          aria-label={f.search}
          prefix={<SearchOutlined aria-hidden="true" />}
          placeholder={f.search}
          value={typed}
          onChange={(e) => setTyped(e.target.value)}
        />
      }
    >
      <ViewTabs
        label={f.title}
        tabs={tabs.map((key) => ({ key, label: f.tabs[key] }))}
        current={state}
        onChange={(s) => setUrl({ state: s, id: undefined })}
      />
      <div className="queue">
        <Panel flush className="panel-scroll queue-list">
          <DataTable
            plain
            name="followups"
            label={f.title}
            columns={columns}
            list={list}
            rowKey={(r) => r.id}
            currentKey={currentId}
            onOpen={(r) => setUrl({ id: r.id })}
            empty={{ title: f.empty, hint: f.emptyHint }}
          />
        </Panel>
        {currentId ? (
          <CallPanel key={currentId} id={currentId} onDone={() => setUrl({ id: list.rows[at + 1]?.id })} />
        ) : (
          <Panel className="queue-wide">
            <EmptyState title={list.rows.length > 0 ? f.pick : f.empty} />
          </Panel>
        )}
      </div>
    </PageShell>
  )
}
