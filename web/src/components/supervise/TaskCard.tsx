import { Link } from 'react-router'
import type { TaskView, Why } from '@/api/types'
import { Tag, type Tone } from '@/components/StateTag'
import { dateTime } from '@/lib/time'
import { t } from '@/texts'
import { ActionButton, WordsForm } from './ActionButton'
import './supervise.css'

const s = t.supervise
const tone: Record<string, Tone> = { open: 'warn', answered: 'info', accepted: 'good', cancelled: 'plain' }
const answerTone: Record<string, Tone> = { pending: 'info', accepted: 'good', rejected: 'bad' }

/** How a due time came about, on demand. */
export function DueWhy({ why }: { why?: Why }) {
  if (!why) return null
  return (
    <details className="due-why">
      <summary>{s.dueWhy}</summary>
      <ul>
        {why.text.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </details>
  )
}

/** What one unit must do by when, how it answered, and what may be done now. */
export function TaskCard({ task: x, plain }: { task: TaskView; plain?: boolean }) {
  const path = `/supervise/tasks/${x.id}` as const
  const has = (verb: string) => (x.verbs as string[]).includes(verb)
  return (
    <article className="task-card" aria-label={`${x.unit_name} ${x.number}`}>
      <header className="row">
        <Tag tone={tone[x.state]}>{s.taskState[x.state]}</Tag>
        {x.late ? <Tag tone="bad">{s.late}</Tag> : null}
        {x.part ? <Tag>{s.part[x.part]}</Tag> : null}
        <strong>{x.unit_name}</strong>
        <span className="num muted">{x.number}</span>
        <span className="task-due">
          {s.dueAt}
          {t.common.colon}
          <time dateTime={x.due_at}>{dateTime(x.due_at)}</time>
        </span>
      </header>
      {x.title ? <p className="muted">{x.title}</p> : null}
      <p className="words">{x.words}</p>
      <p className="muted task-by">{s.givenBy(x.given_by_name, dateTime(x.given_at))}</p>
      <DueWhy why={x.why} />
      {x.answers.length > 0 ? (
        <ul className="task-answers" aria-label={s.answers}>
          {x.answers.map((a) => (
            <li key={a.id}>
              <div className="row">
                <Tag tone={answerTone[a.state]}>{s.answerState[a.state]}</Tag>
                <span className="muted">
                  {a.by_name} {dateTime(a.at)}
                </span>
              </div>
              <p className="words">{a.words}</p>
              {a.review_note ? (
                <p className="task-review">
                  {s.fields.note}
                  {t.common.colon}
                  {a.review_note}
                </p>
              ) : null}
            </li>
          ))}
        </ul>
      ) : null}
      {x.end_note ? <p className="task-review">{x.end_note}</p> : null}
      <div className="row task-do">
        {has('answer') ? (
          <ActionButton primary label={s.actions.answer}>
            {(close) => (
              <WordsForm
                label={s.actions.answer}
                field={s.fields.answer}
                hint={s.fields.answerHint}
                done={s.done.answer}
                onDone={close}
                call={(words) => ({ path: `${path}/answer`, body: { version: x.version, words } })}
              >
                <p className="words quote-box">{x.words}</p>
              </WordsForm>
            )}
          </ActionButton>
        ) : null}
        {has('accept') ? (
          <ActionButton primary small label={s.actions.accept}>
            {(close) => (
              <WordsForm
                optional
                label={s.actions.accept}
                field={s.fields.note}
                done={s.done.accept}
                onDone={close}
                call={(note) => ({ path: `${path}/review`, body: { version: x.version, accept: true, note: note || undefined } })}
              />
            )}
          </ActionButton>
        ) : null}
        {has('reject') ? (
          <ActionButton danger small label={s.actions.reject}>
            {(close) => (
              <WordsForm
                danger
                label={s.actions.reject}
                field={s.fields.note}
                done={s.done.reject}
                onDone={close}
                call={(note) => ({ path: `${path}/review`, body: { version: x.version, accept: false, note } })}
              />
            )}
          </ActionButton>
        ) : null}
        {has('cancel') ? (
          <ActionButton small label={s.actions.cancel}>
            {(close) => (
              <WordsForm
                danger
                label={s.actions.cancel}
                field={s.fields.cancelReason}
                done={s.done.cancel}
                onDone={close}
                call={(reason) => ({ path: `${path}/cancel`, body: { version: x.version, reason } })}
              />
            )}
          </ActionButton>
        ) : null}
        {plain ? null : (
          <span className="task-links">
            {x.order_id ? <Link to={`/orders/${x.order_id}`}>{s.openOrder}</Link> : null}
            {x.case_id ? <Link to={`/supervise/${x.case_id}`}>{s.openCase}</Link> : null}
            {x.meeting_id ? <Link to={`/meetings/${x.meeting_id}`}>{s.openMeeting}</Link> : null}
          </span>
        )}
      </div>
    </article>
  )
}
