import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { downloadURL, http } from '@/api/client'
import type { Abuser, AbuserList } from '@/api/guard'
import { listFrom } from '@/api/lists'
import { useLiveRefresh } from '@/api/live'
import { DataTable, type Column } from '@/components/DataTable'
import { ExportButton } from '@/components/ExportButton'
import { PageShell } from '@/components/PageShell'
import { Tag, type Tone } from '@/components/StateTag'
import { ViewTabs } from '@/components/ViewTabs'
import { Worklist } from '@/components/Worklist'
import { dateTime, shortTime } from '@/lib/time'
import { useCurrent } from '@/lib/useCurrent'
import { usePhone } from '@/lib/useMedia'
import { useUrlQuery } from '@/lib/useUrlQuery'
import { t } from '@/texts'
import { guard as g } from '@/texts/zh/guard'
import { AbuserPanel } from './AbuserPanel'
import { Months } from './Months'
import './abusers.css'

const tabs = ['all', 'ready', 'asked', 'running', 'appealed', 'open'] as const
const spans = [30, 90, 365]
const tones: Record<string, Tone> = { open: 'plain', ready: 'warn', asked: 'info', running: 'dark', appealed: 'bad' }

const columns: Column<Abuser>[] = [
  {
    key: 'caller',
    title: g.columns.caller,
    fixed: true,
    by: (x) => x.phone_masked,
    render: (x) => (
      <div>
        <span className="num">{x.phone_masked || g.erased}</span>
        <span className="muted abuser-sub">{x.kinds.map((k) => g.kinds[k] ?? k).join(t.common.separator)}</span>
      </div>
    ),
  },
  { key: 'evidence', title: g.columns.evidence, fixed: true, width: 84, align: 'end', by: (x) => x.evidence, render: (x) => <span className="num">{x.evidence}</span> },
  { key: 'last', title: g.columns.last, fixed: true, width: 108, by: (x) => x.last_at, render: (x) => <span className="num">{shortTime(x.last_at)}</span> },
  {
    key: 'state',
    title: g.columns.state,
    fixed: true,
    width: 136,
    by: (x) => x.state,
    render: (x) => (
      <div>
        <Tag tone={tones[x.state] ?? 'plain'}>{g.states[x.state] ?? x.state}</Tag>
        {x.state === 'running' && x.cooldown?.until_at ? <span className="muted abuser-sub">{g.until(shortTime(x.cooldown.until_at))}</span> : null}
      </div>
    ),
  },
]

/** Callers whose calls were marked as abusive: their evidence, cool-downs and appeals, and the counts by month. */
export default function AbusersScreen() {
  const phone = usePhone()
  const [url, setUrl] = useUrlQuery(['state', 'days', 'id'] as const)
  const state = tabs.find((x) => x === url.state) ?? 'all'
  const days = spans.find((n) => String(n) === url.days) ?? 90
  const filter = { state, days }
  const asked = useQuery({
    queryKey: ['/abusers', 'list', filter],
    queryFn: ({ signal }) => http.get<AbuserList>('/abusers', filter, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000, // who supervises hears of no calls
  })
  useLiveRefresh(['switchboard'], [['/abusers']], 800, (e) => e.kind.startsWith('switchboard.abuse_') || e.kind.startsWith('switchboard.cooldown_'))
  const rows = asked.data?.items ?? []
  const list = listFrom({ ...asked, data: asked.data?.items })
  const first = useCurrent(
    rows.map((x) => ({ id: x.id ?? '' })),
    url.id,
  )
  const currentId = phone ? url.id : first
  const current = rows.find((x) => x.id === currentId)
  const table = (
    <DataTable
      plain={!phone}
      name="abusers"
      label={g.screen}
      columns={columns}
      list={list}
      rowKey={(x) => x.id ?? ''}
      currentKey={currentId}
      onOpen={(x) => setUrl({ id: x.id ?? undefined })}
      empty={{ title: g.empty, hint: g.emptyHint }}
    />
  )
  return (
    <PageShell fixed title={g.screen} extra={<span className="muted">{g.rule}</span>} actions={<ExportButton href={downloadURL('/abusers.xlsx', filter)} />}>
      <div className="abuser-filters">
        <ViewTabs label={g.screen} tabs={tabs.map((key) => ({ key, label: g.tabs[key] }))} current={state} onChange={(x) => setUrl({ state: x === 'all' ? undefined : x, id: undefined })} />
        <Select
          aria-label={g.days}
          style={{ width: 140 }}
          value={days}
          onChange={(n: number) => setUrl({ days: String(n), id: undefined })}
          options={spans.map((n) => ({ value: n, label: g.lastDays(n) }))}
        />
        {asked.data?.more ? <span className="muted">{g.more}</span> : null}
        <Months />
      </div>
      <Worklist
        title={current ? `${current.phone_masked || g.erased} ${dateTime(current.last_at)}` : g.screen}
        list={table}
        detail={currentId && current ? <AbuserPanel key={currentId} id={currentId} /> : undefined}
        none={rows.length > 0 || list.loading ? g.pick : undefined}
        onClose={() => setUrl({ id: undefined })}
      />
    </PageShell>
  )
}
