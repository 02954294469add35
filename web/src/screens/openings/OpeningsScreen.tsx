import { Link } from 'react-router'
import { downloadURL } from '@/api/client'
import { useList } from '@/api/lists'
import type { Opened } from '@/api/types'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { DataTable, type Column } from '@/components/DataTable'
import { PageShell, Panel } from '@/components/PageShell'
import { Tag } from '@/components/StateTag'
import { useSort } from '@/components/useSort'
import { ViewTabs } from '@/components/ViewTabs'
import { dateTime } from '@/lib/time'
import { useUrlQuery } from '@/lib/useUrlQuery'
import { t } from '@/texts'
import '@/screens/audit/audit.css'

const o = t.openings
type Tab = 'alarms' | 'all'
const sorts = [{ sort: ['at', '-at'] }, { sort: ['actor', '-actor'] }]

/** Who opened identities and words, for what: the alarms first. It names no citizen. */
export default function OpeningsScreen() {
  const can = useCan()
  const [url, setUrl] = useUrlQuery(['view', 'actor'] as const)
  const view: Tab = url.view === 'all' ? 'all' : 'alarms'
  const [sort, setSort] = useSort(sorts)
  const asked = { alarms: view === 'alarms' ? true : undefined, actor: url.actor, sort }
  const list = useList<Opened>('/openings', asked)
  const purposes: Record<string, string> = t.reveal.purposes
  const columns: Column<Opened>[] = [
    { key: 'at', title: o.columns.at, width: 150, fixed: true, sort: ['at', '-at'], render: (r) => <span className="num">{dateTime(r.at)}</span> },
    {
      key: 'actor',
      title: o.columns.actor,
      width: 120,
      sort: ['actor', '-actor'],
      fixed: true,
      render: (r) => (
        <button type="button" className="audit-actor" title={o.onlyThis} onClick={() => setUrl({ view: 'all', actor: r.actor_id ?? undefined })}>
          {r.actor_name}
        </button>
      ),
    },
    { key: 'kind', title: o.columns.kind, width: 100, render: (r) => o.kind[r.kind] },
    { key: 'purpose', title: o.columns.purpose, width: 110, render: (r) => purposes[r.purpose] ?? r.purpose },
    { key: 'reason', title: o.columns.reason, render: (r) => r.reason || (r.refused ? '' : o.ownOrder) },
    {
      key: 'order',
      title: o.columns.order,
      width: 190,
      render: (r) => (!r.order_id ? '' : can(rights.orderRead) ? <Link to={`/orders/${r.order_id}`}>{o.order}</Link> : <span className="num">{r.order_id}</span>),
    },
    {
      key: 'mark',
      title: o.columns.mark,
      width: 200,
      render: (r) => (
        <>
          {r.alerted ? <Tag tone="bad">{o.alarm(r.within)}</Tag> : null}
          {r.refused ? <Tag tone="warn">{o.refused}</Tag> : null}
        </>
      ),
    },
  ]
  return (
    <PageShell title={o.title} extra={<span className="muted">{o.hint}</span>}>
      <ViewTabs
        label={o.title}
        tabs={[
          { key: 'alarms', label: o.alarms },
          { key: 'all', label: o.all },
        ]}
        current={view}
        onChange={(v) => setUrl({ view: v, actor: undefined })}
      />
      <Panel flush>
        <DataTable
          name="openings"
          label={o.title}
          columns={columns}
          list={list}
          sort={sort}
          onSort={setSort}
          exportHref={downloadURL('/openings.xlsx', asked)}
          rowKey={(r) => r.id}
          empty={view === 'alarms' ? { title: o.noAlarms, hint: o.noAlarmsHint } : { title: o.none }}
        />
      </Panel>
    </PageShell>
  )
}
