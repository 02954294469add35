import { useQuery } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { lazy, Suspense, useMemo } from 'react'
import { useNavigate } from 'react-router'
import { http } from '@/api/client'
import type { Campaign } from '@/api/types'
import { useCommand } from '@/api/useCommand'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { Facts, Panel } from '@/components/PageShell'
import { Tag } from '@/components/StateTag'
import { Ask, ProblemAlert } from '@/components/states'
import { shortTime } from '@/lib/time'
import type { ChartOption } from '@/screens/wallboard/chart'
import { t } from '@/texts'
import { outreach as outreachTexts } from '@/texts/zh/outreach'
import { ByHand } from './ByHand'
import { Flow } from './Flow'
import { waysOf } from './model'
import { ImportList } from './ImportList'
import { People } from './People'
import './outreach.css'
import './edit.css'

const o = outreachTexts
const Chart = lazy(() => import('@/screens/wallboard/Chart'))

/** One campaign: how far it is, what it says, whom it calls. */
export function CampaignPanel({ id }: { id: string }) {
  const campaign = useQuery({ queryKey: ['/campaigns/{id}', id], queryFn: ({ signal }) => http.get<Campaign>(`/campaigns/${id}`, {}, signal), refetchInterval: 5_000 })
  return (
    <Panel className="panel-scroll queue-wide">
      <Ask query={campaign} rows={8}>
        {(c) => (
          <div className="stack">
            <Head campaign={c} />
            <Progress campaign={c} />
            {c.kind !== 'robot' && c.state === 'running' ? <ByHand campaign={c} /> : null}
            <Words campaign={c} />
            <ImportList campaign={c} />
            <People campaign={c} />
          </div>
        )}
      </Ask>
    </Panel>
  )
}

/** What is said, and the picture of where it leads. */
function Words({ campaign: c }: { campaign: Campaign }) {
  const steps = c.script.steps ?? []
  return (
    <section className="stack">
      <h3 className="side-title">{o.words}</h3>
      <Flow steps={steps} />
      <ol className="outreach-steps">
        {steps.map((x) => (
          <li key={x.id}>
            <strong>{x.id}</strong> <span className="words">{x.say}</span>
            <span className="muted">{waysOf(x, o.unanswered).map((w) => ` ${w.label}→${w.to}`)}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}

function Head({ campaign: c }: { campaign: Campaign }) {
  const can = useCan()
  const { message } = App.useApp()
  const go = useNavigate()
  const move = useCommand((verb: 'approve' | 'start' | 'pause' | 'end', key) => http.post<Campaign>(`/campaigns/${c.id}/${verb}`, { version: c.version }, { idempotencyKey: key }), {
    invalidates: [['/campaigns'], ['/campaigns/{id}', c.id]],
    onDone: () => void message.success(o.saved),
  })
  const may = can(rights.outreachManage)
  const button = (verb: 'approve' | 'start' | 'pause' | 'end', danger = false) => (
    <Button danger={danger} loading={move.isPending && move.variables === verb} onClick={() => move.mutate(verb)}>
      {o.verbs[verb]}
    </Button>
  )
  return (
    <>
      <div className="row">
        <h2 className="outreach-name">{c.name}</h2>
        <Tag>{o.kinds[c.kind]}</Tag>
        <Tag>{o.states[c.state]}</Tag>
      </div>
      <Facts
        items={[
          [o.by, c.created_by_name],
          [o.approvedBy, c.approved_by_name],
          [o.columns.created, shortTime(c.created_at)],
        ]}
      />
      <p className="muted">
        {c.open_now ? o.openNow : o.closedNow} {c.kind === 'robot' && !c.speakable ? o.noVoice : ''}
      </p>
      <div className="row">
        {may && (c.state === 'draft' || c.state === 'approved') ? <Button onClick={() => void go(`/outreach/${c.id}/edit`)}>{o.edit}</Button> : null}
        {can(rights.outreachApprove) && c.state === 'draft' ? c.mine ? <span className="muted">{o.ownHint}</span> : button('approve') : null}
        {may && (c.state === 'approved' || c.state === 'paused') ? button('start') : null}
        {may && c.state === 'running' ? button('pause') : null}
        {may && c.state !== 'ended' ? button('end', true) : null}
      </div>
      {move.error ? <ProblemAlert problem={move.error} compact /> : null}
    </>
  )
}

function Progress({ campaign: c }: { campaign: Campaign }) {
  const option = useMemo<ChartOption>(
    () => ({
      tooltip: { trigger: 'axis' },
      legend: { top: 0 },
      grid: { left: 8, right: 12, top: 32, bottom: 4, containLabel: true },
      xAxis: { type: 'category', data: c.hours.map((h) => shortTime(h.at)) },
      yAxis: { type: 'value', minInterval: 1 },
      series: [
        { name: o.reached, type: 'bar', stack: 'n', data: c.hours.map((h) => h.reached), itemStyle: { color: '#1c7a3e' } },
        { name: o.vain, type: 'bar', stack: 'n', data: c.hours.map((h) => h.vain), itemStyle: { color: '#b9c3d3' } },
      ],
    }),
    [c.hours],
  )
  return (
    <section>
      <h3 className="side-title">{o.progress}</h3>
      <dl className="outreach-counts">
        {Object.entries(o.counts).map(([key, name]) => (
          <div key={key}>
            <dt>{name}</dt>
            <dd className="num">{c.people[key as keyof Campaign['people']]}</dd>
          </div>
        ))}
      </dl>
      {c.called > 0 ? <Outcome campaign={c} /> : null}
      {c.results.length > 0 ? <p>{o.allCalls}：{c.results.map((r) => o.resultN(o.resultNames[r.result] ?? r.result, r.calls)).join(t.common.separator)}</p> : null}
      {c.deaf > 0 ? <p className="muted">{o.deaf(c.deaf)}</p> : null}
      {c.hours.length > 0 ? (
        <div className="outreach-chart">
          <Suspense fallback={null}>
            <Chart option={option} summary={o.summary(c.hours.length)} />
          </Suspense>
        </div>
      ) : null}
    </section>
  )
}

/** From the list to the results: how many were called, reached, and done; and what they said. */
function Outcome({ campaign: c }: { campaign: Campaign }) {
  const funnel: [string, number][] = [
    [o.counts.all!, c.people.all],
    [o.called, c.called],
    [o.spokenWith, c.reached],
    [o.counts.done!, c.people.done],
  ]
  const final = c.final ?? []
  const most = Math.max(1, ...final.map((r) => r.calls))
  const line = (label: string, n: number, of: number, tone: string) => (
    <tr key={label}>
      <th scope="row">{label}</th>
      <td className="num">{n}</td>
      <td className="outreach-bar">
        <span className={tone} style={{ width: `${of > 0 ? Math.max(n > 0 ? 2 : 0, (n / of) * 100) : 0}%` }} />
      </td>
    </tr>
  )
  return (
    <div className="outreach-outcome">
      <table>
        <caption>{o.funnel}</caption>
        <tbody>{funnel.map(([label, n]) => line(label, n, c.people.all, 'bar-blue'))}</tbody>
      </table>
      {final.length > 0 ? (
        <table>
          <caption>{o.results}</caption>
          <tbody>{final.map((r) => line(o.resultNames[r.result] ?? r.result, r.calls, most, 'bar-green'))}</tbody>
        </table>
      ) : null}
    </div>
  )
}
