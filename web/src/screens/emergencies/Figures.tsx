import type { EmergencyFigures } from '@/api/emergency'
import { emergency as e } from '@/texts/zh/emergency'

const seconds = (n?: number | null) => (typeof n === 'number' ? e.seconds(n) : e.dash)

/** How often each service was called in the span, and how long it took to answer. */
export function Figures({ list }: { list: EmergencyFigures[] }) {
  if (list.length === 0) return null
  return (
    <ul className="emergency-figures" aria-label={e.figures}>
      {list.map((f) => (
        <li key={f.service}>
          <strong>{f.service_name}</strong>
          <dl>
            {(
              [
                [e.called, f.called],
                [e.tabs.answered, f.answered],
                [e.tabs.vain, f.in_vain],
                [e.median, seconds(f.seconds)],
                [e.longest, seconds(f.longest_seconds)],
              ] as const
            ).map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd className="num">{value}</dd>
              </div>
            ))}
          </dl>
        </li>
      ))}
    </ul>
  )
}
