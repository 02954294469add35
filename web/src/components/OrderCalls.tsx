import { SoundOutlined } from '@ant-design/icons'
import { Button, Select } from 'antd'
import { useState } from 'react'
import { callsKey, useOrderCalls } from '@/api/calls'
import { http } from '@/api/client'
import type { Hearing, OrderCall } from '@/api/types'
import { useCommand } from '@/api/useCommand'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { dateTime, lasted } from '@/lib/time'
import { t } from '@/texts'
import { Field } from './Field'
import { Panel } from './PageShell'
import { RecordingPlayer } from './RecordingPlayer'
import { ProblemAlert } from './states'

const c = t.calls
type Purpose = keyof typeof c.purposes

/** The calls behind an order, and what was recorded of them; nothing where it came another way. */
export function OrderCalls({ orderId }: { orderId: string }) {
  const can = useCan()
  const list = useOrderCalls(orderId, can(rights.requestsRead))
  if (!list.data?.length) return null
  return (
    <Panel title={c.title}>
      <ul className="calls">
        {list.data.map((x) => (
          <li key={x.id}>
            <Call orderId={orderId} call={x} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}

/** How and when the other side learnt of the recording. */
function told(call: OrderCall) {
  if (!call.notice) return c.notTold
  return c.told(call.notice === 'menu' ? c.toldMenu(call.notice_menu) : (c.toldBy[call.notice] ?? call.notice), dateTime(call.notice_at ?? call.began_at))
}

function Call({ orderId, call }: { orderId: string; call: OrderCall }) {
  const [asking, setAsking] = useState(false)
  const [hearing, setHearing] = useState<Hearing>()
  const hear = useCommand((purpose: Purpose, key) => http.post<Hearing>(`/orders/${orderId}/calls/${call.id}/hearings`, { purpose }, { idempotencyKey: key }), {
    invalidates: [callsKey(orderId)],
    onDone: (h) => {
      setHearing(h)
      setAsking(false)
    },
  })
  const what = call.direction === 'out' ? c.callOut(dateTime(call.began_at)) : c.call(dateTime(call.began_at))
  return (
    <div className="stack" role="group" aria-label={what}>
      <div className="row">
        <strong className="num">{dateTime(call.began_at)}</strong>
        <span className="muted">{call.direction === 'out' ? c.out : c.doors[call.door]}</span>
        {call.answered_at && call.ended_at ? <span className="num">{lasted(call.answered_at, call.ended_at)}</span> : null}
        {call.seat_name ? <span>{call.seat_name}</span> : null}
        {call.rating > 0 ? <span>{c.rated(call.rating)}</span> : null}
        {call.mos > 0 ? <span className="muted num">{c.sound(call.mos, call.loss, call.jitter_ms)}</span> : null}
        {call.heard > 0 ? <span className="muted">{c.heard(call.heard)}</span> : null}
      </div>
      {call.recorded ? null : <span className="muted">{call.failed ? (t.dial.failed[call.failed] ?? call.failed) : call.ended_at ? c.notRecorded : c.goesOn}</span>}
      {call.recorded ? <span className="muted">{told(call)}</span> : null}
      {call.may_hear && !hearing && !asking ? (
        <div>
          <Button size="small" icon={<SoundOutlined aria-hidden="true" />} onClick={() => setAsking(true)}>
            {c.hear}
          </Button>
        </div>
      ) : null}
      {asking && !hearing ? (
        <Field label={c.purpose} hint={c.hint}>
          <Select
            autoFocus
            defaultOpen
            loading={hear.isPending}
            disabled={hear.isPending}
            placeholder={c.choose}
            onChange={(p: Purpose) => hear.mutate(p)}
            options={Object.entries(c.purposes).map(([value, label]) => ({ value, label }))}
          />
        </Field>
      ) : null}
      {hear.error ? <ProblemAlert problem={hear.error} compact /> : null}
      {hearing ? <RecordingPlayer src={`/api/v1/orders/${orderId}/calls/${call.id}/hearings/${hearing.id}`} hearing={hearing} label={what} /> : null}
    </div>
  )
}
