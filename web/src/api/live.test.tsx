import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, renderHook } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LiveHub, resetKind, useLiveRefresh } from './live'
import type { LiveEvent } from './types'

/** A stream whose server the test plays. */
class Stream {
  static all: Stream[] = []
  readyState = 1
  onmessage?: (m: MessageEvent<string>) => void
  onerror?: () => void
  private named = new Map<string, (m: MessageEvent<string>) => void>()
  constructor(readonly url: string) {
    Stream.all.push(this)
  }
  static get last() {
    return Stream.all.at(-1)!
  }
  addEventListener(name: string, fn: (m: MessageEvent<string>) => void) {
    this.named.set(name, fn)
  }
  close() {
    this.readyState = 2
  }
  say(name: 'hello' | 'reset', seq: number) {
    this.named.get(name)!(new MessageEvent(name, { data: '{}', lastEventId: String(seq) }))
  }
  tell(seq: number, kind = 'workorder.dispatched') {
    this.onmessage!(new MessageEvent('message', { data: JSON.stringify({ seq, kind, subject: '1', at: '' }), lastEventId: String(seq) }))
  }
  /** The network is gone: the browser tries again by itself, or gives up. */
  cut(gaveUp: boolean) {
    this.readyState = gaveUp ? 2 : 0
    this.onerror!()
  }
}

const open = () => vi.advanceTimersByTime(300)

beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(Math, 'random').mockReturnValue(0.5)
  Stream.all = []
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

describe('LiveHub', () => {
  function hub() {
    const seen: LiveEvent[] = []
    const h = new LiveHub((url) => new Stream(url) as unknown as EventSource)
    const stop = h.listen(['workorder'], (e) => seen.push(e))
    open()
    Stream.last.say('hello', 0)
    return { h, seen, stop, got: () => seen.map((e) => (e.kind === resetKind ? 'reset' : e.seq)) }
  }

  it('goes on behind the last event after a cut, and tells nothing twice', () => {
    const { got } = hub()
    Stream.last.tell(7)
    Stream.last.tell(8)
    Stream.last.cut(false)
    open()
    expect(Stream.all).toHaveLength(1) // the browser resumes with the last event's number
    Stream.last.say('hello', 8)
    Stream.last.tell(8) // the server may send the last one again
    Stream.last.tell(9)
    expect(got()).toEqual([7, 8, 9])
  })

  it('refreshes everything once when the browser gave up and a new stream begins', () => {
    const { got } = hub()
    Stream.last.tell(7)
    Stream.last.cut(true)
    vi.advanceTimersByTime(60_000)
    expect(Stream.all).toHaveLength(2)
    Stream.last.say('hello', 20)
    Stream.last.say('hello', 20)
    Stream.last.tell(20) // before the stream began: asked for anew already
    Stream.last.tell(21)
    expect(got()).toEqual([7, 'reset', 21])
  })

  it('falls back to asking anew when the server says that the gap is too large', () => {
    const { got } = hub()
    Stream.last.tell(7)
    Stream.last.cut(false)
    Stream.last.say('reset', 90_000)
    Stream.last.tell(8) // of the gap, late
    Stream.last.tell(90_001)
    expect(got()).toEqual([7, 'reset', 90_001])
  })

  it('goes on below when the server begins to count anew', () => {
    const { got } = hub()
    Stream.last.tell(500)
    Stream.last.say('reset', 3) // another database stands behind the address
    Stream.last.tell(4)
    expect(got()).toEqual([500, 'reset', 4])
  })

  it('waits longer after each failure, and no longer than half a minute or so', () => {
    hub()
    const waits: number[] = []
    for (let n = 0; n < 8; n++) {
      const before = Stream.all.length
      const at = Date.now()
      Stream.last.cut(true)
      while (Stream.all.length === before) vi.advanceTimersByTime(500)
      waits.push(Date.now() - at)
    }
    expect(waits.slice(0, 5)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000])
    expect(Math.max(...waits)).toBeLessThanOrEqual(45_000)
  })

  it('asks for what somebody listens to, and closes when nobody does', () => {
    const { h, stop } = hub()
    const other = h.listen(['followup', 'workorder'], () => undefined)
    open()
    expect(Stream.last.url).toContain(encodeURIComponent('followup,workorder'))
    stop()
    other()
    open()
    expect(Stream.all.every((x) => x.readyState === 2)).toBe(true)
  })
})

describe('useLiveRefresh', () => {
  it('makes one refresh of many events, and one more of a reset', () => {
    vi.stubGlobal('EventSource', Stream)
    const queries = new QueryClient()
    const invalidate = vi.spyOn(queries, 'invalidateQueries')
    const wrapper = ({ children }: { children: ReactNode }) => <QueryClientProvider client={queries}>{children}</QueryClientProvider>
    const { unmount } = renderHook(() => useLiveRefresh(['workorder'], [['/orders'], ['/counts']], 800, (e) => e.subject === '1'), { wrapper })
    act(open)
    Stream.last.say('hello', 0)
    for (let seq = 1; seq <= 50; seq++) Stream.last.tell(seq)
    Stream.last.tell(50)
    expect(invalidate).not.toHaveBeenCalled()
    act(() => void vi.advanceTimersByTime(2_000))
    expect(invalidate.mock.calls.map(([x]) => x?.queryKey)).toEqual([['/orders'], ['/counts']])
    Stream.last.say('reset', 4_000) // whatever it concerns
    act(() => void vi.advanceTimersByTime(2_000))
    expect(invalidate).toHaveBeenCalledTimes(4)
    unmount()
    Stream.last.tell(4_001)
    act(() => void vi.advanceTimersByTime(2_000))
    expect(invalidate).toHaveBeenCalledTimes(4)
  })
})
