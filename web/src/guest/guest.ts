import type { Agent, AgentCall, Line } from '@/phone/agent'
import { makeAgent } from '@/phone/jssip'
import { microphone, MicrophoneError, release } from '@/phone/microphone'
import { guest as words } from '@/texts/zh/guest'
import { Lens } from './lens'
import { box, parts, press, quietly, say, show } from './page'
import { Sender } from './send'
import { follow, type GuestState } from './state'

// The telephone of the portal's page. The page fetches it when the citizen presses a button for the first time, and
// loading it is calling; the button that was pressed says whether by camera.

/** How long the way to the exchange may take, in milliseconds. */
const patience = 20_000

/** One call from the button to its end. */
class GuestCall {
  private agent?: Agent
  private call?: AgentCall
  private voice?: MediaStream
  private readonly lens = new Lens()
  private sender?: Sender
  private unfollow = () => {}
  private last?: GuestState
  private talking = 0
  /** Since when somebody speaks with the citizen, and since when the words about it stand. */
  private spoken = 0
  private quiet = 0
  private muted = false
  private over = false
  private clock?: ReturnType<typeof setInterval>
  private giveUp?: ReturnType<typeof setTimeout>

  async begin(seen: boolean): Promise<void> {
    show({ busy: true })
    say(words.microphone)
    try {
      this.voice = await microphone()
      if (seen) await this.lens.open()
      say(words.connecting)
      const line = await guestLine()
      this.giveUp = setTimeout(() => this.end(words.network), patience)
      this.agent = makeAgent(
        line,
        {
          registered: () => (this.call ? this.tick() : this.dial(line)),
          lost: () => this.call && !this.over && say(words.lost),
          refused: () => this.end(words.refused),
          expiring: () => {},
          rings: (call) => call.hangUp(),
        },
        true,
      )
      this.agent.start()
    } catch (err) {
      this.end(err instanceof MicrophoneError ? words.fault[err.fault] : err instanceof Refused ? err.message : words.network)
    }
  }

  hangUp(): void {
    this.end(undefined, words.hungUp)
  }

  mute(): void {
    this.muted = !this.muted
    this.call?.mute(this.muted)
    press(parts.mute, this.muted, this.muted ? words.unmute : words.mute)
  }

  camera(): void {
    this.lens.toggle()
  }

  photo(file: File | undefined): void {
    void this.sender?.photo(file)
  }

  place(): void {
    this.sender?.place()
  }

  key(key: string): void {
    if (this.talking) this.call?.key(key)
  }

  private dial(line: Line): void {
    const call = this.agent!.call(line.target, this.voice!)
    this.call = call
    this.lens.attach(call)
    show({ call: true })
    call.attend({
      talking: () => {
        clearTimeout(this.giveUp)
        this.talking = Date.now()
        show({ call: true, keys: true })
        say(words.queued)
        this.clock = setInterval(() => this.tick(), 1000)
        this.sender = new Sender(line)
        this.unfollow = follow(line, (now) => this.stands(now))
        parts.end.focus()
      },
      ended: (status) => this.end(this.talking ? undefined : status === 486 || status === 503 || status === 480 ? words.busy : words.refused),
      sound: (stream) => (parts.sound.srcObject = stream),
      picture: (stream) => this.lens.theirs(stream),
    })
  }

  /** Takes how the server says that the call stands. */
  private stands(now: GuestState): void {
    const before = this.last?.state
    this.last = now
    this.lens.see(now.video && now.state === 'talking', now.state === 'talking')
    this.sender?.show(now.state === 'talking')
    if (now.state === 'waiting') say(words.waiting(now.place, now.wait))
    else if (now.state === 'ringing') say(words.ringing)
    else if (now.state === 'held') say(words.held)
    else if (now.state === 'talking' && before !== 'talking') {
      this.spoken ||= Date.now()
      this.quiet = Date.now()
      say(words.answered)
    }
  }

  private tick(): void {
    // The words stay long enough to be read, and while there is something else to say.
    if (!this.spoken || this.last?.state !== 'talking' || Date.now() - this.quiet < 5000) return
    const s = Math.floor((Date.now() - this.spoken) / 1000)
    quietly(words.for(`${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`))
  }

  /** Ends it: with what went wrong, or else with what to say. */
  private end(why?: string, so = this.spoken || this.last?.state === 'leaving' ? words.ended : this.talking ? words.unserved : words.ended): void {
    if (this.over) return
    this.over = true
    this.unfollow()
    this.lens.end()
    clearInterval(this.clock)
    clearTimeout(this.giveUp)
    this.call?.hangUp()
    release(this.voice)
    // What says goodbye must still get out.
    setTimeout(() => this.agent?.stop(), 500)
    parts.sound.srcObject = null
    if (this.muted) this.mute()
    say(why ? words.ready : so)
    parts.wrong.textContent = why ?? ''
    parts.wrong.hidden = !why
    show({})
    parts.start.focus()
    if (current === this) current = undefined
  }
}

class Refused extends Error {}

async function guestLine(): Promise<Line> {
  const answer = await fetch('/call/line', {
    method: 'POST',
    headers: { Accept: 'application/json' },
    body: new URLSearchParams({ token: box.dataset.token ?? '' }),
  })
  const body = (await answer.json().catch(() => ({}))) as Line & { detail?: string }
  if (!answer.ok) throw new Refused(body.detail || words.refused)
  return body
}

let current: GuestCall | undefined
function begin(seen: boolean): void {
  if (current) return
  current = new GuestCall()
  void current.begin(seen)
}

parts.start.addEventListener('click', () => begin(false))
parts.seen.addEventListener('click', () => begin(true))
parts.camera.addEventListener('click', () => current?.camera())
parts.place.addEventListener('click', () => current?.place())
parts.photo.addEventListener('change', () => {
  current?.photo(parts.photo.files?.[0])
  parts.photo.value = ''
})
parts.end.addEventListener('click', () => current?.hangUp())
parts.mute.addEventListener('click', () => current?.mute())
parts.keys.addEventListener('click', (e) => {
  const key = (e.target as HTMLElement).closest('button')?.textContent
  if (key) current?.key(key)
})
window.addEventListener('pagehide', () => current?.hangUp())
begin(box.dataset.seen === 'true')
