import type { Line } from '@/phone/agent'

/** A visitor's own call, as the server sees it. */
export interface GuestState {
  state: 'calling' | 'menu' | 'waiting' | 'ringing' | 'talking' | 'held' | 'leaving'
  place: number
  wait: number
  video: boolean
}

const every = 2000

/** What says to the server that this page has the line. */
export const owner = (line: Line) => ({ Authorization: 'Basic ' + btoa(`${line.account}:${line.password}`) })

/** Asks again and again how the call stands, until it is stopped. */
export function follow(line: Line, told: (now: GuestState) => void): () => void {
  let stopped = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const ask = async () => {
    try {
      const answer = await fetch('/call/state', { headers: { Accept: 'application/json', ...owner(line) } })
      if (!stopped && answer.ok) told((await answer.json()) as GuestState)
    } catch {
      // The network is away for a moment; the telephone says so when it matters.
    }
    if (!stopped) timer = setTimeout(() => void ask(), every)
  }
  void ask()
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}
