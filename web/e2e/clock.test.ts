import { afterEach, expect, test, vi } from 'vitest'
import { dayFromNow, notAtMidnight } from './clock'

afterEach(() => vi.useRealTimers())

test('a test of the figures of today waits until midnight in Shanghai has passed, when that is near', async () => {
  vi.useFakeTimers({ now: new Date('2026-12-31T15:59:40Z') })
  await notAtMidnight(10)
  expect(dayFromNow(0)).toBe('2026-12-31')
  const waited = notAtMidnight(30)
  await vi.advanceTimersByTimeAsync(22_000)
  await waited
  expect(dayFromNow(0)).toBe('2027-01-01')
  expect(dayFromNow(-1)).toBe('2026-12-31')
})
