import { Link } from 'react-router'
import { useLiveRefresh } from '@/api/live'
import { panelKey, usePanel } from '@/api/supervise'
import type { SupervisePanel as Data } from '@/api/types'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { Panel } from '@/components/PageShell'
import { Tag } from '@/components/StateTag'
import { Ask } from '@/components/states'
import { dateTime, shortTime } from '@/lib/time'
import { t } from '@/texts'
import { ActionButton } from './ActionButton'
import { CardMark } from './CardMark'
import { LiftForm } from './LiftForm'
import { OpenCaseForm } from './OpenCaseForm'
import { ProposeForm } from './ProposeForm'
import { TaskCard } from './TaskCard'
import './supervise.css'

const s = t.supervise

/** The order page's part of supervision: cards, what comes next, cases, decisions. */
export function SupervisePanel({ orderId }: { orderId: string }) {
  const can = useCan()
  const allowed = can(rights.supervise)
  const panel = usePanel(orderId, allowed)
  useLiveRefresh(['supervise'], [panelKey(orderId)], 900, (e) => e.subject === orderId)
  if (!allowed) return null
  return (
    <Panel title={s.panel}>
      <Ask query={panel} rows={2}>
        {(p) => <Loaded orderId={orderId} p={p} />}
      </Ask>
    </Panel>
  )
}

function Loaded({ orderId, p }: { orderId: string; p: Data }) {
  const nothing = p.cards.length + p.taken.length + p.ahead.length + p.cases.length + p.tasks.length + p.docket.length === 0
  return (
    <div className="stack">
      {nothing ? <p className="muted">{s.panelNothing}</p> : null}
      {p.cards.length > 0 ? (
        <ul className="chase" aria-label={s.tabs.cards}>
          {p.cards.map((c) => (
            <li key={c.id}>
              <CardMark level={c.level} lifted={!!c.lifted_at} />
              <time dateTime={c.at} title={dateTime(c.at)}>
                {shortTime(c.at)}
              </time>
              <span>
                {c.unit_name} <span className="muted">{c.lifted_at ? `${s.lifted}${t.common.colon}${c.lift_reason}` : c.clock}</span>
              </span>
              {c.can_lift ? (
                <ActionButton small label={s.actions.lift}>
                  {(close) => <LiftForm card={c.id} onDone={close} />}
                </ActionButton>
              ) : null}
            </li>
          ))}
        </ul>
      ) : null}
      <Steps title={s.panelNext} steps={p.ahead} first />
      <Steps title={s.panelTaken} steps={p.taken} />
      {p.cases.map((c) => (
        <div key={c.id} className="row">
          <Tag tone={c.state === 'open' ? 'warn' : 'good'}>{s.caseState[c.state]}</Tag>
          {c.late ? <Tag tone="bad">{s.late}</Tag> : null}
          <Link to={`/supervise/${c.id}`}>{s.caseTitle(c.number)}</Link>
          <span className="muted">
            {c.reason_name} · {dateTime(c.due_at)}
          </span>
        </div>
      ))}
      {p.docket.map((d) => (
        <div key={d.id}>
          <div className="row">
            <Tag tone={d.state === 'decided' ? 'good' : 'info'}>{t.meetings.itemState[d.state]}</Tag>
            {d.meeting_id ? <Link to={`/meetings/${d.meeting_id}`}>{t.meetings.title}</Link> : <span>{t.meetings.title}</span>}
            <span className="muted">{d.reason_name}</span>
          </div>
          {d.decision ? <p className="words agenda-decision">{d.decision}</p> : null}
        </div>
      ))}
      {p.tasks.length > 0 ? (
        <div className="task-list">
          {p.tasks.map((x) => (
            <TaskCard key={x.id} task={x} />
          ))}
        </div>
      ) : null}
      {p.can_open || p.can_propose ? (
        <div className="row">
          {p.can_open ? (
            <ActionButton label={s.actions.open}>{(close) => <OpenCaseForm orders={[orderId]} onDone={close} />}</ActionButton>
          ) : null}
          {p.can_propose ? (
            <ActionButton label={s.actions.propose}>{(close) => <ProposeForm order={orderId} onDone={close} />}</ActionButton>
          ) : null}
        </div>
      ) : null}
    </div>
  )
}

function Steps({ title, steps, first }: { title: string; steps: Data['ahead']; first?: boolean }) {
  if (steps.length === 0) return null
  return (
    <div>
      <h3 className="side-title">{title}</h3>
      <ul className="chase">
        {steps.map((x, i) => (
          <li key={x.code} className={first && i === 0 ? 'chase-next' : undefined}>
            <time dateTime={x.at} title={dateTime(x.at)}>
              {shortTime(x.at)}
            </time>
            <CardMark level={x.card} />
            <span>{s.panelAhead(x.title, x.to.map((w) => s.to[w] ?? w).join(t.common.separator))}</span>
            {x.missed ? <Tag>{s.missed}</Tag> : null}
          </li>
        ))}
      </ul>
    </div>
  )
}
