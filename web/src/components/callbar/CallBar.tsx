import { AlertOutlined, AudioMutedOutlined, AudioOutlined, PauseOutlined, PhoneFilled, PlayCircleOutlined, StarOutlined, SwapOutlined, TeamOutlined, VideoCameraOutlined } from '@ant-design/icons'
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react'
import { useLocation, useNavigate } from 'react-router'
import type { CallVerb } from '@/api/types'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { Pop } from '@/components/Pop'
import { keyCaps, useCommands } from '@/lib/keys'
import type { Telephone } from '@/phone/telephone'
import { t } from '@/texts'
import { Elapsed } from './Elapsed'
import { Keypad } from './Keypad'
import { stageOf, whoCalls } from './stage'
import { Targets } from './Targets'
import './callbar.css'

const p = t.phone
const Emergency = lazy(() => import('./danger').then((m) => ({ default: m.Emergency })))
const Guard = lazy(() => import('./danger').then((m) => ({ default: m.Guard })))
const VideoWindow = lazy(() => import('./VideoWindow').then((m) => ({ default: m.VideoWindow })))

/** The call and what can be done with it. Shown while there is one. */
export function CallBar({ phone }: { phone: Telephone }) {
  const { call, now, busy } = phone
  const can = useCan()
  const go = useNavigate()
  const here = useLocation().pathname
  const [transferring, setTransferring] = useState(false)
  const stage = stageOf(phone)
  const may = (verb: CallVerb) => call?.may.includes(verb) ?? false
  const order = (verb: CallVerb) => call && !busy && phone.order({ call: call.id, verb })
  const asks = may('transfer') || may('consult')
  const rings = now.call?.phase === 'ringing'
  const talks = now.call?.phase === 'talking'
  const answer = () => {
    phone.answer()
    // The registration is where the call goes on.
    if (can(rights.takeOn) && call?.part !== 'helper') void go('/desk')
  }
  // Who takes a call up at another call centre's telephone goes on here, as with an own one.
  const takenUp = call?.source && call.direction === 'in' && call.state === 'talking' && can(rights.takeOn) ? call.id : undefined
  useEffect(() => {
    if (takenUp) void go('/desk')
  }, [takenUp, go])
  const handOver = () => (may('complete') ? order('complete') : asks && setTransferring((open) => !open))
  const mayAsk = call?.part === 'own' && call.state === 'talking' && !call.cut && !call.source
  const ask = () => call && !busy && phone.order({ call: call.id, verb: call.help === '' ? 'help' : 'unhelp' })
  const hold = () => order(may('retrieve') ? 'retrieve' : 'hold')

  useCommands(
    [
      { keys: 'f2', label: p.keys.answer, group: p.group, disabled: !rings, run: answer },
      { keys: 'f4', label: p.keys.hangUp, group: p.group, disabled: !may('hang-up'), run: () => order('hang-up') },
      { keys: 'f6', label: p.keys.hold, group: p.group, disabled: !may('hold') && !may('retrieve'), run: hold },
      { keys: 'f7', label: p.keys.mute, group: p.group, disabled: !talks, run: () => phone.mute(!now.call?.muted) },
      { keys: 'f8', label: p.keys.transfer, group: p.group, disabled: !asks && !may('complete'), run: handOver },
      { keys: 'f10', label: t.floor.help.key, group: p.group, disabled: !mayAsk, run: ask },
      { keys: 'f9', label: p.keys.rate, group: p.group, disabled: !may('rate'), run: () => order('rate') },
    ],
    true,
  )

  return (
    <section className={`callbar callbar-${stage}`} aria-label={p.bar}>
      <span className="callbar-stage" role="status">
        {p.call[stage]}
      </span>
      <Elapsed since={call?.answered_at ?? call?.began_at} ahead={phone.ahead} />
      <span className="callbar-who">
        <span>
          <strong>{whoCalls(call)}</strong>
          {call?.elderly ? <em>{p.elderly}</em> : null}
        </span>
        <small>
          {call && call.others.length > 0
            ? call.others.map((o) => p.party(o.name, p.partyState[o.state])).join(t.common.separator)
            : call?.errand
              ? (t.dial.errands[call.errand] ?? '')
              : [call?.queue_name, call?.hotline ? p.hotline(call.hotline) : ''].filter(Boolean).join(' · ')}
        </small>
      </span>
      <span className="callbar-verbs">
        {rings ? <Verb tone="go" icon={<PhoneFilled />} label={p.answer} keys="f2" onClick={answer} disabled={phone.elsewhere} /> : null}
        {may('hang-up') ? <Verb tone="stop" icon={<PhoneFilled rotate={225} />} label={rings ? p.refuse : p.hangUp} keys="f4" onClick={() => order('hang-up')} /> : null}
        {may('retrieve') ? (
          <Verb icon={<PlayCircleOutlined />} label={p.retrieve} keys="f6" onClick={hold} />
        ) : may('hold') ? (
          <Verb icon={<PauseOutlined />} label={p.hold} keys="f6" onClick={hold} />
        ) : null}
        {talks ? (
          <>
            <Verb
              icon={now.call?.muted ? <AudioMutedOutlined /> : <AudioOutlined />}
              label={now.call?.muted ? p.unmute : p.mute}
              pressed={now.call?.muted}
              keys="f7"
              onClick={() => phone.mute(!now.call?.muted)}
            />
            {call?.video || now.camera ? (
              <Verb icon={<VideoCameraOutlined />} label={now.camera ? p.filmOff : p.filmOn} pressed={now.camera !== undefined} onClick={() => phone.film(!now.camera)} />
            ) : null}
            <Keypad pressed={now.call?.keys ?? ''} onKey={phone.key} />
          </>
        ) : null}
        {may('complete') ? <Verb icon={<SwapOutlined />} label={p.complete} keys="f8" onClick={() => order('complete')} /> : null}
        {may('together') ? <Verb icon={<TeamOutlined />} label={p.together} onClick={() => order('together')} /> : null}
        {may('leave') ? <Verb icon={<SwapOutlined />} label={p.leave} onClick={() => order('leave')} /> : null}
        {asks ? (
          <Pop
            label={p.transferTitle}
            title={p.transferTitle}
            placement="bottom"
            open={transferring}
            onOpenChange={setTransferring}
            content={
              <Targets
                may={call?.may ?? []}
                onChoose={(verb, to) => {
                  setTransferring(false)
                  if (call) phone.order({ call: call.id, verb, to })
                }}
              />
            }
          >
            <button type="button" className="callbar-verb" aria-expanded={transferring} aria-haspopup="dialog">
              <SwapOutlined aria-hidden="true" />
              {p.transfer}
              <kbd aria-hidden="true">F8</kbd>
            </button>
          </Pop>
        ) : null}
        {mayAsk ? (
          <Suspense fallback={null}>
            <Emergency call={call} />
            <Guard call={call} />
          </Suspense>
        ) : null}
        {may('rate') ? <Verb icon={<StarOutlined />} label={p.rate} keys="f9" onClick={() => order('rate')} /> : null}
        {mayAsk ? <Verb icon={<AlertOutlined />} label={call.help === '' ? t.floor.help.ask : t.floor.help.drop} pressed={call.help !== ''} keys="f10" onClick={ask} /> : null}
      </span>
      {call?.help ? (
        <span className="callbar-note" role="status">
          {call.help === 'taken' ? t.floor.help.comes(call.help_by ?? '') : t.floor.help.waits}
        </span>
      ) : null}
      {now.picture || now.camera ? (
        <Suspense fallback={null}>
          <VideoWindow picture={now.picture} camera={now.camera} />
        </Suspense>
      ) : null}
      {call && call.sent.length > 0 && here !== '/desk' && can(rights.takeOn) ? (
        <button type="button" className="callbar-verb" onClick={() => void go('/desk')}>
          {p.sent.note(call.sent.length)}
        </button>
      ) : null}
      {call?.source ? <span className="callbar-note">{p.source(call.source)}</span> : null}
      {phone.elsewhere ? (
        <span className="callbar-note" title={p.elsewhereHint}>
          {p.elsewhere}
        </span>
      ) : call?.cut ? (
        <span className="callbar-note">{p.cutText}</span>
      ) : null}
    </section>
  )
}

interface VerbProps {
  icon: ReactNode
  label: string
  keys?: string
  tone?: 'go' | 'stop'
  pressed?: boolean
  disabled?: boolean
  onClick: () => void
}

function Verb({ icon, label, keys, tone, pressed, disabled, onClick }: VerbProps) {
  return (
    <button type="button" className={'callbar-verb' + (tone ? ` callbar-${tone}` : '') + (pressed ? ' callbar-on' : '')} disabled={disabled} onClick={onClick}>
      <span aria-hidden="true">{icon}</span>
      {label}
      {keys ? <kbd aria-hidden="true">{keyCaps(keys)}</kbd> : null}
    </button>
  )
}
