import { useQuery } from '@tanstack/react-query'
import { App, Input } from 'antd'
import { http } from '@/api/client'
import { useOrder } from '@/api/orders'
import { useCommand } from '@/api/useCommand'
import type { AttemptForm, Recheck, SaidFigures } from '@/api/types'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { Field } from '@/components/Field'
import { OrderDetail } from '@/components/OrderDetail'
import { RequestsBehind } from '@/components/OrderParts'
import { Facts, Panel } from '@/components/PageShell'
import { Tag } from '@/components/StateTag'
import { Ask, EmptyState, ProblemAlert } from '@/components/states'
import { dateTime } from '@/lib/time'
import { useForm } from '@/lib/useForm'
import { AnswerFields, ReachedField } from '@/screens/followups/AnswerFields'
import { attemptBody, attemptFaults, emptyAttempt } from '@/screens/followups/attempt'
import { t } from '@/texts'
import { fairness as fairnessTexts } from '@/texts/zh/fairness'
import { FormFrame } from '@/verbs/FormFrame'

const r = fairnessTexts.rechecks
const f = t.followup

/** One recheck: whom to call and what they say now. What was said before is shown once it is over. */
export function RecheckPanel({ id, onDone }: { id: string; onDone: () => void }) {
  const can = useCan()
  const item = useQuery({ queryKey: ['/rechecks/{id}', id], queryFn: ({ signal }) => http.get<Recheck>(`/rechecks/${id}`, {}, signal) })
  const order = useOrder(item.data?.order_id ?? '')
  return (
    <Ask query={item} rows={8}>
      {(x) => (
        <>
          <Panel>
            <Ask query={order}>
              {(o) => (
                <OrderDetail order={o}>
                  <section>
                    <h3 className="side-title">{f.whoToCall}</h3>
                    <RequestsBehind orderId={o.id} purpose="follow_up" />
                  </section>
                </OrderDetail>
              )}
            </Ask>
          </Panel>
          <Panel title={x.state === 'waiting' ? r.form : r.result}>
            {x.state !== 'waiting' ? (
              <Result item={x} />
            ) : can(rights.recheck) && x.mine ? (
              <div className="stack">
                <div className="quote-box">
                  <strong>{r.script}</strong>
                  <p className="words">{r.scriptText(x.title)}</p>
                </div>
                <Attempt item={x} onDone={onDone} />
              </div>
            ) : (
              <EmptyState title={r.notMine} />
            )}
          </Panel>
        </>
      )}
    </Ask>
  )
}

function Attempt({ item, onDone }: { item: Recheck; onDone: () => void }) {
  const { message } = App.useApp()
  const form = useForm(emptyAttempt, attemptFaults)
  const save = useCommand((body: AttemptForm, key) => http.post<Recheck>(`/rechecks/${item.id}/attempts`, body, { idempotencyKey: key }), {
    invalidates: [['/rechecks'], ['/rechecks/{id}'], ['/agreement']],
    onDone: () => {
      void message.success(r.saved)
      onDone()
    },
  })
  function send() {
    if (!form.check()) return
    const { redo: _, ...body } = attemptBody(form.values)
    save.mutate(body)
  }
  return (
    <FormFrame label={r.form} busy={save.isPending} onSubmit={send}>
      {save.error ? <ProblemAlert problem={save.error} /> : null}
      <ReachedField form={form} />
      {form.values.reached ? <AnswerFields form={form} /> : null}
      <Field label={f.note} error={form.faults.note}>
        <Input.TextArea rows={3} maxLength={1000} placeholder={f.noteHint} value={form.values.note} onChange={(e) => form.set('note', e.target.value)} />
      </Field>
    </FormFrame>
  )
}

function said(x: SaidFigures | undefined): string {
  if (!x) return r.noFirst
  return [r.contacted(x.contacted), t.words.resolved[x.resolved], t.words.satisfaction[x.satisfaction]].join(' · ')
}

function Verdict({ agrees }: { agrees: number }) {
  if (agrees < 0) return null
  return <Tag tone={agrees === 1 ? 'good' : 'bad'}>{agrees === 1 ? r.agrees : r.contradicts}</Tag>
}

function Result({ item }: { item: Recheck }) {
  return (
    <Facts
      wide
      items={[
        [t.common.status, r.tabs[item.state]],
        [f.call, item.at ? `${item.by_name ?? ''} ${dateTime(item.at)}` : undefined],
        [r.again, item.again ? said(item.again as SaidFigures) : undefined],
        [
          r.first,
          item.state === 'done' ? (
            <>
              {said(item.first as SaidFigures | undefined)} <Verdict agrees={item.first_agrees} />
            </>
          ) : undefined,
        ],
        [
          r.unitSaid,
          item.unit_reached === undefined ? undefined : (
            <>
              {item.unit_reached ? r.unitReached : r.unitNotReached} <Verdict agrees={item.unit_agrees} />
            </>
          ),
        ],
        [f.note, item.note],
      ]}
    />
  )
}
