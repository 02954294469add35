import { DownOutlined, PhoneOutlined } from '@ant-design/icons'
import { Dropdown, Modal } from 'antd'
import { lazy, Suspense, useState } from 'react'
import type { SeatView } from '@/api/types'
import { useCommands } from '@/lib/keys'
import type { Telephone } from '@/phone/telephone'
import { t } from '@/texts'
import { DialPad } from './DialPad'
import { Elapsed } from './Elapsed'
import { Targets } from './Targets'
import './callbar.css'

const p = t.phone
const MarkForm = lazy(() => import('./danger').then((m) => ({ default: m.MarkForm })))
const breaks = ['rest', 'meal', 'training', 'duty'] as const

/** Whether the seat takes calls, and since when; the person changes it here. */
export function SeatMenu({ phone }: { phone: Telephone }) {
  const { view, now, busy } = phone
  const [others, setOthers] = useState(false)
  const [marking, setMarking] = useState(false)
  const talking = view.state === 'talking' || view.state === 'ringing'
  const mayReady = view.state === 'busy' || view.state === 'wrap_up'
  const ready = () => phone.order({ verb: view.state === 'wrap_up' ? 'wrap-up-done' : 'ready' })
  useCommands([{ keys: 'f2', label: p.keys.answer, group: p.group, disabled: !mayReady || busy, run: ready }], true)
  if (!view.served) return null
  if (view.state === 'offline' && !view.away)
    return (
      <button type="button" className="seat-state seat-offline" disabled={busy} onClick={phone.signIn}>
        <PhoneOutlined aria-hidden="true" /> {busy ? p.line.connecting : p.signIn}
      </button>
    )
  const waiting = view.queues.filter((q) => q.mine).reduce((n, q) => n + q.waiting, 0)
  const after = talking ? p.afterCall : (what: string) => what
  return (
    <>
      {waiting > 0 ? (
        <span className="seat-waiting" role="status" aria-label={p.waitingLabel(waiting)}>
          {p.waiting(waiting)}
        </span>
      ) : null}
      {view.state === 'wrap_up' ? (
        <button type="button" className="seat-done" disabled={busy} onClick={ready}>
          {p.wrapUpDone}
          <Elapsed until={view.wrap_up_until} ahead={phone.ahead} />
        </button>
      ) : null}
      {view.state === 'busy' ? (
        <button type="button" className="seat-done" disabled={busy} onClick={ready}>
          {p.ready}
        </button>
      ) : null}
      <DialPad phone={phone} />
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            ...(talking || mayReady ? [{ key: 'ready', label: after(p.ready) }] : []),
            ...breaks.map((kind) => ({ key: kind, label: after(p.break(breakName(view, kind))) })),
            { type: 'divider' as const },
            { key: 'others', label: p.others },
            { key: 'mark', label: p.mark },
            { key: 'out', label: after(p.signOut) },
          ],
          onClick: ({ key }) => {
            if (key === 'ready') ready()
            else if (key === 'others') setOthers(true)
            else if (key === 'mark') setMarking(true)
            else if (key === 'out') phone.order({ verb: 'sign-out' })
            else phone.order({ verb: 'break', kind: key })
          },
        }}
      >
        <button type="button" className={`seat-state seat-${view.state}`} aria-haspopup="menu" title={now.line === 'ready' ? p.change : p.line[now.line]}>
          <span className={`seat-line seat-line-${now.line}`} aria-hidden="true" />
          <span>{words(view)}</span>
          {now.line === 'ready' || phone.elsewhere ? null : <span className="sr-only">{p.line[now.line]}</span>}
          {view.state === 'ready' || view.state === 'busy' ? <Elapsed since={view.since} ahead={phone.ahead} /> : null}
          <DownOutlined aria-hidden="true" />
        </button>
      </Dropdown>
      <Modal open={others} title={p.others} footer={null} width={480} destroyOnHidden onCancel={() => setOthers(false)}>
        <Targets may={[]} />
      </Modal>
      <Modal open={marking} title={p.mark} footer={null} width={520} destroyOnHidden onCancel={() => setMarking(false)}>
        <Suspense fallback={null}>
          <MarkForm onDone={() => setMarking(false)} />
        </Suspense>
      </Modal>
    </>
  )
}

/** A break with what is left of it, where it has a limit. */
function breakName(view: SeatView, kind: string): string {
  const name = p.reason[kind] ?? kind
  const limit = view.breaks.find((k) => k.kind === kind)
  if (!limit) return name
  if (limit.most > 0 && limit.away >= limit.most && !limit.free) return t.floor.breaks.full(name)
  return limit.minutes > 0 ? t.floor.breaks.left(name, limit.left) : name
}

function words(view: SeatView): string {
  if (view.state === 'busy') return p.reason[view.reason] ?? p.state.busy
  if (view.next && (view.state === 'talking' || view.state === 'ringing'))
    return p.next(view.next === 'offline' ? p.signOut : (p.reason[view.next] ?? view.next))
  return p.state[view.state]
}
