import type { CalendarDay } from '@/api/types'
import { t } from '@/texts'

const k = t.admin.clock

interface Cell {
  day: number
  weekday: number
  mark?: CalendarDay
}

/** The weeks of a month, Sunday first; blanks are undefined. */
export function weeksOf(year: number, month: number, marks: ReadonlyMap<string, CalendarDay>): (Cell | undefined)[][] {
  const first = new Date(Date.UTC(year, month - 1, 1)).getUTCDay()
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate()
  const cells: (Cell | undefined)[] = Array.from({ length: first }, () => undefined)
  for (let day = 1; day <= days; day++) {
    const date = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
    cells.push({ day, weekday: (first + day - 1) % 7, mark: marks.get(date) })
  }
  while (cells.length % 7 !== 0) cells.push(undefined)
  return Array.from({ length: cells.length / 7 }, (_, i) => cells.slice(i * 7, i * 7 + 7))
}

/** A year with its days off and make-up working days. */
export function YearCalendar({ year, days }: { year: number; days: CalendarDay[] }) {
  const marks = new Map(days.map((d) => [d.date, d]))
  return (
    <div className="year">
      {Array.from({ length: 12 }, (_, i) => i + 1).map((month) => (
        <table key={month} className="month">
          <caption>{k.month(month)}</caption>
          <thead>
            <tr>
              {k.weekdays.map((d) => (
                <th key={d} scope="col">
                  {d}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {weeksOf(year, month, marks).map((week, w) => (
              <tr key={w}>
                {week.map((c, i) => (
                  <td
                    key={i}
                    title={c?.mark?.name}
                    className={c?.mark ? (c.mark.is_off ? 'off' : 'work') : c && (c.weekday === 0 || c.weekday === 6) ? 'weekend' : undefined}
                  >
                    {c ? c.day : ''}
                    {c?.mark ? <small>{c.mark.is_off ? k.off : k.work}</small> : null}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </div>
  )
}
