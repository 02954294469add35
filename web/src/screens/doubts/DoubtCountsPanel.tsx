import { useQuery } from '@tanstack/react-query'
import { http } from '@/api/client'
import { listFrom, listOf } from '@/api/lists'
import type { DoubtCounts, DoubtTable } from '@/api/types'
import { DataTable, type Column } from '@/components/DataTable'
import { Panel } from '@/components/PageShell'
import { Whisker } from '@/components/Whisker'
import { fairness as fairnessTexts } from '@/texts/zh/fairness'
import './doubts.css'

const d = fairnessTexts.doubts
const c = d.countColumns

const columns: Column<DoubtCounts>[] = [
  { key: 'name', title: c.unit, fixed: true, by: (x) => x.name, render: (x) => x.name },
  { key: 'open', title: c.open, width: 80, align: 'end', by: (x) => x.open, render: (x) => <span className="num">{x.open}</span> },
  { key: 'confirmed', title: c.confirmed, width: 70, align: 'end', by: (x) => x.confirmed, render: (x) => <span className="num">{x.confirmed}</span> },
  { key: 'false', title: c.falseAlarm, width: 70, align: 'end', render: (x) => <span className="num">{x.false_alarm}</span> },
  { key: 'precision', title: c.precision, width: 230, by: (x) => x.precision ?? -1, render: (x) => <Whisker value={x.precision} interval={x.interval} small={x.confirmed + x.false_alarm < 10} /> },
]

/** How many doubts each unit has, and how often the search is right. */
export function DoubtCountsPanel() {
  const counts = useQuery({ queryKey: ['/doubts/counts'], queryFn: ({ signal }) => http.get<DoubtTable>('/doubts/counts', {}, signal) })
  const reasons = Object.values(counts.data?.by_reason ?? {}).sort((a, b) => (a.key < b.key ? -1 : 1))
  return (
    <div className="doubt-columns">
      <Panel title={d.counts} extra={<span className="muted">{d.countsHint}</span>} flush>
        <DataTable
          plain
          name="doubt-counts"
          label={d.counts}
          columns={columns}
          list={listFrom({ ...counts, data: counts.data?.items })}
          rowKey={(x) => x.key || 'none'}
          total={counts.data && { ...counts.data.total, name: d.total }}
          empty={{ title: d.noCounts }}
        />
      </Panel>
      {reasons.length > 0 ? (
        <Panel title={d.byReason} flush>
          <DataTable plain name="doubt-reasons" label={d.byReason} columns={columns.map((x) => (x.key === 'name' ? { ...x, title: d.reasons } : x))} list={listOf(reasons)} rowKey={(x) => x.key} />
        </Panel>
      ) : null}
    </div>
  )
}
