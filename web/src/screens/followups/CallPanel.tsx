import { useQuery } from '@tanstack/react-query'
import { App, Checkbox, Input } from 'antd'
import { http } from '@/api/client'
import { ordersKey, useOrder } from '@/api/orders'
import { useCommand } from '@/api/useCommand'
import type { AttemptForm, FollowUp } from '@/api/types'
import { rights } from '@/app/rights'
import { useCan, useMe } from '@/app/session'
import { Field } from '@/components/Field'
import { Kept } from '@/components/Kept'
import { OrderDetail } from '@/components/OrderDetail'
import { Panel } from '@/components/PageShell'
import { ReplyCard } from '@/components/ReplyCard'
import { Ask, ProblemAlert } from '@/components/states'
import { RequestsBehind } from '@/components/OrderParts'
import { dropLocalDraft } from '@/lib/localDrafts'
import { dateTime } from '@/lib/time'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { FormFrame } from '@/verbs/FormFrame'
import { AnswerFields, ReachedField } from './AnswerFields'
import { attemptBody, attemptFaults, emptyAttempt } from './attempt'

const f = t.followup

/** One follow-up call: whom to call, what the unit answered, what the citizen says. */
export function CallPanel({ id, onDone }: { id: string; onDone: () => void }) {
  const me = useMe()
  const mayCall = useCan()(rights.followUpCall)
  const item = useQuery({
    queryKey: ['/followups/{id}', id],
    queryFn: ({ signal }) => http.get<FollowUp>(`/followups/${id}`, {}, signal),
  })
  return (
    <Ask query={item} rows={8}>
      {(x) => (
        <>
          <OrderSide item={x} />
          <Panel title={f.call} className="panel-scroll">
            <div className="stack">
              {mayCall ? (
                <div className="quote-box">
                  <strong>{f.script}</strong>
                  <p className="words">{f.scriptText(x.unit_name ?? t.common.unit, x.title)}</p>
                </div>
              ) : null}
              {mayCall && x.state === 'waiting' ? (
                <Kept name={`${me.id}.${id}.call`}>
                  <Attempt key={id} item={x} onDone={onDone} />
                </Kept>
              ) : null}
              <History item={x} />
            </div>
          </Panel>
        </>
      )}
    </Ask>
  )
}

function OrderSide({ item }: { item: FollowUp }) {
  const order = useOrder(item.order_id)
  return (
    <Panel className="panel-scroll">
      <Ask query={order}>
        {(o) => {
          const reply = [...(o.replies ?? [])].reverse().find((r) => r.state === 'approved')
          return (
            <OrderDetail order={o}>
              <section>
                <h3 className="side-title">{f.whoToCall}</h3>
                <RequestsBehind orderId={o.id} purpose="follow_up" />
              </section>
              {reply ? (
                <section>
                  <h3 className="side-title">{f.orderReply}</h3>
                  <ReplyCard reply={reply} />
                </section>
              ) : null}
            </OrderDetail>
          )
        }}
      </Ask>
    </Panel>
  )
}

function Attempt({ item, onDone }: { item: FollowUp; onDone: () => void }) {
  const { message } = App.useApp()
  const me = useMe()
  const form = useForm(emptyAttempt, attemptFaults)
  const v = form.values
  const save = useCommand(
    (body: AttemptForm, key) => http.post<FollowUp>(`/followups/${item.id}/attempts`, body, { idempotencyKey: key }),
    {
      invalidates: [['/followups'], ['/followups/{id}'], ordersKey, ['/orders/{id}']],
      onDone: () => {
        void message.success(f.saved)
        dropLocalDraft(`${me.id}.${item.id}.call`)
        form.reset(emptyAttempt)
        onDone()
      },
    },
  )
  return (
    <FormFrame label={f.title} busy={save.isPending} onSubmit={() => form.check() && save.mutate(attemptBody(v))}>
      {save.error ? <ProblemAlert problem={save.error} /> : null}
      <ReachedField form={form} />
      {v.reached ? <AnswerFields form={form} /> : null}
      <Field label={f.note} required={v.redo} error={form.faults.note}>
        <Input.TextArea rows={3} maxLength={1000} placeholder={f.noteHint} value={v.note} onChange={(e) => form.set('note', e.target.value)} />
      </Field>
      {v.reached && v.resolved !== undefined && v.resolved !== 'yes' ? (
        <Checkbox checked={v.redo} onChange={(e) => form.set('redo', e.target.checked)}>
          {f.redo} <span className="muted">{f.redoHint}</span>
        </Checkbox>
      ) : null}
    </FormFrame>
  )
}

function History({ item }: { item: FollowUp }) {
  const list = item.calls ?? []
  return (
    <section>
      <h3 className="side-title">{f.history}</h3>
      {list.length === 0 ? <p className="muted">{f.noHistory}</p> : null}
      <ul className="behind">
        {list.map((a, i) => (
          <li key={a.at + i}>
            <div className="row">
              <strong>{a.reached ? f.reachedYes : f.reachedNo}</strong>
              <span className="muted">
                {dateTime(a.at)} {a.by_name}
              </span>
            </div>
            {a.reached ? (
              <p className="muted">
                {[a.resolved ? t.words.resolved[a.resolved] : '', a.satisfaction ? t.words.satisfaction[a.satisfaction] : ''].filter(Boolean).join(' · ')}
              </p>
            ) : null}
            {a.note ? <p className="words">{a.note}</p> : null}
          </li>
        ))}
      </ul>
    </section>
  )
}
