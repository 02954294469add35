import { App, Button, Input, Select } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { downloadURL, http } from '@/api/client'
import { useList } from '@/api/lists'
import type { Hold } from '@/api/types'
import { useCommand } from '@/api/useCommand'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { ExportButton } from '@/components/ExportButton'
import { Field } from '@/components/Field'
import { Panel } from '@/components/PageShell'
import { SortPicker } from '@/components/SortPicker'
import { Tag } from '@/components/StateTag'
import { EmptyState, ProblemAlert } from '@/components/states'
import { useSort } from '@/components/useSort'
import { ViewTabs } from '@/components/ViewTabs'
import { dateTime } from '@/lib/time'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'

const h = t.retention.holds
const sorts = [
  { title: h.sorts.set, sort: ['set_at', '-set_at'] },
  { title: h.sorts.lifted, sort: ['lifted_at', '-lifted_at'] },
  { title: h.number, sort: ['number', '-number'] },
]
const holdsKey = ['/retention/holds'] as const
const kinds = ['order', 'requester', 'recording'] as const
const short = (words: string) => [...words.trim()].length < 4

/** What is kept from being erased, who asked for it, and what was let go. */
export function Holds() {
  const can = useCan()
  const [lifted, setLifted] = useState(false)
  const [sort, setSort] = useSort(sorts)
  const asked = { lifted: lifted ? true : undefined, sort }
  const list = useList<Hold>('/retention/holds', asked)
  return (
    <Panel title={h.title}>
      <p className="muted">{h.hint}</p>
      {can(rights.retentionHold) ? <SetHold /> : null}
      <ViewTabs
        label={h.title}
        tabs={[
          { key: 'standing', label: h.standing },
          { key: 'lifted', label: h.lifted },
        ]}
        current={lifted ? 'lifted' : 'standing'}
        onChange={(v) => setLifted(v === 'lifted')}
      />
      <div className="table-tools">
        <SortPicker columns={sorts} sort={sort} onSort={setSort} />
        <ExportButton href={downloadURL('/retention/holds.xlsx', asked)} />
      </div>
      {list.problem ? <ProblemAlert problem={list.problem} /> : null}
      {list.rows.length === 0 && !list.loading ? <EmptyState title={h.none} /> : null}
      <ul className="behind">
        {list.rows.map((x) => (
          <li key={x.id}>
            <div className="row">
              <Tag tone={x.lifted_at ? 'plain' : 'warn'}>{h.kinds[x.kind]}</Tag>
              {x.order_id ? (
                <Link className="num" to={`/orders/${x.order_id}`}>
                  {x.number}
                </Link>
              ) : (
                <span className="num">{x.number}</span>
              )}
              <span className="muted">{h.setLine(x.set_by_name, dateTime(x.set_at))}</span>
              {x.lifted_at ? <span className="muted">{h.liftLine(x.lifted_by_name ?? '', dateTime(x.lifted_at))}</span> : null}
            </div>
            <p className="words">{x.reason}</p>
            {x.lift_note ? <p className="words">{x.lift_note}</p> : null}
            {x.may_lift ? <Lift hold={x} /> : null}
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

function SetHold() {
  const { message } = App.useApp()
  const form = useForm({ kind: 'order' as (typeof kinds)[number], number: '', reason: '' }, (x) => ({
    number: x.number.trim() === '' ? t.common.fieldRequired(h.number) : undefined,
    reason: short(x.reason) ? t.common.fieldRequired(h.reason) : undefined,
  }))
  const x = form.values
  const set = useCommand((body: { kind: string; number: string; reason: string }, key) => http.post<Hold>('/retention/holds', body, { idempotencyKey: key }), {
    invalidates: [holdsKey],
    onDone: () => {
      void message.success(h.done)
      form.set('number', '')
      form.set('reason', '')
    },
  })
  return (
    <form
      className="fields"
      noValidate
      onSubmit={(e) => {
        e.preventDefault()
        if (form.check()) set.mutate({ kind: x.kind, number: x.number.trim(), reason: x.reason.trim() })
      }}
    >
      <Field label={h.kind} required className="w4">
        <Select value={x.kind} onChange={(v) => form.set('kind', v)} options={kinds.map((value) => ({ value, label: h.kinds[value] }))} />
      </Field>
      <Field label={h.number} hint={h.numberHint[x.kind]} required error={form.faults.number} className="w4">
        <Input maxLength={40} value={x.number} onChange={(e) => form.set('number', e.target.value)} />
      </Field>
      <Field label={h.reason} hint={h.reasonHint} required error={form.faults.reason} className="w8">
        <Input maxLength={500} value={x.reason} onChange={(e) => form.set('reason', e.target.value)} />
      </Field>
      <Button type="primary" htmlType="submit" loading={set.isPending}>
        {h.set}
      </Button>
      {set.error ? <ProblemAlert problem={set.error} /> : null}
    </form>
  )
}

function Lift({ hold }: { hold: Hold }) {
  const { message, modal } = App.useApp()
  const [reason, setReason] = useState('')
  const [fault, setFault] = useState<string>()
  const lift = useCommand(
    (body: { reason: string; version: number }, key) => http.post<Hold>(`/retention/holds/${hold.id}/lift`, body, { idempotencyKey: key }),
    { invalidates: [holdsKey], onDone: () => void message.success(h.gone) },
  )
  function ask() {
    const missing = short(reason)
    setFault(missing ? t.common.fieldRequired(h.liftReason) : undefined)
    if (missing) return
    const body = { reason: reason.trim(), version: hold.version }
    void modal.confirm({ title: h.confirm, okText: h.lift, okButtonProps: { danger: true }, onOk: () => lift.mutateAsync(body).catch(() => undefined) })
  }
  return (
    <div className="retention-decide">
      <Field label={h.liftReason} error={fault}>
        <Input maxLength={500} value={reason} onChange={(e) => setReason(e.target.value)} />
      </Field>
      <Button loading={lift.isPending} onClick={ask}>
        {h.lift}
      </Button>
      {lift.error ? <ProblemAlert problem={lift.error} /> : null}
    </div>
  )
}
