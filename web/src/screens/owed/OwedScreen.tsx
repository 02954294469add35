import { Checkbox, Select } from 'antd'
import { useQuery, keepPreviousData } from '@tanstack/react-query'
import { downloadURL, http } from '@/api/client'
import { useDial, whyNotDial } from '@/api/dial'
import { useList } from '@/api/lists'
import type { OwedCaller, OwedList, OwedState } from '@/api/types'
import { DataTable, type Column } from '@/components/DataTable'
import { ExportButton } from '@/components/ExportButton'
import { PageShell } from '@/components/PageShell'
import { Tag, type Tone } from '@/components/StateTag'
import { useSort } from '@/components/useSort'
import { ViewTabs } from '@/components/ViewTabs'
import { Worklist } from '@/components/Worklist'
import { useCommands } from '@/lib/keys'
import { dateTime, shortTime } from '@/lib/time'
import { useCurrent } from '@/lib/useCurrent'
import { usePhone } from '@/lib/useMedia'
import { useUrlQuery } from '@/lib/useUrlQuery'
import { useTelephone } from '@/phone/telephone'
import { owed as owedTexts } from '@/texts/zh/owed'
import { OwedFigures } from './OwedFigures'
import { OwedPanel } from './OwedPanel'
import { Progressive } from './Progressive'
import './owed.css'

const o = owedTexts
const tabs = ['open', 'paid', 'written_off', 'all'] as const
const spans = [1, 7, 30, 90]
const refresh = 15_000
const tones: Record<OwedState, Tone> = { open: 'warn', paid: 'good', written_off: 'dark' }
/** One caller may have a debt that was paid and a later one. */
const keyOf = (x: OwedCaller) => `${x.id}.${x.first_at}`

const columns: Column<OwedCaller>[] = [
  {
    key: 'caller',
    title: o.columns.caller,
    fixed: true,
    render: (x) => (
      <div>
        <span className="num">{x.phone_masked || o.erased}</span>
        <span className="muted owed-sub">{[x.queue_name, o.why[x.why], x.robot_calls > 0 ? o.robot : ''].filter(Boolean).join(' · ')}</span>
      </div>
    ),
  },
  { key: 'calls', title: o.columns.calls, fixed: true, width: 64, align: 'end', sort: ['-calls', 'calls'], render: (x) => <span className="num">{x.calls}</span> },
  { key: 'last', title: o.columns.last, fixed: true, width: 108, sort: ['-last_at', 'last_at'], render: (x) => <span className="num">{shortTime(x.last_at)}</span> },
  {
    key: 'next',
    title: o.columns.next,
    fixed: true,
    width: 128,
    render: (x) => (
      <div>
        {x.state === 'open' ? <span className="num">{dueWord(x)}</span> : <Tag tone={tones[x.state]}>{o.state[x.state]}</Tag>}
        {x.claimed_by ? <span className="muted owed-sub">{x.mine ? o.claimedByMe : o.claimed(x.claimed_by)}</span> : null}
        {x.state === 'open' && x.attempts.length > 0 ? <span className="muted owed-sub">{`${o.columns.attempts} ${o.times(x.attempts.length)}`}</span> : null}
      </div>
    ),
  },
]

function dueWord(x: OwedCaller): string {
  if (!x.next_at) return o.never
  return Date.parse(x.next_at) <= Date.now() ? o.now : shortTime(x.next_at)
}

/** Callers whom nobody has served: worked as a list, or called one after the other. */
export default function OwedScreen() {
  const phone = usePhone()
  const seat = useTelephone()
  const [url, setUrl] = useUrlQuery(['state', 'days', 'queue', 'mine', 'id'] as const)
  const state = tabs.find((x) => x === url.state) ?? 'open'
  const days = spans.find((n) => String(n) === url.days) ?? 7
  const filter = { state, days, queue: url.queue, mine: url.mine === '1' }
  const [sort, setSort] = useSort(columns)
  const list = useList<OwedCaller>('/owed-calls', { ...filter, sort }, true, refresh)
  const rows = list.rows
  // The figures are of the whole span and come with every page: the shortest tells them, whatever the list shows.
  const figures = useQuery({
    queryKey: ['/owed-calls', 'figures', days],
    queryFn: ({ signal }) => http.get<OwedList>('/owed-calls', { days, limit: 1 }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: refresh,
  })
  const keyed = rows.map((x) => ({ id: keyOf(x) }))
  const first = useCurrent(keyed, url.id)
  const currentId = phone ? url.id : first
  const at = rows.findIndex((x) => keyOf(x) === currentId)
  const current = rows[at]
  const call = useDial()
  const step = (n: number) => {
    const to = rows[at + n]
    if (to) setUrl({ id: keyOf(to) })
  }
  useCommands([
    { keys: 'j', label: o.keys.next, group: o.title, run: () => step(1) },
    { keys: 'k', label: o.keys.previous, group: o.title, run: () => step(-1) },
    {
      keys: 'd',
      label: o.keys.dial,
      group: o.title,
      disabled: !current || current.state !== 'open' || !!whyNotDial(seat?.view) || call.isPending,
      run: () => current && call.mutate({ owed: current.id }),
    },
  ])
  const table = (
    <DataTable
      plain={!phone}
      name="owed"
      label={o.title}
      columns={columns}
      list={list}
      sort={sort}
      onSort={setSort}
      rowKey={keyOf}
      currentKey={currentId}
      onOpen={(x) => setUrl({ id: keyOf(x) })}
      empty={{ title: state === 'open' ? o.emptyOpen : o.empty, hint: o.hint }}
    />
  )
  return (
    <PageShell
      fixed
      title={o.title}
      actions={
        <>
          <Progressive queue={url.queue} />
          <ExportButton href={downloadURL('/owed-calls/export', { ...filter, sort })} />
        </>
      }
    >
      <OwedFigures list={figures.data} />
      <div className="owed-filters">
        <ViewTabs label={o.title} tabs={tabs.map((key) => ({ key, label: o.tabs[key] }))} current={state} onChange={(x) => setUrl({ state: x, id: undefined })} />
        <Select
          aria-label={o.days}
          style={{ width: 150 }}
          value={days}
          onChange={(n: number) => setUrl({ days: String(n), id: undefined })}
          options={spans.map((n) => ({ value: n, label: o.lastDays(n) }))}
        />
        <Select
          aria-label={o.queue}
          style={{ width: 150 }}
          value={url.queue ?? ''}
          onChange={(queue: string) => setUrl({ queue: queue || undefined, id: undefined })}
          options={[{ value: '', label: o.allQueues }, ...(seat?.view.queues ?? []).map((q) => ({ value: q.code, label: q.name }))]}
        />
        <Checkbox checked={filter.mine} onChange={(e) => setUrl({ mine: e.target.checked ? '1' : undefined, id: undefined })}>
          {o.mine}
        </Checkbox>
      </div>
      <Worklist
        title={current ? `${current.phone_masked} ${dateTime(current.last_at)}` : o.title}
        list={table}
        detail={current ? <OwedPanel key={currentId} caller={current} /> : undefined}
        none={rows.length > 0 || list.loading ? o.pick : undefined}
        onClose={() => setUrl({ id: undefined })}
      />
    </PageShell>
  )
}
