import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useMemo, useState } from 'react'
import { Link } from 'react-router'
import { http } from '@/api/client'
import { useLiveRefresh } from '@/api/live'
import type { Wallboard } from '@/api/types'
import { useMe } from '@/app/session'
import { startPath } from '@/app/menu'
import { StateTag } from '@/components/StateTag'
import { Loading, ProblemAlert } from '@/components/states'
import { lastPart } from '@/lib/names'
import { clockTime, dateTime } from '@/lib/time'
import { t } from '@/texts'
import { byHour, byUnit, ranked } from './options'
import './wallboard.css'

const w = t.wallboard
const key = ['/wallboard'] as const
const Chart = lazy(() => import('./Chart'))

/** The city at a glance, for a wall: it renews itself and needs no hands. */
export default function WallboardScreen() {
  const me = useMe()
  const board = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => http.get<Wallboard>('/wallboard', {}, signal),
    refetchInterval: 30_000,
    refetchIntervalInBackground: true,
  })
  useLiveRefresh(['workorder', 'intake', 'followup'], [key], 1500)
  useEffect(() => {
    document.title = `${w.title} · ${t.app.title}`
  }, [])
  const home = startPath(me)
  return (
    <main className="wall">
      <header className="wall-head">
        <h1>{w.title}</h1>
        <Now />
        <span className={board.error ? 'wall-stale' : board.data ? 'wall-live' : 'wall-now'} role="status">
          {board.error ? (board.data ? w.stale(clockTime(board.data.at)) : w.lost) : board.data ? w.live : t.common.loading}
        </span>
        <span className="wall-actions">
          <button type="button" onClick={() => void document.documentElement.requestFullscreen?.().catch(() => undefined)}>
            {w.fullscreen}
          </button>
          <Link to={home === '/wallboard' ? '/account' : home}>{w.exit}</Link>
        </span>
      </header>
      {board.data ? <Board b={board.data} own={me.scope === 'numbers'} /> : board.error ? <ProblemAlert problem={board.error} onRetry={() => void board.refetch()} /> : <Loading rows={8} />}
    </main>
  )
}

function Now() {
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 10_000)
    return () => clearInterval(timer)
  }, [])
  return <time className="wall-now">{dateTime(now.toISOString())}</time>
}

function Board({ b, own }: { b: Wallboard; own: boolean }) {
  // Only open orders are counted there.
  const open = Object.values(b.open.by_state ?? {}).reduce((n, v) => n + (v ?? 0), 0)
  const hour = useMemo(() => byHour(b), [b])
  const unit = useMemo(() => byUnit(b), [b])
  const category = useMemo(() => ranked(b.by_category), [b])
  const division = useMemo(() => ranked(b.by_division, '#46b3a0'), [b])
  const rate = (name: string) => (b.rates.small && b.rates.asked > 0 ? w.small(name) : name)
  const tiles: [string, string, ('bad' | 'warn')?][] = [
    [w.contacts, String(b.today.contacts)],
    [w.requests, String(b.today.requests)],
    [w.dispatched, String(b.today.dispatched)],
    [w.completed, String(b.today.completed)],
    [w.openWith(b.open.by_state?.paused ?? 0, b.open.by_state?.shelved ?? 0), String(open)],
    [w.dueSoon, String(b.open.due_soon), b.open.due_soon > 0 ? 'warn' : undefined],
    [w.overdue, String(b.open.overdue), b.open.overdue > 0 ? 'bad' : undefined],
    [rate(w.response), t.common.percent(b.rates.response)],
    [rate(w.resolution), t.common.percent(b.rates.resolution)],
    [rate(w.satisfaction), t.common.percent(b.rates.satisfaction)],
  ]
  return (
    <>
      <dl className="tiles">
        {tiles.map(([name, value, tone]) => (
          <div key={name} className={tone ? `tile-${tone}` : ''}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div className="wall-grid" hidden={own}>
        <Box title={w.byHour} className="wide" n={b.by_hour.length}>
          <Chart option={hour} summary={w.chartSummary(w.byHour, b.by_hour.length)} />
        </Box>
        <Box title={w.byUnit} className="tall" n={b.by_unit.length}>
          <Chart option={unit} summary={w.chartSummary(w.byUnit, b.by_unit.length)} />
        </Box>
        <Box title={w.latest} className="tall" n={b.latest.length}>
          <ol className="wall-latest">
            {b.latest.slice(0, 20).map((x, i) => (
              <li key={x.number + i}>
                <time className="num" dateTime={x.at}>
                  {clockTime(x.at)}
                </time>
                <span>{[lastPart(x.category), x.division].filter(Boolean).join(' · ') || x.number}</span>
                <StateTag state={x.state} />
              </li>
            ))}
          </ol>
        </Box>
        <Box title={w.byCategory} n={b.by_category.length}>
          <Chart option={category} summary={w.chartSummary(w.byCategory, b.by_category.length)} />
        </Box>
        <Box title={w.byDivision} n={b.by_division.length}>
          <Chart option={division} summary={w.chartSummary(w.byDivision, b.by_division.length)} />
        </Box>
      </div>
      {own || b.by_number.length > 0 ? <Numbers rows={b.by_number} /> : null}
    </>
  )
}

/** What came in on each hotline number today, and what is open of it. */
function Numbers({ rows }: { rows: Wallboard['by_number'] }) {
  const c = w.numberColumns
  return (
    <section className="box wall-numbers" aria-label={t.table.region(w.byNumber)} tabIndex={0}>
      <h2>{w.byNumber}</h2>
      <table aria-label={w.byNumber}>
        <thead>
          <tr>
            {[c.name, c.requests, c.completed, c.open, c.overdue].map((x) => (
              <th key={x} scope="col">
                {x}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((x) => (
            <tr key={x.number}>
              <th scope="row">{x.name}</th>
              <td className="num">{x.requests}</td>
              <td className="num">{x.completed}</td>
              <td className="num">{x.open}</td>
              <td className="num">{x.overdue}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Box({ title, className, n, children }: { title: string; className?: string; n: number; children: React.ReactNode }) {
  return (
    <section className={'box' + (className ? ' ' + className : '')}>
      <h2>{title}</h2>
      {n > 0 ? <Suspense fallback={null}>{children}</Suspense> : <p className="wall-none">{w.noData}</p>}
    </section>
  )
}
