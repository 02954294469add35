import { lazy, Suspense, useMemo } from 'react'
import { useNavigate } from 'react-router'
import { downloadURL } from '@/api/client'
import { listOf, useList } from '@/api/lists'
import type { Flow, MovedRow, ReplayView, UnitShift } from '@/api/types'
import { DataTable, type Column } from '@/components/DataTable'
import { Panel } from '@/components/PageShell'
import { Tag, type Tone } from '@/components/StateTag'
import { Loading } from '@/components/states'
import { t } from '@/texts'
import { shiftChart } from './shiftChart'

const r = t.catalogue.replay
const Chart = lazy(() => import('@/screens/wallboard/Chart'))
const n = (x: number) => <span className="num">{x}</span>
const signed = (x: number) => <span className={'num ' + (x > 0 ? 'gain' : x < 0 ? 'loss' : '')}>{x > 0 ? `+${x}` : x}</span>

const units: Column<UnitShift>[] = [
  { key: 'unit', title: r.unitColumns.unit, fixed: true, by: (u) => u.unit_name, render: (u) => u.unit_name },
  { key: 'before', title: r.unitColumns.before, align: 'end', width: 70, by: (u) => u.before, render: (u) => n(u.before) },
  { key: 'after', title: r.unitColumns.after, align: 'end', width: 70, by: (u) => u.after, render: (u) => n(u.after) },
  { key: 'shift', title: r.unitColumns.shift, align: 'end', width: 70, fixed: true, by: (u) => u.shift, render: (u) => signed(u.shift) },
  { key: 'final', title: r.unitColumns.final, align: 'end', width: 80, by: (u) => u.final, render: (u) => n(u.final) },
  { key: 'rightBefore', title: r.unitColumns.rightBefore, align: 'end', width: 80, render: (u) => n(u.right_before) },
  { key: 'rightAfter', title: r.unitColumns.rightAfter, align: 'end', width: 80, render: (u) => n(u.right_after) },
]

const flows = (from: string, to: string): Column<Flow>[] => [
  { key: 'from', title: from, fixed: true, by: (f) => f.from_unit_name, render: (f) => f.from_unit_name },
  { key: 'to', title: to, fixed: true, by: (f) => f.to_unit_name, render: (f) => f.to_unit_name },
  { key: 'n', title: r.flow.n, align: 'end', width: 70, fixed: true, by: (f) => f.n, render: (f) => n(f.n) },
]

const verdictTones: Record<MovedRow['verdict'], Tone> = { better: 'good', worse: 'bad', neither: 'plain', open: 'plain' }

const orders: Column<MovedRow>[] = [
  { key: 'number', title: r.orderColumns.number, fixed: true, width: 170, render: (o) => <span className="num">{o.number}</span> },
  { key: 'title', title: r.orderColumns.title, fixed: true, render: (o) => o.title },
  { key: 'category', title: r.orderColumns.category, width: 120, render: (o) => o.category_name },
  { key: 'before', title: r.orderColumns.before, width: 110, render: (o) => o.before_unit_name },
  { key: 'after', title: r.orderColumns.after, width: 110, render: (o) => <strong>{o.after_unit_name}</strong> },
  { key: 'final', title: r.orderColumns.final, width: 110, render: (o) => o.final_unit_name },
  { key: 'verdict', title: r.orderColumns.verdict, width: 80, render: (o) => <Tag tone={verdictTones[o.verdict]}>{r.verdict[o.verdict]}</Tag> },
]

/** What a finished replay found: figures, units that gain and lose, flows, and the orders themselves. */
export function ReplayResult({ replay: x }: { replay: ReplayView }) {
  const go = useNavigate()
  const list = useList<MovedRow>(`/dispatch-catalogue/replays/${x.id}/orders`)
  const shifts = useMemo(() => x.units.filter((u) => u.shift !== 0), [x.units])
  const chart = useMemo(() => shiftChart(shifts), [shifts])
  const share = (k: number) => t.common.percent(x.judged > 0 ? k / x.judged : null)
  const keyOf = (f: Flow) => `${f.from_unit_id}.${f.to_unit_id}`
  const figures: [string, string][] = [
    [r.seen, String(x.seen)],
    [r.changed, r.changedOf(x.changed, x.seen)],
    [r.rightActual, share(x.right_actual)],
    [r.rightBefore, share(x.right_before)],
    [r.rightAfter, share(x.right_after)],
  ]
  return (
    <>
      <Panel title={r.figures} extra={<span className="muted num">{`${x.from} – ${x.to} · ${r.state[x.state]}`}</span>}>
        <dl className="replay-figures">
          {figures.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd className="num">{value}</dd>
            </div>
          ))}
        </dl>
        <p className="muted">{r.judged(x.judged)}</p>
      </Panel>
      <div className="replay-two">
        <Panel title={r.chart}>
          {shifts.length > 0 ? (
            <div className="replay-chart" style={{ height: Math.min(420, 60 + 26 * Math.min(shifts.length, 14)) }}>
              <Suspense fallback={<Loading rows={4} />}>
                <Chart option={chart} summary={r.chart + t.common.colon + shifts.slice(0, 14).map((u) => r.chartSummary(u.unit_name, u.shift)).join(t.common.separator)} />
              </Suspense>
            </div>
          ) : (
            <p className="muted">{r.noShift}</p>
          )}
        </Panel>
        <Panel flush title={r.units}>
          <DataTable name="replay-units" label={r.units} columns={units} list={listOf(shifts)} rowKey={(u) => u.unit_id ?? '0'} empty={{ title: r.noShift }} plain />
        </Panel>
      </div>
      <div className="replay-three">
        <Panel flush title={r.moves}>
          <DataTable name="replay-moves" label={r.moves} columns={flows(r.flow.moveFrom, r.flow.moveTo)} list={listOf(x.moves.slice(0, 20))} rowKey={keyOf} empty={{ title: r.noShift }} plain />
        </Panel>
        <Panel flush title={r.wrongBefore}>
          <DataTable name="replay-wrong-before" label={r.wrongBefore} columns={flows(r.flow.from, r.flow.to)} list={listOf(x.wrong_before.slice(0, 20))} rowKey={keyOf} plain />
        </Panel>
        <Panel flush title={r.wrongAfter}>
          <DataTable name="replay-wrong-after" label={r.wrongAfter} columns={flows(r.flow.from, r.flow.to)} list={listOf(x.wrong_after.slice(0, 20))} rowKey={keyOf} plain />
        </Panel>
      </div>
      <Panel flush title={r.orders}>
        <DataTable
          name="replay-orders"
          label={r.orders}
          columns={orders}
          list={list}
          rowKey={(o) => o.order_id ?? o.number ?? o.title}
          onOpen={(o) => o.order_id && void go(`/orders/${o.order_id}`)}
          exportHref={downloadURL(`/dispatch-catalogue/replays/${x.id}/file`)}
          empty={{ title: r.noOrders }}
        />
      </Panel>
    </>
  )
}
