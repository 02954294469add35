const day = 86_400

/** The day of the calendar in Shanghai, some days from now: 2026-11-30. */
export const dayFromNow = (n: number) => new Date(Date.now() + (n * day + 8 * 3600) * 1000).toISOString().slice(0, 10)

/**
 * For a test that compares figures of today: they begin anew at midnight in Shanghai. When that is fewer seconds away
 * than the test takes, it waits until it has passed.
 */
export async function notAtMidnight(seconds: number) {
  const left = day - ((Date.now() / 1000 + 8 * 3600) % day)
  if (left < seconds) await new Promise((done) => setTimeout(done, (left + 2) * 1000))
}
