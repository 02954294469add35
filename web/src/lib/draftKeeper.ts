import { Problem } from '@/api/problem'
import { dropLocalDraft, keepLocalDraft, readLocalDraft } from './localDrafts'

/** How a draft stands: on the server since at, or only here because the server was not reached or refused it. */
export interface KeptState {
  at?: string
  local?: 'offline' | 'refused'
}

interface Remote<T> {
  put: (value: T, at: string) => Promise<unknown>
  del: () => Promise<unknown>
}

const pause = 1_500
const firstRetry = 5_000
const longestRetry = 60_000

/**
 * Brings a draft to the server: at once into the browser, after a pause over the network, one request at a time, so
 * that a deletion never overtakes what was put before it. What did not arrive is tried again when the network is back,
 * and from time to time.
 */
export class DraftKeeper<T> {
  private wanted?: { value: T; at: string }
  private doomed = false
  private onServer = false
  private running = false
  private closed = false
  private failures = 0
  private timer?: ReturnType<typeof setTimeout>
  private readonly key: string
  private readonly remote: Remote<T>
  private readonly tell: (s: KeptState) => void

  constructor(key: string, remote: Remote<T>, tell: (s: KeptState) => void) {
    this.key = key
    this.remote = remote
    this.tell = tell
    window.addEventListener('online', this.now)
  }

  /** The newest of what the browser and the server have, but nothing that was dropped here. */
  start(stored: { saved_at: string; value: T } | undefined): T | undefined {
    const local = readLocalDraft<T>(this.key)
    const gone = readLocalDraft<true>(this.goneKey)
    const dropped = stored && gone && stored.saved_at <= gone.saved_at
    this.onServer = stored !== undefined
    if (dropped) {
      this.doomed = true
      void this.sync()
    }
    const remote = dropped ? undefined : stored
    return (local && (!remote || local.saved_at > remote.saved_at) ? local : remote)?.value
  }

  change(value: T, now = new Date()): void {
    const at = now.toISOString()
    keepLocalDraft(this.key, value, now)
    this.wanted = { value, at }
    this.plan(pause)
  }

  /** The draft is no longer wanted: it was registered, put aside or cleared. */
  drop(now = new Date()): void {
    this.wanted = undefined
    dropLocalDraft(this.key)
    this.tell({})
    clearTimeout(this.timer)
    if (!this.onServer) return
    keepLocalDraft(this.goneKey, true, now)
    this.doomed = true
    void this.sync()
  }

  close(): void {
    this.closed = true
    clearTimeout(this.timer)
    window.removeEventListener('online', this.now)
  }

  private readonly now = () => void this.sync()

  private get goneKey(): string {
    return this.key + '.gone'
  }

  private plan(ms: number): void {
    clearTimeout(this.timer)
    if (!this.closed) this.timer = setTimeout(this.now, ms)
  }

  private async sync(): Promise<void> {
    if (this.running) return
    clearTimeout(this.timer)
    this.running = true
    let job = this.wanted
    try {
      while (this.doomed || (job && !this.closed)) {
        if (job && !this.closed) await this.put(job)
        else await this.del()
        // What was written meanwhile waits for its own pause.
        job = this.wanted
        if (job) break
      }
      this.failures = 0
      if (job) this.plan(pause)
    } catch (err) {
      this.failed(job, err)
    } finally {
      this.running = false
    }
  }

  private async put(job: { value: T; at: string }): Promise<void> {
    this.onServer = true // it may arrive even if no answer comes
    await this.remote.put(job.value, job.at)
    if (this.wanted !== job) return
    this.wanted = undefined
    this.doomed = false
    dropLocalDraft(this.goneKey)
    if (readLocalDraft(this.key)?.saved_at === job.at) dropLocalDraft(this.key)
    this.tell({ at: job.at })
  }

  private async del(): Promise<void> {
    await this.remote.del()
    this.onServer = false
    this.doomed = false
    dropLocalDraft(this.goneKey)
  }

  private failed(job: { at: string } | undefined, err: unknown): void {
    const refused = err instanceof Problem && !err.uncertain
    if (job && this.wanted === job) this.tell({ at: job.at, local: refused ? 'refused' : 'offline' })
    if (!refused) return this.plan(Math.min(longestRetry, firstRetry * 2 ** this.failures++))
    // A refusal stands until something changes. What was dropped here stays dropped here, whatever the server keeps.
    if (!job) this.doomed = false
    else if (this.wanted !== job) this.plan(pause)
  }
}
