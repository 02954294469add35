import { App, Button, Input, Select } from 'antd'
import { useState } from 'react'
import { http } from '@/api/client'
import { orderKey, useReturnReasons } from '@/api/orders'
import { exchangesKey, useExchanges } from '@/api/partners'
import type { Order, OrderExchange } from '@/api/types'
import { useCommand } from '@/api/useCommand'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { Field } from '@/components/Field'
import { Facts, Panel } from '@/components/PageShell'
import { Tag } from '@/components/StateTag'
import { ProblemAlert } from '@/components/states'
import { dateTime } from '@/lib/time'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { partner as partnerTexts } from '@/texts/zh/partner'
import { FormFrame } from '@/verbs/FormFrame'

const e = partnerTexts.exchange

/** How an order travels to another platform, or from one; nothing where it does not. */
export function OrderExchanges({ order }: { order: Order }) {
  const can = useCan()
  const list = useExchanges(order.id, can(rights.exchanges))
  if (!list.data?.length) return null
  return (
    <Panel title={e.title}>
      <div className="stack">
        {list.data.map((x) => (
          <One key={x.id} order={order} x={x} mayGiveBack={can(rights.giveBack)} />
        ))}
      </div>
    </Panel>
  )
}

function One({ order, x, mayGiveBack }: { order: Order; x: OrderExchange; mayGiveBack: boolean }) {
  const [giving, setGiving] = useState(false)
  const out = x.side === 'out'
  return (
    <div className="stack">
      <div className="row">
        <strong>{out ? e.out(x.partner_name) : e.in(x.partner_name)}</strong>
        <Tag tone={x.dead > 0 ? 'bad' : 'info'}>{e.states[x.state] ?? x.state}</Tag>
      </div>
      <Facts
        items={[
          [e.number, x.their_number ? <span className="num">{x.their_number}</span> : undefined],
          [e.due, x.their_due_at ? <span className="num">{dateTime(x.their_due_at)}</span> : undefined],
          [e.identity, (out ? e.identitiesOut : e.identities)[x.identity]],
          [e.contact, x.contact],
        ]}
      />
      {x.waiting > 0 ? <p className="muted">{e.waiting(x.waiting)}</p> : null}
      {x.dead > 0 ? <p role="alert">{e.dead(x.dead)}</p> : null}
      {!out && mayGiveBack && x.state === 'accepted' ? (
        giving ? (
          <GiveBack order={order} onDone={() => setGiving(false)} />
        ) : (
          <div>
            <Button danger onClick={() => setGiving(true)}>
              {e.giveBack}
            </Button>
          </div>
        )
      ) : null}
    </div>
  )
}

function GiveBack({ order, onDone }: { order: Order; onDone: () => void }) {
  const { message } = App.useApp()
  const reasons = useReturnReasons()
  const form = useForm<{ code?: string; reason: string; basis: string }>({ reason: '', basis: '' }, (v) => ({
    code: v.code ? undefined : t.common.fieldChoose(e.code),
    reason: v.reason.trim() === '' ? t.common.fieldRequired(e.reason) : undefined,
  }))
  const v = form.values
  const send = useCommand((body: { version: number; code?: string; reason: string; basis?: string }, key) => http.post(`/orders/${order.id}/give-back`, body, { idempotencyKey: key }), {
    invalidates: [orderKey(order.id), exchangesKey(order.id)],
    onDone: () => {
      void message.success(e.givenBack)
      onDone()
    },
    onRefused: form.refuse,
  })
  return (
    <FormFrame
      label={e.giveBack}
      danger
      busy={send.isPending}
      onSubmit={() => form.check() && send.mutate({ version: order.version, code: v.code, reason: v.reason.trim(), basis: v.basis.trim() || undefined })}
      extra={<Button onClick={onDone}>{t.common.cancel}</Button>}
    >
      {send.error ? <ProblemAlert problem={send.error} compact /> : null}
      <Field label={e.code} required error={form.faults.code}>
        <Select
          loading={reasons.isPending}
          value={v.code}
          onChange={(c: string) => form.set('code', c)}
          options={(reasons.data?.items ?? []).map((r) => ({ value: r.code, label: r.label }))}
        />
      </Field>
      <Field label={e.reason} required error={form.faults.reason}>
        <Input.TextArea rows={3} maxLength={1900} value={v.reason} onChange={(x) => form.set('reason', x.target.value)} />
      </Field>
      <Field label={e.basis} error={form.faults.basis}>
        <Input maxLength={500} value={v.basis} onChange={(x) => form.set('basis', x.target.value)} />
      </Field>
    </FormFrame>
  )
}
