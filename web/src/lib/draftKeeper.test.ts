import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Problem } from '@/api/problem'
import { DraftKeeper, type KeptState } from './draftKeeper'

type Step = { op: string; done: (err?: unknown) => void }

/** A server that answers when the test says so. */
function server() {
  const steps: Step[] = []
  const kept: { value?: string } = {}
  const ask = (op: string, then: () => void) =>
    new Promise<void>((ok, fail) =>
      steps.push({
        op,
        done: (err) => {
          if (err) return fail(err)
          then()
          ok()
        },
      }),
    )
  return {
    steps,
    kept,
    remote: {
      put: (value: string) => ask('put ' + value, () => void (kept.value = value)),
      del: () => ask('del', () => void delete kept.value),
    },
  }
}

const offline = new Problem(0, 'client.network', '网络不通')
const settle = () => vi.advanceTimersByTimeAsync(0)
const local = () => Object.keys(localStorage).filter((k) => !k.endsWith('.gone'))

let said: KeptState = {}
const keeper = (s: ReturnType<typeof server>) => new DraftKeeper<string>('7.desk', s.remote, (x) => (said = x))

beforeEach(() => {
  vi.useFakeTimers()
  said = {}
})
afterEach(() => vi.useRealTimers())

test('what is written is in the browser at once and leaves it when the server has it', async () => {
  const s = server()
  const k = keeper(s)
  k.start(undefined)
  k.change('a')
  expect(local()).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(1_500)
  s.steps[0]!.done()
  await settle()
  expect(s.kept.value).toBe('a')
  expect(local()).toEqual([])
  expect(said.at).toBeTruthy()
})

test('a registered draft does not come back by a request that was under way', async () => {
  const s = server()
  const k = keeper(s)
  k.start(undefined)
  k.change('a')
  await vi.advanceTimersByTimeAsync(1_500)
  k.drop()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(s.steps.map((x) => x.op)).toEqual(['put a'])
  s.steps[0]!.done()
  await settle()
  expect(s.steps.map((x) => x.op)).toEqual(['put a', 'del'])
  s.steps[1]!.done()
  await settle()
  expect(s.kept.value).toBeUndefined()
  expect(localStorage).toHaveLength(0)
})

test('what was dropped stays dropped although its deletion did not arrive', async () => {
  const s = server()
  const k = keeper(s)
  k.start(undefined)
  k.change('a')
  await vi.advanceTimersByTimeAsync(1_500)
  s.steps[0]!.done()
  await settle()
  const stored = { saved_at: new Date().toISOString(), value: 'a' }
  k.drop()
  s.steps[1]!.done(offline)
  k.close()
  await settle()
  const again = keeper(s)
  expect(again.start(stored)).toBeUndefined()
  expect(s.steps.map((x) => x.op)).toEqual(['put a', 'del', 'del'])
})

test('the words go up when the network is back, without another keystroke', async () => {
  const s = server()
  const k = keeper(s)
  k.start(undefined)
  k.change('a')
  await vi.advanceTimersByTimeAsync(1_500)
  s.steps[0]!.done(offline)
  await settle()
  expect(said.local).toBe('offline')
  window.dispatchEvent(new Event('online'))
  await settle()
  s.steps[1]!.done(offline)
  await settle()
  // Nobody tells of the network: it is tried from time to time.
  await vi.advanceTimersByTimeAsync(60_000)
  s.steps[2]!.done()
  await settle()
  expect(s.kept.value).toBe('a')
  expect(said.local).toBeUndefined()
  expect(local()).toEqual([])
})

test('a refused draft is kept here and not sent again unchanged', async () => {
  const s = server()
  const k = keeper(s)
  k.start(undefined)
  k.change('a')
  await vi.advanceTimersByTimeAsync(1_500)
  s.steps[0]!.done(new Problem(413, 'intake.draft_too_large', '草稿过大'))
  await vi.advanceTimersByTimeAsync(300_000)
  expect(said.local).toBe('refused')
  expect(s.steps).toHaveLength(1)
  expect(local()).toHaveLength(1)
  k.change('b')
  await vi.advanceTimersByTimeAsync(1_500)
  s.steps[1]!.done()
  await settle()
  expect(s.kept.value).toBe('b')
})

test('words written while others were on their way follow them', async () => {
  const s = server()
  const k = keeper(s)
  k.start(undefined)
  k.change('a')
  await vi.advanceTimersByTimeAsync(1_500)
  k.change('b')
  await vi.advanceTimersByTimeAsync(1_500)
  expect(s.steps).toHaveLength(1)
  s.steps[0]!.done()
  await vi.advanceTimersByTimeAsync(1_500)
  expect(s.steps.map((x) => x.op)).toEqual(['put a', 'put b'])
  s.steps[1]!.done()
  await settle()
  expect(s.kept.value).toBe('b')
})

test('the newer of browser and server is taken up', () => {
  const s = server()
  keeper(s).change('newer', new Date('2026-03-02T10:00:00Z'))
  vi.setSystemTime(new Date('2026-03-02T10:05:00Z'))
  expect(keeper(s).start({ saved_at: '2026-03-02T09:00:00.000Z', value: 'older' })).toBe('newer')
  expect(keeper(s).start({ saved_at: '2026-03-02T10:01:00.000Z', value: 'newest' })).toBe('newest')
  // A week later nobody means it any more, and a shared computer forgets it.
  vi.setSystemTime(new Date('2026-03-10T10:00:00Z'))
  expect(keeper(s).start(undefined)).toBeUndefined()
  expect(localStorage).toHaveLength(0)
})
