import { App, Input, Radio } from 'antd'
import { http } from '@/api/client'
import { useOrder } from '@/api/orders'
import { useCommand } from '@/api/useCommand'
import type { Doubt } from '@/api/types'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { Field } from '@/components/Field'
import { OrderDetail } from '@/components/OrderDetail'
import { Panel } from '@/components/PageShell'
import { ReplyCard } from '@/components/ReplyCard'
import { Tag } from '@/components/StateTag'
import { Ask, ProblemAlert } from '@/components/states'
import { dateTime } from '@/lib/time'
import { useForm } from '@/lib/useForm'
import { fairness as fairnessTexts } from '@/texts/zh/fairness'
import { FormFrame } from '@/verbs/FormFrame'
import './doubts.css'

const d = fairnessTexts.doubts

/** One doubt: the order with its replies, why it is doubted, and what the inspector decides. */
export function DoubtPanel({ doubt, onDone }: { doubt: Doubt; onDone: () => void }) {
  const can = useCan()
  const order = useOrder(doubt.order_id)
  return (
    <>
      <Panel>
        <Ask query={order}>
          {(o) => (
            <OrderDetail order={o}>
              {o.replies?.map((r) => <ReplyCard key={r.id} reply={r} />)}
            </OrderDetail>
          )}
        </Ask>
      </Panel>
      <Panel title={d.kind[doubt.kind]} extra={<Tag tone="warn">{d.score(doubt.score)}</Tag>}>
        <div className="stack">
          <section>
            <h3 className="side-title">{d.reasons}</h3>
            <ul className="doubt-reasons">
              {doubt.reasons.map((r) => (
                <li key={r.code}>
                  <span>{r.name}</span>
                  <span className="num">{`+${r.weight}`}</span>
                </li>
              ))}
            </ul>
          </section>
          {doubt.state !== 'open' ? (
            <section>
              <h3 className="side-title">{d.verdict}</h3>
              <p className="row">
                <Tag tone={doubt.state === 'confirmed' ? 'bad' : 'good'}>{d.tabs[doubt.state]}</Tag>
                <span className="muted">{d.judged(doubt.judged_by_name ?? '', dateTime(doubt.judged_at))}</span>
              </p>
              {doubt.note ? <p className="words">{doubt.note}</p> : null}
            </section>
          ) : null}
          {can(rights.judge) ? <Verdict doubt={doubt} onDone={onDone} /> : null}
        </div>
      </Panel>
    </>
  )
}

function Verdict({ doubt, onDone }: { doubt: Doubt; onDone: () => void }) {
  const { message } = App.useApp()
  const form = useForm({ confirmed: undefined as boolean | undefined, note: '' }, (v) => ({
    confirmed: v.confirmed === undefined ? d.verdictMissing : undefined,
    note: v.note.trim() === '' ? d.noteMissing : undefined,
  }))
  const v = form.values
  const save = useCommand<object, Doubt>((body, key) => http.post(`/doubts/${doubt.id}/verdict`, body, { idempotencyKey: key }), {
    invalidates: [['/doubts'], ['/doubts/counts']],
    onDone: () => {
      void message.success(d.saved)
      onDone()
    },
    onRefused: form.refuse,
  })
  return (
    <FormFrame
      label={d.verdict}
      busy={save.isPending}
      onSubmit={() => form.check() && save.mutate({ confirmed: v.confirmed, note: v.note.trim(), version: doubt.version })}
    >
      {save.error ? <ProblemAlert problem={save.error} /> : null}
      <Field label={d.verdict} group required error={form.faults.confirmed}>
        <Radio.Group
          optionType="button"
          buttonStyle="solid"
          value={v.confirmed}
          onChange={(e) => form.set('confirmed', e.target.value as boolean)}
          options={[
            { value: true, label: d.confirmed },
            { value: false, label: d.falseAlarm },
          ]}
        />
      </Field>
      <Field label={d.note} required error={form.faults.note}>
        <Input.TextArea rows={3} maxLength={1000} placeholder={d.noteHint} value={v.note} onChange={(e) => form.set('note', e.target.value)} />
      </Field>
    </FormFrame>
  )
}
