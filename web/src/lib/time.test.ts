import { describe, expect, test } from 'vitest'
import { dateTime, fromLocalField, remaining, shortTime, toLocalField, playTime } from './time'

describe('the city’s time, wherever the browser is', () => {
  test('an instant is shown in Shanghai', () => expect(dateTime('2026-11-22T16:30:00Z')).toBe('2026-11-23 00:30'))
  test('the year is left out while it is this year', () => {
    const now = new Date('2026-11-22T00:00:00Z')
    expect(shortTime('2026-11-22T01:00:00Z', now)).toBe('11-22 09:00')
    expect(shortTime('2025-11-22T01:00:00Z', now)).toBe('2025-11-22')
  })
  test('a field and back', () => {
    expect(fromLocalField('2026-11-22T09:05')).toBe('2026-11-22T09:05:00+08:00')
    expect(toLocalField('2026-11-22T01:05:00Z')).toBe('2026-11-22T09:05')
  })
  test.each(['', 'yesterday', '2026-11-22'])('%j is no time of day', (v) => expect(fromLocalField(v)).toBeUndefined())
  test.each([undefined, null, '', 'x', '0001-01-01T00:00:00Z'])('an unknown time %j is not invented', (v) =>
    expect(dateTime(v)).not.toMatch(/\d{4}/))
  test('what is left and what is over', () => {
    const now = Date.parse('2026-11-22T00:00:00Z')
    expect(remaining('2026-11-24T03:00:00Z', now)).toContain('2 天 3 小时')
    expect(remaining('2026-11-21T23:20:00Z', now)).toContain('40 分')
    expect(remaining('2026-11-21T23:20:00Z', now)).not.toBe(remaining('2026-11-22T00:40:00Z', now))
  })
  test.each([
    [0, '0:00'],
    [187.9, '3:07'],
    [3765, '1:02:45'],
    [-1, '0:00'],
  ])('%d s play as %s', (n, want) => expect(playTime(n)).toBe(want))
})
