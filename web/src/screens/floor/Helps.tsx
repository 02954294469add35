import { Button } from 'antd'
import type { FloorOrder } from '@/api/floor'
import type { FloorSeat, WatchMode } from '@/api/types'
import { Elapsed } from '@/components/callbar/Elapsed'
import { t } from '@/texts'

const f = t.floor
const modes: WatchMode[] = ['listen', 'whisper', 'barge']

interface Props {
  seats: FloorSeat[]
  busy: boolean
  ahead: number
  onOrder: (o: FloorOrder) => void
}

/** Seats that ask for help: before everything else, the longest waiting first. */
export function Helps({ seats, busy, ahead, onOrder }: Props) {
  const asking = seats.filter((s) => s.call?.help_at).sort((a, b) => Date.parse(a.call!.help_at!) - Date.parse(b.call!.help_at!))
  if (asking.length === 0) return null
  return (
    <section className="floor-helps" aria-label={f.help.title}>
      <h2>{f.help.title}</h2>
      <ul>
        {asking.map((s) => (
          <li key={s.id}>
            <strong>{f.help.asks(s.name, s.call!.queue_name)}</strong>
            <Elapsed since={s.call!.help_at} ahead={ahead} />
            {s.call!.help_by ? (
              <span>{f.help.taken(s.call!.help_by)}</span>
            ) : (
              modes.map((mode) => (
                <Button
                  key={mode}
                  size="small"
                  type={mode === 'whisper' ? 'primary' : 'default'}
                  disabled={busy}
                  aria-label={f.help.take(f.modes[mode]!, s.name)}
                  onClick={() => onOrder({ verb: 'help', call: s.call!.id, mode })}
                >
                  {f.modes[mode]}
                </Button>
              ))
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
