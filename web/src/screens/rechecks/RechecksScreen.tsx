import { SearchOutlined } from '@ant-design/icons'
import { Checkbox, Input } from 'antd'
import { useState } from 'react'
import { downloadURL } from '@/api/client'
import { useList } from '@/api/lists'
import { useLiveRefresh } from '@/api/live'
import type { Recheck, RecheckState } from '@/api/types'
import { useCan } from '@/app/session'
import { rights } from '@/app/rights'
import { DataTable, type Column } from '@/components/DataTable'
import { ExportButton } from '@/components/ExportButton'
import { PageShell } from '@/components/PageShell'
import { Tag } from '@/components/StateTag'
import { useSort } from '@/components/useSort'
import { ViewTabs } from '@/components/ViewTabs'
import { Worklist } from '@/components/Worklist'
import { useCommands } from '@/lib/keys'
import { shortTime } from '@/lib/time'
import { useCurrent } from '@/lib/useCurrent'
import { useDebounced } from '@/lib/useDebounced'
import { usePhone } from '@/lib/useMedia'
import { useUrlQuery } from '@/lib/useUrlQuery'
import { t } from '@/texts'
import { fairness as fairnessTexts } from '@/texts/zh/fairness'
import { Agreement } from './Agreement'
import { RecheckPanel } from './RecheckPanel'

const r = fairnessTexts.rechecks
const tabs = ['waiting', 'done', 'unreachable'] as const

const columns: Column<Recheck>[] = [
  {
    key: 'order',
    title: r.columns.order,
    fixed: true,
    sort: ['number', '-number'],
    render: (x) => (
      <div>
        <span className="clip">{x.title}</span>
        <span className="muted num" style={{ fontSize: 12, display: 'block', fontWeight: 400 }}>
          {[x.order_number, x.unit_name].filter(Boolean).join(' · ')}
        </span>
      </div>
    ),
  },
  {
    key: 'state',
    title: r.columns.state,
    fixed: true,
    width: 96,
    sort: ['completed_at', '-completed_at', 'next_at', '-attempts'],
    render: (x) => (
      <div>
        {x.state === 'done' ? (
          <Tag tone={x.unit_agrees === 0 || x.first_agrees === 0 ? 'bad' : 'good'}>{x.unit_agrees === 0 || x.first_agrees === 0 ? r.contradicts : r.agrees}</Tag>
        ) : (
          t.followup.attemptsN(x.attempts)
        )}
        <div className="muted num" style={{ fontSize: 12 }}>
          {shortTime(x.at ?? x.next_at ?? x.completed_at)}
        </div>
      </div>
    ),
  },
]

/** Closed follow-ups that a second person asks about again. */
export default function RechecksScreen() {
  const can = useCan()
  const [url, setUrl] = useUrlQuery(['state', 'id', 'disagree'] as const)
  const state: RecheckState = tabs.find((x) => x === url.state) ?? 'waiting'
  const [typed, setTyped] = useState('')
  const q = useDebounced(typed.trim())
  const [sort, setSort] = useSort(columns)
  const asked = { state, q, disagree: state === 'done' && url.disagree === '1', sort }
  const list = useList<Recheck>('/rechecks', asked)
  useLiveRefresh(['followup'], [['/rechecks', 'list']], 2500)
  const phone = usePhone()
  const first = useCurrent(list.rows, url.id)
  const currentId = phone ? url.id : first
  const at = list.rows.findIndex((x) => x.id === currentId)
  const step = (n: number) => {
    const next = list.rows[at + n]
    if (next) setUrl({ id: next.id })
  }
  useCommands([
    { keys: 'j', label: t.table.next, group: r.title, run: () => step(1) },
    { keys: 'k', label: t.table.previous, group: r.title, run: () => step(-1) },
  ])
  return (
    <PageShell
      title={r.title}
      actions={
        <>
          {state === 'done' ? (
            <Checkbox checked={url.disagree === '1'} onChange={(e) => setUrl({ disagree: e.target.checked ? '1' : undefined, id: undefined })}>
              {r.disagree}
            </Checkbox>
          ) : null}
          <Input
            allowClear
            style={{ width: 240 }}
            aria-label={r.search}
            prefix={<SearchOutlined aria-hidden="true" />}
            placeholder={r.search}
            value={typed}
            onChange={(e) => setTyped(e.target.value)}
          />
          <ExportButton href={downloadURL('/rechecks.xlsx', asked)} />
        </>
      }
    >
      <ViewTabs label={r.title} tabs={tabs.map((key) => ({ key, label: r.tabs[key] }))} current={state} onChange={(s) => setUrl({ state: s, id: undefined })} />
      <Worklist
        title={r.title}
        list={
          <DataTable
            plain={!phone}
            name="rechecks"
            label={r.title}
            columns={columns}
            list={list}
            sort={sort}
            onSort={setSort}
            rowKey={(x) => x.id}
            currentKey={currentId}
            onOpen={(x) => setUrl({ id: x.id })}
            empty={{ title: r.empty, hint: r.emptyHint }}
          />
        }
        detail={currentId ? <RecheckPanel key={currentId} id={currentId} onDone={() => setUrl({ id: phone ? undefined : list.rows[at + 1]?.id })} /> : null}
        none={list.rows.length > 0 || list.loading ? r.pick : undefined}
        onClose={() => setUrl({ id: undefined })}
      />
      {can(rights.rates) ? <Agreement /> : null}
    </PageShell>
  )
}
