import type { OwedList } from '@/api/types'
import { owed as owedTexts } from '@/texts/zh/owed'

const o = owedTexts
const percent = (n: number) => `${(n * 100).toFixed(1)}%`

/** How the debts of the span stand, and the connect rate with and without those who were called back. */
export function OwedFigures({ list }: { list?: OwedList }) {
  if (!list?.figures || !list.connect) return null
  const f = list.figures
  const c = list.connect
  const items: [string, string][] = [
    [o.owed, String(f.owed)],
    ...(f.robot > 0 ? [[o.robotOf, String(f.robot)] as [string, string]] : []),
    [o.open, String(f.open)],
    [o.paid, String(f.paid)],
    [o.written, String(f.written_off)],
    [o.minutes, f.minutes === null || f.minutes === undefined ? o.none : o.minutesN(f.minutes)],
    [o.connect, c.offered > 0 ? percent(c.rate) : o.none],
    [o.regained, c.offered > 0 ? percent(c.regained_rate) : o.none],
  ]
  return (
    <dl className="owed-figures" aria-label={o.figures}>
      {items.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="num">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
