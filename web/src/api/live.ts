import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { LiveEvent } from './types'

type Listener = { topics: readonly string[]; fn: (e: LiveEvent) => void }

const firstWait = 1_000
const longestWait = 30_000

/** The kind of the event that stands for all that may have been missed. */
export const resetKind = 'live.reset'

/**
 * One event stream for the whole tab. It asks for the topics somebody listens
 * to (a topic is a room: workorder, followup, …), resumes where the browser was
 * cut off, tells of gaps, and waits longer after each failure.
 */
export class LiveHub {
  private listeners = new Set<Listener>()
  private source?: EventSource
  private opened = ''
  private lastSeq = 0
  private failures = 0
  private timer?: ReturnType<typeof setTimeout>
  private readonly make: (url: string) => EventSource

  constructor(make: (url: string) => EventSource = (url) => new EventSource(url)) {
    this.make = make
  }

  listen(topics: readonly string[], fn: (e: LiveEvent) => void): () => void {
    const l = { topics, fn }
    this.listeners.add(l)
    this.plan(20)
    return () => {
      this.listeners.delete(l)
      this.plan(200)
    }
  }

  private wanted(): string {
    const all = new Set<string>()
    for (const l of this.listeners) l.topics.forEach((x) => all.add(x))
    return [...all].sort().join(',')
  }

  private plan(ms: number): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.sync(), ms)
  }

  private sync(): void {
    const wanted = this.wanted()
    if (wanted === this.opened && this.source) return
    this.source?.close()
    this.source = undefined
    this.opened = wanted
    if (wanted === '') return
    const source = this.make(`/api/v1/live?topics=${encodeURIComponent(wanted)}`)
    this.source = source
    // A new stream starts at the present: what passed in between is asked for anew.
    let gap = this.lastSeq > 0
    source.addEventListener('hello', (m) => {
      this.failures = 0
      if (gap) this.missed(m)
      gap = false
    })
    source.addEventListener('reset', (m) => this.missed(m))
    source.onmessage = (m) => this.deliver(m)
    source.onerror = () => {
      // 0 = the browser reconnects by itself, with Last-Event-ID; 2 = it gave up.
      if (source.readyState !== 2 || this.source !== source) return
      source.close()
      this.source = undefined
      const wait = Math.min(longestWait, firstWait * 2 ** this.failures++)
      this.plan(wait * (0.75 + Math.random() / 2))
    }
  }

  /** Events were missed, or the server's memory is another one: everybody refreshes. */
  private missed(m: MessageEvent<string>): void {
    this.lastSeq = Number(m.lastEventId) || 0
    const e: LiveEvent = { seq: this.lastSeq, kind: resetKind, subject: '', at: new Date().toISOString() }
    for (const l of this.listeners) l.fn(e)
  }

  private deliver(m: MessageEvent<string>): void {
    let e: LiveEvent
    try {
      e = JSON.parse(m.data) as LiveEvent
    } catch {
      return
    }
    const seq = Number(m.lastEventId || e.seq)
    if (Number.isFinite(seq) && seq > 0) {
      if (seq <= this.lastSeq) return
      this.lastSeq = seq
    }
    for (const l of this.listeners) l.fn(e)
  }
}

const hub = new LiveHub()

/** Calls onEvent for each event on the topics while the component is on screen. */
export function useLive(topics: readonly string[], onEvent: (e: LiveEvent) => void): void {
  const fn = useRef(onEvent)
  useEffect(() => {
    fn.current = onEvent
  })
  const key = topics.join(',')
  useEffect(() => {
    if (typeof EventSource === 'undefined' || key === '') return
    return hub.listen(key.split(','), (e) => fn.current(e))
  }, [key])
}

/**
 * Refreshes queries when something happened: many events within the window are
 * one refresh, and a tab in the background waits until it is looked at.
 */
export function useLiveRefresh(
  topics: readonly string[],
  queryKeys: readonly (readonly unknown[])[],
  windowMs = 800,
  concerns?: (e: LiveEvent) => boolean,
): void {
  const queries = useQueryClient()
  const keys = useRef(queryKeys)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    keys.current = queryKeys
  })
  const refresh = () => {
    timer.current = undefined
    if (document.visibilityState === 'hidden') {
      document.addEventListener('visibilitychange', refresh, { once: true })
      return
    }
    for (const queryKey of keys.current) void queries.invalidateQueries({ queryKey })
  }
  useEffect(
    () => () => {
      clearTimeout(timer.current)
    },
    [],
  )
  useLive(topics, (e) => {
    if (concerns && e.kind !== resetKind && !concerns(e)) return
    // Spread over the window: a hundred screens must not ask in the same instant.
    timer.current ??= setTimeout(refresh, windowMs * (0.5 + Math.random()))
  })
}
