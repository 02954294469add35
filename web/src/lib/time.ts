import dayjs from 'dayjs'
import { t } from '@/texts'

// All times shown are the city's own (Asia/Shanghai, no summer time), wherever
// the browser sits: the clock rules count days there.
const offsetMinutes = 8 * 60

function city(iso: string | number | Date): dayjs.Dayjs {
  const ms = typeof iso === 'string' ? Date.parse(iso) : +iso
  return dayjs(ms + (offsetMinutes + new Date(ms).getTimezoneOffset()) * 60_000)
}

function known(iso?: string | null): iso is string {
  return !!iso && !Number.isNaN(Date.parse(iso)) && !iso.startsWith('0001-')
}

export function dateTime(iso?: string | null): string {
  return known(iso) ? city(iso).format('YYYY-MM-DD HH:mm') : t.common.unknown
}

/** Without the year while it is this year: lists have little room. */
export function shortTime(iso?: string | null, now: Date = new Date()): string {
  if (!known(iso)) return t.common.unknown
  const d = city(iso)
  return d.year() === city(now).year() ? d.format('MM-DD HH:mm') : d.format('YYYY-MM-DD')
}

export function day(iso?: string | null): string {
  if (!iso) return t.common.unknown
  if (/^\d{4}-\d{2}-\d{2}$/.test(iso)) return iso
  return known(iso) ? city(iso).format('YYYY-MM-DD') : t.common.unknown
}

export function clockTime(iso: string | Date): string {
  return city(iso).format('HH:mm')
}

export function today(now: Date = new Date()): string {
  return city(now).format('YYYY-MM-DD')
}

export function daysAgo(n: number, now: Date = new Date()): string {
  return city(now).subtract(n, 'day').format('YYYY-MM-DD')
}

/** The value of a datetime-local field, read as the city's time. */
export function fromLocalField(value: string): string | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(value)) return undefined
  return value.slice(0, 16) + ':00+08:00'
}

export function toLocalField(iso?: string): string {
  return known(iso) ? city(iso).format('YYYY-MM-DDTHH:mm') : ''
}

/** 还剩 2 天 3 小时 / 已超 40 分钟 */
export function remaining(due: string, now: number = Date.now()): string {
  const ms = Date.parse(due) - now
  const minutes = Math.floor(Math.abs(ms) / 60_000)
  const d = Math.floor(minutes / 1440)
  const h = Math.floor((minutes % 1440) / 60)
  const m = minutes % 60
  const span = d > 0 ? t.clock.daysHours(d, h) : h > 0 ? t.clock.hoursMinutes(h, m) : t.clock.minutes(m)
  return ms >= 0 ? t.clock.left(span) : t.clock.over(span)
}

/** So many seconds as a player shows them: 3:07, or 1:02:45. */
export function playTime(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds))
  const two = (n: number) => String(n).padStart(2, '0')
  const h = Math.floor(s / 3600)
  return h > 0 ? `${h}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}` : `${Math.floor(s / 60)}:${two(s % 60)}`
}

/** How long it took from one time to another, as a player shows it. */
export function lasted(from: string, to: string): string {
  return playTime((Date.parse(to) - Date.parse(from)) / 1000)
}
