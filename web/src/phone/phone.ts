import { loadAgent, type Agent, type AgentCall, type Line, type MakeAgent } from './agent'
import { openCamera } from './camera'
import { microphone, MicrophoneError, release, type MicrophoneFault } from './microphone'

export type LineState = 'off' | 'connecting' | 'ready' | 'lost' | 'refused'
export type Phase = 'ringing' | 'answering' | 'talking'

/** The call at this browser. Who speaks with whom, and who is held, the server says. */
export interface PhoneCall {
  id: string
  phase: Phase
  muted: boolean
  /** The keys that were pressed, to be read. */
  keys: string
}

export interface PhoneNow {
  line: LineState
  call?: PhoneCall
  /** What the other side says; to be played. */
  sound?: MediaStream
  /** What the other side shows, while pictures come. */
  picture?: MediaStream
  /** What the own camera sees, while it is on. */
  camera?: MediaStream
  fault?: MicrophoneFault
  cameraFault?: MicrophoneFault
}

/** What the telephone asks of the server. */
export interface Exchange {
  line: () => Promise<Line>
  /** Asks for the call again that this telephone had: the server rings, and the ring is answered at once. */
  rejoin: (call: string) => Promise<unknown>
}

interface Parts {
  exchange: Exchange
  load?: () => Promise<MakeAgent>
  voice?: () => Promise<MediaStream>
  camera?: () => Promise<MediaStream>
}

/** The seat's call as the server sees it, as far as the telephone cares. */
interface Seen {
  id: string
  cut: boolean
  /** The caller can be shown pictures now. */
  video: boolean
}

const again = 5_000
/** How long the server may take to say that a call outlived its socket, in milliseconds. */
const aMoment = 3_000

/**
 * The seat's telephone: connects, stays connected, and holds the one call. The agent brings lost sockets back by
 * itself; what this adds are fresh passwords, the voice, and taking a call up again that was cut off.
 */
export class Phone {
  private now: PhoneNow = { line: 'off' }
  private readonly listeners = new Set<() => void>()
  private readonly p: Parts
  private agent?: Agent
  private line?: Line
  private call?: AgentCall
  private voice?: MediaStream
  private cut?: string
  private outlived?: ReturnType<typeof setTimeout>
  private rejoining?: string
  private starting = false
  /** Whether the caller can see, and whether the camera's pictures go to it. */
  private seen = false
  private sent = false
  private timer?: ReturnType<typeof setTimeout>

  constructor(p: Parts) {
    this.p = p
  }

  readonly state = (): PhoneNow => this.now

  readonly subscribe = (changed: () => void): (() => void) => {
    this.listeners.add(changed)
    return () => this.listeners.delete(changed)
  }

  /** Asks for the microphone, so that it is there when it rings. */
  async tryMicrophone(): Promise<boolean> {
    const voice = await this.listen()
    release(voice)
    return voice !== undefined
  }

  /** Connects; harmless when it is connected. */
  async start(): Promise<void> {
    if (this.agent || this.starting) return
    this.starting = true
    clearTimeout(this.timer)
    this.set({ line: 'connecting' })
    try {
      const [make, line] = await Promise.all([(this.p.load ?? loadAgent)(), this.p.exchange.line()])
      if (!this.starting) return
      this.line = line
      this.agent = make(
        line,
        {
          registered: () => {
            this.set({ line: 'ready' })
            void this.rejoin()
          },
          lost: () => this.lost(),
          refused: () => this.refused(),
          expiring: () => void this.renew(true),
          rings: (call) => this.rings(call),
        },
        false,
      )
      this.agent.start()
    } catch {
      if (!this.starting) return
      this.set({ line: 'lost' })
      this.timer = setTimeout(() => void this.start(), again)
    } finally {
      this.starting = false
    }
  }

  stop(): void {
    this.starting = false
    clearTimeout(this.timer)
    clearTimeout(this.outlived)
    this.outlived = undefined
    this.over()
    const agent = this.agent
    this.agent = undefined
    this.cut = undefined
    agent?.stop()
    this.set({ line: 'off', fault: undefined })
  }

  /** What the server says of the seat's call: one that it keeps for us is taken up again. */
  see(seen: Seen | undefined): void {
    this.cut = seen?.cut ? seen.id : undefined
    this.seen = seen?.video === true
    this.picture()
    void this.rejoin()
  }

  async answer(): Promise<void> {
    const call = this.call
    if (!call || this.now.call?.phase !== 'ringing') return
    this.setCall({ phase: 'answering' })
    const voice = await this.listen()
    if (this.call !== call) return release(voice) // it stopped ringing meanwhile
    if (!voice) return this.setCall({ phase: 'ringing' })
    this.voice = voice
    call.answer(voice)
  }

  mute(on: boolean): void {
    if (!this.call || this.now.call?.phase !== 'talking') return
    this.call.mute(on)
    this.setCall({ muted: on })
  }

  key(key: string): void {
    if (!this.call || this.now.call?.phase !== 'talking') return
    this.call.key(key)
    this.setCall({ keys: this.now.call.keys + key })
  }

  hangUp(): void {
    this.call?.hangUp()
  }

  /** Switches the own camera on or off in a call. Its pictures go only while the caller can see them. */
  async film(on: boolean): Promise<void> {
    if (!on) return this.dark()
    const call = this.call
    if (!call || this.now.camera) return
    try {
      const camera = await (this.p.camera ?? openCamera)()
      if (this.call !== call) return release(camera) // it was over meanwhile
      this.set({ camera, cameraFault: undefined })
      this.picture()
    } catch (err) {
      this.set({ cameraFault: err instanceof MicrophoneError ? err.fault : 'failed' })
    }
  }

  private dark(): void {
    release(this.now.camera)
    this.set({ camera: undefined, cameraFault: undefined })
    this.picture()
  }

  private picture(): void {
    const send = this.seen && this.now.camera !== undefined
    if (send !== this.sent) this.call?.show(send ? this.now.camera!.getVideoTracks()[0] : undefined)
    this.sent = send
  }

  private rings(call: AgentCall): void {
    const before = this.call
    // The same call anew: what was left of it here is over.
    if (before && before.id === call.id) this.over()
    else if (before) return call.hangUp()
    // What the person has just asked for needs no second click.
    const asked = (this.rejoining === call.id && call.id !== '') || call.part === 'leader' || call.part === 'dial'
    this.call = call
    this.set({ call: { id: call.id, phase: 'ringing', muted: false, keys: '' } })
    call.attend({
      talking: () => this.call === call && this.setCall({ phase: 'talking' }),
      ended: () => this.call === call && this.over(),
      sound: (sound) => this.call === call && this.set({ sound }),
      picture: (picture) => this.call === call && this.set({ picture }),
    })
    if (asked) void this.answer()
  }

  private over(): void {
    const call = this.call
    this.call = undefined
    release(this.voice)
    this.voice = undefined
    release(this.now.camera)
    this.sent = false
    this.set({ call: undefined, sound: undefined, picture: undefined, camera: undefined, cameraFault: undefined })
    call?.hangUp()
  }

  private lost(): void {
    if (!this.agent) return
    this.set({ line: 'lost' })
    if (this.stale()) void this.renew(false)
  }

  private stale(): boolean {
    return !this.line || Date.parse(this.line.expires_at) - Date.now() < 10_000
  }

  private refused(): void {
    if (!this.agent) return
    this.set({ line: 'refused' })
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.renew(true), again)
  }

  private async renew(register: boolean): Promise<void> {
    const agent = this.agent
    try {
      const line = await this.p.exchange.line()
      if (this.agent !== agent) return
      this.line = line
      agent?.renew(line, register)
    } catch {
      if (this.agent !== agent || !agent) return
      clearTimeout(this.timer)
      this.timer = setTimeout(() => void this.renew(register), again)
    }
  }

  private async rejoin(late = false): Promise<void> {
    const id = this.cut
    if (!id || this.now.line !== 'ready' || this.rejoining) return
    // What stands here may have lived on without the socket. The server hears whether it has, and then says that nothing is
    // cut; to ask for a new line at once would hang up on the citizen.
    if (!late && this.call?.id === id && this.now.call?.phase === 'talking') {
      this.outlived ??= setTimeout(() => {
        this.outlived = undefined
        void this.rejoin(true)
      }, aMoment)
      return
    }
    this.rejoining = id
    try {
      await this.p.exchange.rejoin(id)
      this.cut = undefined
    } catch {
      // The server keeps the call no longer, or tells again that it does.
    } finally {
      // The ring may come a moment after the answer.
      setTimeout(() => (this.rejoining = undefined), again)
    }
  }

  private async listen(): Promise<MediaStream | undefined> {
    try {
      const voice = await (this.p.voice ?? microphone)()
      this.set({ fault: undefined })
      return voice
    } catch (err) {
      this.set({ fault: err instanceof MicrophoneError ? err.fault : 'failed' })
      return undefined
    }
  }

  private set(patch: Partial<PhoneNow>): void {
    this.now = { ...this.now, ...patch }
    this.listeners.forEach((changed) => changed())
  }

  private setCall(patch: Partial<PhoneCall>): void {
    if (this.now.call) this.set({ call: { ...this.now.call, ...patch } })
  }
}
