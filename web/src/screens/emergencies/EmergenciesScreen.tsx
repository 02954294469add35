import { Select } from 'antd'
import { Link } from 'react-router'
import { downloadURL } from '@/api/client'
import { useEmergencyFigures, type EmergencyRow } from '@/api/emergency'
import { useList } from '@/api/lists'
import { DataTable, type Column } from '@/components/DataTable'
import { DayField } from '@/components/DayField'
import { Field } from '@/components/Field'
import { PageShell, Panel } from '@/components/PageShell'
import { Tag } from '@/components/StateTag'
import { useSort } from '@/components/useSort'
import { ViewTabs } from '@/components/ViewTabs'
import { dateTime, daysAgo, today } from '@/lib/time'
import { useUrlQuery } from '@/lib/useUrlQuery'
import { emergency as e } from '@/texts/zh/emergency'
import { Figures } from './Figures'
import './emergencies.css'

const c = e.columns
const tabs = ['all', 'answered', 'vain', 'ringing'] as const
const services = ['110', '119', '120', '122']
const sorts = [{ sort: ['at', '-at'] }]

/** Which emergency services were called, from which calls, and how that ended. */
export default function EmergenciesScreen() {
  const [url, setUrl] = useUrlQuery(['outcome', 'from', 'to', 'service'] as const)
  const outcome = tabs.find((x) => x === url.outcome) ?? 'all'
  const [sort, setSort] = useSort(sorts)
  const from = url.from ?? daysAgo(29)
  const to = url.to ?? today()
  const span = { from, to, service: url.service, outcome }
  const list = useList<EmergencyRow>('/emergencies', { ...span, sort })
  const figures = useEmergencyFigures(span)
  const known = [...new Set([...services, ...figures.map((f) => f.service)])]
  const filters = (
    <span className="emergency-filters">
      <Field label={e.from}>
        <DayField value={from} onChange={(d) => setUrl({ from: d })} />
      </Field>
      <Field label={e.to}>
        <DayField value={to} onChange={(d) => setUrl({ to: d })} />
      </Field>
      <Field label={e.service}>
        <Select
          style={{ width: 130 }}
          value={url.service ?? ''}
          onChange={(s: string) => setUrl({ service: s || undefined })}
          options={[{ value: '', label: e.all }, ...known.map((s) => ({ value: s, label: figures.find((f) => f.service === s)?.service_name ?? s }))]}
        />
      </Field>
    </span>
  )
  return (
    <PageShell title={e.screen} extra={<span className="muted">{e.screenHint}</span>}>
      <ViewTabs
        label={e.screen}
        tabs={tabs.map((key) => ({ key, label: e.tabs[key] }))}
        current={outcome}
        onChange={(x) => setUrl({ outcome: x === 'all' ? undefined : x })}
      />
      <Figures list={figures} />
      <Panel flush>
        <DataTable
          name="emergencies"
          label={e.screen}
          columns={columns}
          list={list}
          sort={sort}
          onSort={setSort}
          rowKey={(r) => r.id ?? ''}
          exportHref={downloadURL('/emergencies.xlsx', { ...span, sort })}
          toolbar={filters}
          empty={{ title: e.empty, hint: e.emptyHint }}
        />
      </Panel>
    </PageShell>
  )
}

const columns: Column<EmergencyRow>[] = [
  { key: 'at', title: c.at, width: 150, fixed: true, sort: ['at', '-at'], render: (r) => <span className="num">{dateTime(r.at)}</span> },
  { key: 'service', title: c.service, width: 120, fixed: true, render: (r) => r.service_name },
  { key: 'reason', title: c.reason, width: 150, render: (r) => e.reasons[r.reason] ?? r.reason },
  {
    key: 'seat',
    title: c.seat,
    render: (r) => (
      <>
        {r.seat_name}
        {r.leader ? <div className="muted">{e.byLeader(r.leader)}</div> : null}
      </>
    ),
  },
  {
    key: 'outcome',
    title: c.outcome,
    width: 130,
    render: (r) => <Tag tone={r.outcome === 'answered' ? 'good' : r.outcome === '' ? 'info' : 'bad'}>{e.outcomes[r.outcome] ?? r.outcome}</Tag>,
  },
  { key: 'took', title: c.took, width: 90, align: 'end', render: (r) => <span className="num">{typeof r.seconds === 'number' ? e.seconds(r.seconds) : ''}</span> },
  { key: 'order', title: c.order, width: 190, render: (r) => (r.order ? <Link to={`/orders/${r.order.id}`}>{r.order.number}</Link> : null) },
]
