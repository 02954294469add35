import { PhoneFilled } from '@ant-design/icons'
import { App } from 'antd'
import { lazy, Suspense } from 'react'
import { useFloorCommand } from '@/api/floor'
import type { Watching, WatchMode } from '@/api/types'
import type { Telephone } from '@/phone/telephone'
import { t } from '@/texts'
import { Elapsed } from './Elapsed'
import './callbar.css'

const f = t.floor
const LeadEmergency = lazy(() => import('./danger').then((m) => ({ default: m.LeadEmergency })))
const modes: WatchMode[] = ['listen', 'whisper', 'barge']

/** The call of another seat that a team leader takes part in, and how. */
export function WatchBar({ phone, watching }: { phone: Telephone; watching: Watching }) {
  const { message } = App.useApp()
  const command = useFloorCommand((words) => void message.error(words))
  const call = watching.call_id
  return (
    <section className="callbar callbar-consulting" aria-label={t.phone.bar}>
      <span className="callbar-stage" role="status">
        {watching.since ? (f.modes[watching.mode] ?? watching.mode) : f.connecting}
      </span>
      <Elapsed since={watching.since} ahead={phone.ahead} />
      <span className="callbar-who">
        <strong>{f.watching(watching.seat_name)}</strong>
      </span>
      <span className="callbar-verbs">
        {modes.map((mode) => (
          <button
            key={mode}
            type="button"
            className={'callbar-verb' + (watching.mode === mode ? ' callbar-on' : '')}
            aria-pressed={watching.mode === mode}
            disabled={command.isPending || !call}
            onClick={() => call && command.mutate({ verb: mode, call })}
          >
            {f.modes[mode]}
          </button>
        ))}
        <button type="button" className="callbar-verb" disabled={command.isPending || !call} onClick={() => call && command.mutate({ verb: 'take-over', call })}>
          {f.modes.take_over}
        </button>
        <Suspense fallback={null}>{call && watching.since ? <LeadEmergency bar call={call} seat={watching.seat_name} /> : null}</Suspense>
        <button type="button" className="callbar-verb callbar-stop" disabled={command.isPending} onClick={() => command.mutate({ verb: 'leave' })}>
          <PhoneFilled rotate={225} aria-hidden="true" /> {f.leave}
        </button>
      </span>
    </section>
  )
}
