import { dated, day as dayOnly, dayDigits, dayWords, digits, timed, todayWord } from '@/texts/moments'
import { daysAgo, today } from './time'

/**
 * A moment as people write it, in the city's time: 2026-11-23 09:30, 11-23 9:30, 9:30, 202611230930, or in
 * words (see texts/moments). Without a year it is this year's, without a day today's. A day without a time is no moment.
 */
export function parseLocal(text: string, now: Date = new Date()): string | undefined {
  const typed = text.normalize('NFKC').trim().replace(/:\d{2}(?:\.\d+)?$/, (s, at: number, all: string) => (/\d:\d{2}$/.test(all.slice(0, at)) ? '' : s))
  const d = dated.exec(typed)
  if (d) return moment(d[1] ?? today(now).slice(0, 4), d[2]!, d[3]!, d[4]!, d[5])
  const n = digits.exec(typed)
  if (n) return moment(n[1]!, n[2]!, n[3]!, n[4]!, n[5])
  const t = timed.exec(typed)
  if (!t) return undefined
  const [y, m, day] = daysAgo(dayWords[t[1] ?? todayWord]!, now).split('-')
  return moment(y!, m!, day!, t[2]!, t[3])
}

/** A day as people write it: 2026-11-23, 11-23, 11月23日, 20261123, or in words. Without a year it is this year's. */
export function parseDay(text: string, now: Date = new Date()): string | undefined {
  const typed = text.normalize('NFKC').trim()
  if (Object.hasOwn(dayWords, typed)) return daysAgo(dayWords[typed]!, now)
  const d = dayOnly.exec(typed) ?? dayDigits.exec(typed)
  return d ? moment(d[1] ?? today(now).slice(0, 4), d[2]!, d[3]!, '0')?.slice(0, 10) : undefined
}

/** Only what the calendar and the clock have: no 31st of November, no 25 o'clock. */
function moment(y: string, m: string, d: string, h: string, min = '0'): string | undefined {
  const at = new Date(Date.UTC(+y, +m - 1, +d, +h, +min))
  if (at.getUTCFullYear() !== +y || at.getUTCMonth() !== +m - 1 || at.getUTCDate() !== +d || at.getUTCHours() !== +h || +min > 59) return undefined
  return at.toISOString().slice(0, 16) + ':00+08:00'
}
