import { FilePdfOutlined, FileWordOutlined, PrinterOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { Link, useParams } from 'react-router'
import { useLiveRefresh } from '@/api/live'
import { superviseKey, useMeeting, useSupervise } from '@/api/supervise'
import type { DocketItem, MeetingView } from '@/api/types'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { AskPage, Facts, PageShell, Panel } from '@/components/PageShell'
import { Tag } from '@/components/StateTag'
import { ProblemAlert } from '@/components/states'
import { ActionButton, WordsForm } from '@/components/supervise/ActionButton'
import { TaskCard } from '@/components/supervise/TaskCard'
import { formatSize } from '@/api/upload'
import { dateTime } from '@/lib/time'
import { t } from '@/texts'
import { AttendForm } from './AttendForm'
import { DecideForm } from './DecideForm'
import { meetingTone, minutesURL } from './MeetingsScreen'
import { MinuteForm } from './MinuteForm'
import { PlanForm } from './PlanForm'
import '@/screens/order/order.css'

const m = t.meetings

/** One joint meeting: agenda and decisions, who came, the minutes, and what became of it all. */
export default function MeetingScreen() {
  const { id = '' } = useParams()
  const meeting = useMeeting(id)
  useLiveRefresh(['supervise'], [superviseKey], 900)
  return <AskPage title={m.title} query={meeting}>{(x) => <Loaded x={x} />}</AskPage>
}

function Loaded({ x }: { x: MeetingView }) {
  const can = useCan()
  return (
    <PageShell
      title={x.title}
      extra={
        <>
          <Tag tone={meetingTone[x.state]}>{m.state[x.state]}</Tag>
          <span className="num muted">{x.number}</span>
        </>
      }
      actions={
        <>
          <Button icon={<PrinterOutlined />} onClick={() => window.print()}>
            {m.print}
          </Button>
          {can(rights.superviseExport) ? (
            <>
              <Button icon={<FilePdfOutlined />} href={minutesURL(x.id, 'pdf')} download>
                {m.pdf}
              </Button>
              <Button icon={<FileWordOutlined />} href={minutesURL(x.id, 'docx')} download>
                {m.word}
              </Button>
            </>
          ) : null}
        </>
      }
    >
      <Actions x={x} />
      <div className="order-cols">
        <div className="order-main">
          <Panel title={m.agenda}>
            {x.agenda.length === 0 ? <p className="muted">{m.noItems}</p> : null}
            <ol className="agenda">
              {x.agenda.map((d) => (
                <AgendaItem key={d.id} x={x} d={d} />
              ))}
            </ol>
            {x.deferred.length > 0 ? (
              <>
                <h3>{m.deferred}</h3>
                <ul className="behind">
                  {x.deferred.map((d) => (
                    <li key={d.item.id}>
                      <Link className="text-link" to={`/orders/${d.item.order_id}`}>{d.item.number}</Link> {d.item.title}
                      <span className="muted">{m.deferredWhy(d.reason)}</span>
                    </li>
                  ))}
                </ul>
              </>
            ) : null}
            {x.other_items > 0 ? <p className="muted">{m.others(x.other_items)}</p> : null}
          </Panel>
          {x.minutes ? (
            <Panel title={m.minutes}>
              <p className="words">{x.minutes}</p>
            </Panel>
          ) : null}
          <Panel title={m.followThrough}>
            {x.tasks.length === 0 ? <p className="muted">{m.noTasks}</p> : null}
            <div className="task-list">
              {x.tasks.map((task) => (
                <TaskCard key={task.id} task={task} />
              ))}
            </div>
          </Panel>
        </div>
        <div className="order-side">
          <Panel title={m.columns.title}>
            <Facts
              wide
              items={[
                [m.at, dateTime(x.at)],
                [m.place, x.place],
                [m.chair, x.chair],
                [m.invited, x.called_at ? dateTime(x.called_at) : undefined],
                [t.common.remark, x.end_note],
              ]}
            />
          </Panel>
          <Panel title={m.guests}>
            <ul className="behind">
              {x.guests.map((g) => (
                <li key={(g.unit_id ?? '') + (g.staff_id ?? '')}>
                  <span className="row">
                    <strong>{g.unit_name}</strong>
                    {g.staff_name}
                    {x.held_at ? <Tag tone={g.came === 'no' ? 'bad' : g.came ? 'good' : 'plain'}>{m.came[g.came] ?? g.came}</Tag> : null}
                    <span className="muted">{g.person}</span>
                  </span>
                </li>
              ))}
            </ul>
          </Panel>
          {x.files.length > 0 ? (
            <Panel title={m.files}>
              <ul className="files">
                {x.files.map((f) => (
                  <li key={f.id}>
                    <a href={`/api/v1/meetings/${x.id}/files/${f.id}`} download={f.name} aria-label={t.attachments.download(f.name)}>
                      {f.name}
                    </a>{' '}
                    <span className="muted">{formatSize(f.size)}</span>
                  </li>
                ))}
              </ul>
            </Panel>
          ) : null}
        </div>
      </div>
    </PageShell>
  )
}

function Actions({ x }: { x: MeetingView }) {
  const has = (verb: string) => (x.verbs as string[]).includes(verb)
  const path = `/meetings/${x.id}` as const
  if (x.verbs.length === 0) return null
  return (
    <div className="verb-buttons">
      {has('call') ? (
        <Seen x={x} verb="call" primary={x.state === 'planned'} label={x.state === 'planned' ? m.call : m.callAgain} sure={m.sure.call} done={m.done.call} />
      ) : null}
      {has('hold') ? <Seen x={x} verb="hold" primary label={m.hold} sure={m.sure.hold} done={m.done.hold} /> : null}
      {has('minute') ? <ActionButton primary label={m.minute}>{(close) => <MinuteForm x={x} onDone={close} />}</ActionButton> : null}
      {has('attend') ? <ActionButton label={m.attend}>{(close) => <AttendForm x={x} onDone={close} />}</ActionButton> : null}
      {has('close') ? <Seen x={x} verb="close" primary label={m.close} sure={m.sure.close} done={m.done.close} /> : null}
      {has('edit') ? <ActionButton label={m.edit}>{(close) => <PlanForm meeting={x} onDone={close} />}</ActionButton> : null}
      {has('cancel') ? (
        <ActionButton danger label={m.cancel}>
          {(close) => (
            <WordsForm
              danger
              label={m.cancel}
              field={m.cancelReason}
              done={m.done.cancel}
              onDone={close}
              call={(reason) => ({ path: `${path}/cancel`, body: { version: x.version, reason } })}
            />
          )}
        </ActionButton>
      ) : null}
    </div>
  )
}

interface SeenProps {
  x: MeetingView
  verb: 'call' | 'hold' | 'close'
  label: string
  sure: string
  done: string
  primary?: boolean
}

/** A step that needs no words, only somebody who is sure. */
function Seen({ x, verb, label, sure, done, primary }: SeenProps) {
  const { modal } = App.useApp()
  const run = useSupervise(done)
  const ask = () =>
    modal.confirm({ title: sure, okText: label, cancelText: t.common.cancel, onOk: () => run.mutate({ path: `/meetings/${x.id}/${verb}`, body: { version: x.version } }) })
  return (
    <>
      <Button type={primary ? 'primary' : 'default'} loading={run.isPending} onClick={() => void ask()}>
        {label}
      </Button>
      {run.error ? <ProblemAlert compact problem={run.error} /> : null}
    </>
  )
}

function AgendaItem({ x, d }: { x: MeetingView; d: DocketItem }) {
  const deciding = x.state === 'held' && d.state === 'scheduled' && (d.verbs as string[]).includes('decide')
  return (
    <li>
      <div className="row">
        <strong>{d.title}</strong>
        {d.order_id ? <Link className="num text-link" to={`/orders/${d.order_id}`}>{d.number}</Link> : <span className="num">{d.number}</span>}
        <Tag tone={d.state === 'decided' ? 'good' : 'info'}>{m.itemState[d.state]}</Tag>
        <Tag>{d.reason_name}</Tag>
        <span className="muted">{m.proposedBy(d.unit_name, d.by_name)}</span>
      </div>
      <p className="words">{d.words}</p>
      {d.decision ? (
        <div className="agenda-decision">
          <p className="words">{d.decision}</p>
          <p className="muted">{m.leadIs(d.lead_unit_name, m.bound[d.bound] ?? '')}</p>
        </div>
      ) : null}
      {deciding ? (
        <div className="row" style={{ marginTop: 6 }}>
          <ActionButton primary small label={m.decide}>
            {(close) => <DecideForm meeting={x} item={d} onDone={close} />}
          </ActionButton>
          <ActionButton small label={m.defer}>
            {(close) => (
              <WordsForm
                label={m.defer}
                field={m.deferReason}
                done={m.done.defer}
                onDone={close}
                call={(reason) => ({ path: `/meetings/${x.id}/items/${d.id}/defer`, body: { version: d.version, reason } })}
              />
            )}
          </ActionButton>
        </div>
      ) : null}
    </li>
  )
}
