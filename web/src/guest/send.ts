import type { Line } from '@/phone/agent'
import { guest as words } from '@/texts/zh/guest'
import { note, parts } from './page'
import { owner } from './state'

/** The longer side of a photo that is sent, in pixels: enough to read a notice on a wall. */
const side = 1600

/** What the citizen sends beside the call: photos and where it is. Possible while somebody speaks with the citizen. */
export class Sender {
  private busy = false
  private readonly line: Line

  constructor(line: Line) {
    this.line = line
  }

  /** Shows or hides the buttons. */
  show(on: boolean): void {
    parts.sending.hidden = !on
  }

  async photo(file: File | undefined): Promise<void> {
    if (!file || !this.begin(words.sending)) return
    try {
      const form = new FormData()
      form.append('photo', await smaller(file), 'photo.jpg')
      await this.post('/call/photo', form, words.photoSent)
    } catch {
      this.done(words.notPhoto)
    }
  }

  place(): void {
    if (!navigator.geolocation) return note(words.noPlace)
    if (!this.begin(words.locating)) return
    navigator.geolocation.getCurrentPosition(
      ({ coords: c }) =>
        void this.post(
          '/call/place',
          new URLSearchParams({ latitude: String(c.latitude), longitude: String(c.longitude), accuracy: String(Math.round(c.accuracy || 0)) }),
          words.placeSent,
        ),
      (err) => this.done(err.code === 1 ? words.placeDenied : words.noPlace),
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 },
    )
  }

  private begin(what: string): boolean {
    if (this.busy) return false
    this.busy = true
    note(what)
    return true
  }

  private done(what: string): void {
    this.busy = false
    note(what)
  }

  private async post(path: string, body: BodyInit, sent: string): Promise<void> {
    try {
      const answer = await fetch(path, { method: 'POST', headers: { Accept: 'application/json', ...owner(this.line) }, body })
      const problem = answer.ok ? {} : ((await answer.json().catch(() => ({}))) as { detail?: string })
      this.done(answer.ok ? sent : problem.detail || words.notSent)
    } catch {
      this.done(words.notSent)
    }
  }
}

/** A photo as it is to be seen, upright and not larger than needed. */
async function smaller(file: File): Promise<Blob> {
  const seen = await createImageBitmap(file, { imageOrientation: 'from-image' })
  const by = Math.min(1, side / Math.max(seen.width, seen.height))
  const paper = document.createElement('canvas')
  paper.width = Math.max(1, Math.round(seen.width * by))
  paper.height = Math.max(1, Math.round(seen.height * by))
  paper.getContext('2d')!.drawImage(seen, 0, 0, paper.width, paper.height)
  seen.close()
  return new Promise((done, fail) => paper.toBlob((b) => (b ? done(b) : fail(new Error('no picture'))), 'image/jpeg', 0.85))
}
