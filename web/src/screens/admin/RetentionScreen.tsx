import { App, Button, Checkbox, Input, InputNumber } from 'antd'
import { useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { downloadURL, http } from '@/api/client'
import { useList } from '@/api/lists'
import type { Erasure, RetentionPreview, RetentionRule } from '@/api/types'
import { useCommand } from '@/api/useCommand'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { ExportButton } from '@/components/ExportButton'
import { Field } from '@/components/Field'
import { PageShell, Panel } from '@/components/PageShell'
import { Tag } from '@/components/StateTag'
import { SortPicker } from '@/components/SortPicker'
import { useSort } from '@/components/useSort'
import { Ask, EmptyState, ProblemAlert } from '@/components/states'
import { ViewTabs } from '@/components/ViewTabs'
import { dateTime } from '@/lib/time'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { Holds } from './Holds'
import './retention.css'

const r = t.retention
const sorts = [
  { title: r.sorts.asked, sort: ['asked_at', '-asked_at'] },
  { title: r.sorts.decided, sort: ['decided_at', '-decided_at'] },
  { title: r.number, sort: ['number', '-number'] },
]
const rulesKey = ['/retention/rules'] as const
const erasuresKey = ['/retention/erasures'] as const

/** How long what is kept, tried before it is used; and what persons demand to have erased. */
export default function RetentionScreen() {
  const can = useCan()
  const rules = useQuery({ queryKey: rulesKey, queryFn: ({ signal }) => http.get<RetentionRule[]>('/retention/rules', {}, signal) })
  return (
    <PageShell title={r.title} extra={<span className="muted">{r.hint}</span>}>
      <Panel title={r.rules}>
        <Ask query={rules} rows={4}>
          {(list) => (
            <div className="retention-rules" role="list">
              {list.map((x) => (
                <Rule key={`${x.code}.${x.version}`} rule={x} mayChange={can(rights.retentionManage)} />
              ))}
            </div>
          )}
        </Ask>
      </Panel>
      {can(rights.retentionAsk) ? <AskErasure /> : null}
      <Erasures />
      <Holds />
    </PageShell>
  )
}

function Rule({ rule, mayChange }: { rule: RetentionRule; mayChange: boolean }) {
  const { message, modal } = App.useApp()
  const [months, setMonths] = useState(rule.months)
  const [active, setActive] = useState(rule.active)
  const [tried, setTried] = useState<number>()
  const preview = useQuery({
    queryKey: ['/retention/preview', rule.code, tried],
    queryFn: ({ signal }) => http.get<RetentionPreview>('/retention/preview', { code: rule.code, months: tried }, signal),
    enabled: tried !== undefined,
    staleTime: 0,
  })
  const save = useCommand(
    (body: { months: number; active: boolean; version: number }, key) =>
      http.put<RetentionRule>(`/retention/rules/${rule.code}`, body, { idempotencyKey: key }),
    { invalidates: [rulesKey], onDone: () => void message.success(r.saved) },
  )
  const body = { months, active, version: rule.version }
  function send() {
    if (!active) return save.mutate(body)
    void modal.confirm({ title: r.confirm(rule.name, months), okText: r.save, okButtonProps: { danger: true }, onOk: () => save.mutateAsync(body).catch(() => undefined) })
  }
  return (
    <div role="listitem" className="retention-rule">
      <strong>{rule.name}</strong>
      <Tag tone={rule.active ? 'good' : 'plain'}>{rule.active ? r.on : r.off}</Tag>
      <InputNumber aria-label={r.monthsOf(rule.name)} prefix={r.keep} suffix={r.months} min={1} max={1200} precision={0} value={months} disabled={!mayChange} onChange={(v) => setMonths(v ?? rule.months)} />
      {mayChange ? (
        <Checkbox aria-label={r.activeOf(rule.name)} checked={active} onChange={(e) => setActive(e.target.checked)}>
          {r.use}
        </Checkbox>
      ) : null}
      <Button aria-label={r.tryOf(rule.name)} loading={preview.isFetching} onClick={() => (tried === months ? void preview.refetch() : setTried(months))}>
        {r.try}
      </Button>
      {mayChange ? (
        <Button aria-label={r.saveOf(rule.name)} type="primary" loading={save.isPending} disabled={months === rule.months && active === rule.active} onClick={send}>
          {r.save}
        </Button>
      ) : null}
      <span className="muted">
        {r.columns.done} {rule.done}
        {rule.applied_at ? ` · ${r.columns.applied} ${dateTime(rule.applied_at)}` : ''}
      </span>
      {preview.data && tried === preview.data.months ? (
        <p role="status">
          {r.found(preview.data.orders, dateTime(preview.data.before))}
          {preview.data.oldest ? t.common.separator + r.oldest(dateTime(preview.data.oldest)) : ''}
        </p>
      ) : null}
      {save.error ? <ProblemAlert problem={save.error} /> : null}
    </div>
  )
}

function AskErasure() {
  const { message } = App.useApp()
  const form = useForm({ number: '', reason: '', words: false }, (x) => ({
    number: x.number.trim() === '' ? t.common.fieldRequired(r.number) : undefined,
    reason: [...x.reason.trim()].length < 4 ? t.common.fieldRequired(r.reason) : undefined,
  }))
  const x = form.values
  const ask = useCommand(
    (body: { number: string; reason: string; words: boolean }, key) => http.post<Erasure>('/retention/erasures', body, { idempotencyKey: key }),
    {
      invalidates: [erasuresKey],
      onDone: () => {
        void message.success(r.asked)
        form.set('number', '')
        form.set('reason', '')
      },
    },
  )
  return (
    <Panel title={r.ask}>
      <form
        className="fields"
        noValidate
        onSubmit={(e) => {
          e.preventDefault()
          if (form.check()) ask.mutate({ number: x.number.trim(), reason: x.reason.trim(), words: x.words })
        }}
      >
        <p className="muted">{r.demandsHint}</p>
        <Field label={r.number} required error={form.faults.number} className="w4">
          <Input maxLength={40} value={x.number} onChange={(e) => form.set('number', e.target.value)} />
        </Field>
        <Field label={r.reason} hint={r.reasonHint} required error={form.faults.reason} className="w8">
          <Input maxLength={500} value={x.reason} onChange={(e) => form.set('reason', e.target.value)} />
        </Field>
        <Checkbox checked={x.words} onChange={(e) => form.set('words', e.target.checked)}>
          {r.words}
        </Checkbox>
        <Button type="primary" htmlType="submit" loading={ask.isPending}>
          {r.ask}
        </Button>
        {ask.error ? <ProblemAlert problem={ask.error} /> : null}
      </form>
    </Panel>
  )
}

function Erasures() {
  const [decided, setDecided] = useState(false)
  const [sort, setSort] = useSort(sorts)
  const asked = { decided: decided ? true : undefined, sort }
  const list = useList<Erasure>('/retention/erasures', asked)
  return (
    <Panel title={r.demands}>
      <ViewTabs
        label={r.demands}
        tabs={[
          { key: 'waiting', label: r.waiting },
          { key: 'decided', label: r.decided },
        ]}
        current={decided ? 'decided' : 'waiting'}
        onChange={(v) => setDecided(v === 'decided')}
      />
      <div className="table-tools">
        <SortPicker columns={sorts} sort={sort} onSort={setSort} />
        <ExportButton href={downloadURL('/retention/erasures.xlsx', asked)} />
      </div>
      {list.problem ? <ProblemAlert problem={list.problem} /> : null}
      {list.rows.length === 0 && !list.loading ? <EmptyState title={r.none} /> : null}
      <ul className="behind">
        {list.rows.map((e) => (
          <li key={e.id}>
            <div className="row">
              <span className="num">{e.number}</span>
              <Tag tone={e.state === 'asked' ? 'warn' : e.state === 'approved' ? 'good' : 'plain'}>{r.state[e.state]}</Tag>
              {e.words ? <Tag>{r.words}</Tag> : null}
              <span className="muted">{r.byLine(e.asked_by_name, dateTime(e.asked_at))}</span>
              {e.decided_at ? <span className="muted">{r.decidedLine(e.decided_by_name ?? '', dateTime(e.decided_at))}</span> : null}
            </div>
            <p className="words">{e.reason}</p>
            {e.note ? <p className="words">{e.note}</p> : null}
            {e.may_decide ? <Decide erasure={e} /> : null}
          </li>
        ))}
      </ul>
      {list.hasMore ? (
        <Button loading={list.loadingMore} onClick={list.loadMore}>
          {t.table.loadMore}
        </Button>
      ) : null}
    </Panel>
  )
}

function Decide({ erasure }: { erasure: Erasure }) {
  const { message, modal } = App.useApp()
  const [note, setNote] = useState('')
  const [fault, setFault] = useState<string>()
  const decide = useCommand(
    (body: { approve: boolean; note: string; version: number }, key) =>
      http.post<Erasure>(`/retention/erasures/${erasure.id}/decide`, body, { idempotencyKey: key }),
    { invalidates: [erasuresKey], onDone: () => void message.success(r.done) },
  )
  const send = (approve: boolean) => decide.mutateAsync({ approve, note: note.trim(), version: erasure.version }).catch(() => undefined)
  return (
    <div className="retention-decide">
      <Field label={r.note} error={fault}>
        <Input maxLength={500} value={note} onChange={(e) => setNote(e.target.value)} />
      </Field>
      <Button
        danger
        type="primary"
        loading={decide.isPending}
        onClick={() => void modal.confirm({ title: r.confirmApprove, okText: r.approve, okButtonProps: { danger: true }, onOk: () => send(true) })}
      >
        {r.approve}
      </Button>
      <Button
        disabled={decide.isPending}
        onClick={() => {
          const missing = [...note.trim()].length < 4
          setFault(missing ? r.noteRequired : undefined)
          if (!missing) void send(false)
        }}
      >
        {r.refuse}
      </Button>
      {decide.error ? <ProblemAlert problem={decide.error} /> : null}
    </div>
  )
}
