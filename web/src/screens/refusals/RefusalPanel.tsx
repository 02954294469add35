import { App, Input, Radio, Select } from 'antd'
import { Link } from 'react-router'
import { http } from '@/api/client'
import { refusalsKey, useRefusal } from '@/api/remit'
import type { Door, RefusalDetail } from '@/api/types'
import { useCommand } from '@/api/useCommand'
import { rights } from '@/app/rights'
import { useCan, useMe } from '@/app/session'
import { Field } from '@/components/Field'
import { Facts } from '@/components/PageShell'
import { RevealIdentity } from '@/components/RevealIdentity'
import { RevealOriginals } from '@/components/RevealOriginals'
import { Ask, ProblemAlert } from '@/components/states'
import { Tag } from '@/components/StateTag'
import { dateTime } from '@/lib/time'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { FormFrame } from '@/verbs/FormFrame'
import '@/verbs/verbs.css'

const s = t.refusals

/** One refusal: what was said, what was told, the appeal, and what may be done now. */
export function RefusalPanel({ id }: { id: string }) {
  const one = useRefusal(id)
  return (
    <Ask query={one} rows={8}>
      {(d) => <Shown d={d} />}
    </Ask>
  )
}

function Shown({ d }: { d: RefusalDetail }) {
  const can = useCan()
  const me = useMe()
  return (
    <div className="stack">
      <div className="row">
        <Tag tone={d.state === 'appealed' ? 'warn' : d.state === 'taken_on' ? 'good' : 'dark'}>{s.states[d.state]}</Tag>
        <span className="num muted">{d.number}</span>
        {d.order_id ? <Link to={`/orders/${d.order_id}`}>{s.openOrder}</Link> : null}
      </div>
      <h2 className="detail-title">{d.title}</h2>
      {d.said ? (
        <section className="stack" aria-label={s.said}>
          <p className="words">{d.said.content}</p>
          <RevealIdentity
            identityId={d.said.identity?.identity_id}
            orderId={d.order_id ?? undefined}
            nameMasked={d.said.identity?.name_masked ?? (d.said.confidential ? t.reveal.confidential : undefined)}
            phoneMasked={d.said.identity?.phone_masked}
            purpose="verify"
            allowed={can(rights.reveal)}
          />
          {d.said.masked && can(rights.reveal) && (can(rights.revealSealed) || !d.said.confidential) ? (
            <RevealOriginals of={`/requests/${d.said.request_id}`} purpose="verify" />
          ) : null}
        </section>
      ) : (
        <p className="muted">{s.confidential}</p>
      )}
      <Facts
        wide
        items={[
          [s.columns.label, d.label],
          [s.path, d.path],
          [s.words, d.words],
          [s.legal, d.legal],
          [s.columns.transfer, d.transferred ? t.remit.transferredAt(d.transferred, dateTime(d.transferred_at)) : undefined],
          [s.columns.by, `${d.refused_by_name} ${dateTime(d.refused_at)}`],
          [s.earlier, d.earlier],
        ]}
      />
      {d.earlier_order_id ? <Link to={`/orders/${d.earlier_order_id}`}>{s.openEarlier}</Link> : null}
      {d.appealed_at ? (
        <section className="stack" aria-label={s.appeal}>
          <h3>{s.appeal}</h3>
          <p className="words">{d.appeal}</p>
          <p className="muted">
            {s.appealBy(d.appealed_by_name ?? '')} <span className="num">{dateTime(d.appealed_at)}</span>
          </p>
        </section>
      ) : null}
      {d.reviewed_at ? (
        <section className="stack" aria-label={s.review}>
          <h3>{s.review}</h3>
          <p className="words">{d.review}</p>
          <p className="muted">
            {d.reviewed_by_name} <span className="num">{dateTime(d.reviewed_at)}</span>
          </p>
        </section>
      ) : null}
      {d.state === 'refused' ? d.may_appeal ? <p className="muted">{s.appealUntil(dateTime(d.appeal_until))}</p> : <p className="muted">{s.appealOver}</p> : null}
      {d.may_appeal && can(rights.takeOn) ? <AppealForm id={d.id} /> : null}
      {d.may_review ? <ReviewForm d={d} /> : null}
      {d.state === 'appealed' && can(rights.appealReview) && d.refused_by_id === me.id ? <p className="muted">{s.reviewOwn}</p> : null}
    </div>
  )
}

function AppealForm({ id }: { id: string }) {
  const { message } = App.useApp()
  const form = useForm({ words: '', door: 'phone' as Door }, (v) => ({ words: v.words.trim() === '' ? t.common.fieldRequired(s.appealWords) : undefined }))
  const v = form.values
  const run = useCommand((body: typeof v, key) => http.post(`/refusals/${id}/appeal`, body, { idempotencyKey: key }), {
    invalidates: [refusalsKey],
    onDone: () => void message.success(s.appealDone),
  })
  return (
    <section aria-label={s.writeAppeal}>
      <h3>{s.writeAppeal}</h3>
      {run.error ? <ProblemAlert problem={run.error} /> : null}
      <FormFrame label={s.writeAppeal} busy={run.isPending} onSubmit={() => form.check() && run.mutate(v)}>
        <Field label={s.appealDoor}>
          <Select value={v.door} onChange={(d: Door) => form.set('door', d)} options={Object.entries(t.words.door).map(([value, label]) => ({ value, label }))} />
        </Field>
        <Field label={s.appealWords} required error={form.faults.words}>
          <Input.TextArea autoSize={{ minRows: 3, maxRows: 10 }} maxLength={2000} value={v.words} onChange={(e) => form.set('words', e.target.value)} />
        </Field>
      </FormFrame>
    </section>
  )
}

function ReviewForm({ d }: { d: RefusalDetail }) {
  const { message } = App.useApp()
  const form = useForm<{ grant?: boolean; words: string }>({ words: '' }, (v) => ({
    grant: v.grant === undefined ? s.decideMissing : undefined,
    words: v.words.trim() === '' ? t.common.fieldRequired(s.reviewWords) : undefined,
  }))
  const v = form.values
  const run = useCommand((body: { version: number; grant: boolean; words: string }, key) => http.post(`/refusals/${d.id}/review`, body, { idempotencyKey: key }), {
    invalidates: [refusalsKey, ['/orders'], ['/orders/counts']],
    onDone: () => void message.success(s.reviewDone),
  })
  return (
    <section aria-label={s.reviewTitle}>
      <h3>{s.reviewTitle}</h3>
      {run.error ? <ProblemAlert problem={run.error} /> : null}
      <FormFrame
        label={t.refusals.review}
        busy={run.isPending}
        onSubmit={() => form.check() && run.mutate({ version: d.version, grant: v.grant!, words: v.words.trim() })}
      >
        <Field label={s.decide} group required error={form.faults.grant} hint={v.grant ? s.grantHint : undefined}>
          <Radio.Group
            value={v.grant}
            onChange={(e) => form.set('grant', e.target.value as boolean)}
            options={[
              { value: false, label: s.uphold },
              { value: true, label: s.grant },
            ]}
          />
        </Field>
        <Field label={s.reviewWords} required error={form.faults.words}>
          <Input.TextArea autoSize={{ minRows: 3, maxRows: 10 }} maxLength={2000} value={v.words} onChange={(e) => form.set('words', e.target.value)} />
        </Field>
      </FormFrame>
    </section>
  )
}
