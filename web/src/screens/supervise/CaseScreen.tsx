import { Input, Select } from 'antd'
import { Link, useParams } from 'react-router'
import { useLiveRefresh } from '@/api/live'
import { superviseKey, useCase, useSupervise } from '@/api/supervise'
import type { CaseView, LimitAsked } from '@/api/types'
import { Field } from '@/components/Field'
import { AskPage, Facts, PageShell, Panel } from '@/components/PageShell'
import { UnitPicker } from '@/components/pickers/UnitPicker'
import { Tag } from '@/components/StateTag'
import { ProblemAlert } from '@/components/states'
import { ActionButton, WordsForm } from '@/components/supervise/ActionButton'
import { LimitField, limitOf } from '@/components/supervise/LimitField'
import { DueWhy, TaskCard } from '@/components/supervise/TaskCard'
import { dateTime } from '@/lib/time'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { FormFrame } from '@/verbs/FormFrame'
import '@/screens/order/order.css'

const s = t.supervise

/** One case: its orders, what units were told to do, and how they answered. */
export default function CaseScreen() {
  const { id = '' } = useParams()
  const kase = useCase(id)
  useLiveRefresh(['supervise'], [superviseKey], 900)
  return <AskPage title={s.title} query={kase}>{(c) => <Loaded c={c} />}</AskPage>
}

function Loaded({ c }: { c: CaseView }) {
  const path = `/supervise/cases/${c.id}` as const
  const has = (verb: string) => (c.verbs as string[]).includes(verb)
  return (
    <PageShell
      title={s.caseTitle(c.number)}
      extra={
        <>
          <Tag tone={c.state === 'open' ? 'warn' : 'good'}>{s.caseState[c.state]}</Tag>
          {c.late ? <Tag tone="bad">{s.late}</Tag> : null}
        </>
      }
      actions={
        <>
          {has('instruct') ? <ActionButton primary label={s.actions.instruct}>{(close) => <InstructForm c={c} onDone={close} />}</ActionButton> : null}
          {has('close') ? (
            <ActionButton label={s.actions.close}>
              {(close) => (
                <WordsForm
                  label={s.actions.close}
                  field={s.fields.conclusion}
                  done={s.done.close}
                  onDone={close}
                  call={(conclusion) => ({ path: `${path}/close`, body: { version: c.version, conclusion } })}
                />
              )}
            </ActionButton>
          ) : null}
          {has('reopen') ? (
            <ActionButton label={s.actions.reopen}>
              {(close) => (
                <WordsForm
                  label={s.actions.reopen}
                  field={s.fields.reopenReason}
                  done={s.done.reopen}
                  onDone={close}
                  call={(reason) => ({ path: `${path}/reopen`, body: { version: c.version, reason } })}
                />
              )}
            </ActionButton>
          ) : null}
        </>
      }
    >
      <div className="order-cols">
        <div className="order-main">
          <Panel title={s.caseInfo}>
            <div className="stack">
              <p className="words">{c.words}</p>
              <Facts
                items={[
                  [s.columns.reason, c.reason_name],
                  [s.columns.opened, `${s.openedBy(c.opened_by_name)} ${dateTime(c.opened_at)}`],
                  [s.columns.caseDue, dateTime(c.due_at)],
                ]}
              />
              <DueWhy why={c.why} />
              {c.conclusion ? (
                <p className="words task-review">
                  {s.conclusion}
                  {t.common.colon}
                  {c.conclusion}
                </p>
              ) : null}
            </div>
          </Panel>
          <Panel title={s.caseTasks}>
            {c.tasks.length === 0 ? <p className="muted">{s.noTasks}</p> : null}
            <div className="task-list">
              {c.tasks.map((x) => (
                <TaskCard key={x.id} task={x} />
              ))}
            </div>
          </Panel>
        </div>
        <div className="order-side">
          <Panel title={s.caseOrders}>
            <ul className="behind">
              {c.order_list.map((o) => (
                <li key={o.order_id}>
                  <Link className="num text-link" to={`/orders/${o.order_id}`}>
                    {o.number}
                  </Link>
                  <p className="words">{o.title}</p>
                  <span className="muted">{o.unit_name}</span>
                </li>
              ))}
            </ul>
          </Panel>
        </div>
      </div>
    </PageShell>
  )
}

function InstructForm({ c, onDone }: { c: CaseView; onDone: () => void }) {
  const run = useSupervise(s.done.instruct, onDone)
  const only = c.order_list.length === 1 ? c.order_list[0] : undefined
  const form = useForm<{ unit?: string; order?: string; words: string; limit: LimitAsked }>(
    { unit: only?.unit_id ?? undefined, order: only?.order_id ?? undefined, words: '', limit: {} },
    (x) => ({
      unit: x.unit ? undefined : t.common.fieldChoose(s.fields.unit),
      words: x.words.trim() === '' ? t.common.fieldRequired(s.fields.task) : undefined,
    }),
  )
  const x = form.values
  return (
    <>
      {run.error ? <ProblemAlert problem={run.error} /> : null}
      <FormFrame
        label={s.actions.instruct}
        busy={run.isPending}
        onSubmit={() =>
          form.check() &&
          run.mutate({
            path: `/supervise/cases/${c.id}/instruct`,
            body: { version: c.version, unit_id: x.unit, order_id: x.order, words: x.words.trim(), ...limitOf(x.limit) },
          })
        }
      >
        <Field label={s.fields.unit} required error={form.faults.unit}>
          <UnitPicker value={x.unit} onChange={(id) => form.set('unit', id)} />
        </Field>
        <Field label={s.fields.order}>
          <Select
            allowClear
            placeholder={s.fields.wholeCase}
            value={x.order}
            onChange={(id?: string) => form.set('order', id)}
            options={c.order_list.map((o) => ({ value: o.order_id!, label: `${o.number} ${o.title}` }))}
          />
        </Field>
        <Field label={s.fields.task} required error={form.faults.words}>
          <Input.TextArea rows={5} maxLength={2000} value={x.words} onChange={(e) => form.set('words', e.target.value)} />
        </Field>
        <LimitField value={x.limit} onChange={(l) => form.set('limit', l)} />
      </FormFrame>
    </>
  )
}
