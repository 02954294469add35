import type { AgentCall } from '@/phone/agent'
import { openCamera } from '@/phone/camera'
import { MicrophoneError, release } from '@/phone/microphone'
import { guest as words } from '@/texts/zh/guest'
import { note, parts, press } from './page'

/** The citizen's camera in a call: pictures go only while somebody speaks with the citizen who can see them. */
export class Lens {
  private camera?: MediaStream
  private call?: AgentCall
  private sent = false
  private seen = false
  private over = false

  get on(): boolean {
    return this.camera !== undefined
  }

  /** Switches the camera on; what keeps it from that is said, and the call goes on without. */
  async open(): Promise<void> {
    try {
      const camera = await openCamera()
      if (this.over) return release(camera)
      this.camera = camera
      note('')
    } catch (err) {
      note(words.cameraFault[err instanceof MicrophoneError ? err.fault : 'failed'])
    }
    this.draw()
  }

  close(): void {
    release(this.camera)
    this.camera = undefined
    note('')
    this.draw()
  }

  toggle(): void {
    if (this.on) this.close()
    else void this.open()
  }

  /** The call that pictures go with. */
  attach(call: AgentCall): void {
    this.call = call
    this.draw()
  }

  /** Whether somebody can see the pictures now; talking tells whether anybody speaks with the citizen at all. */
  see(seen: boolean, talking: boolean): void {
    this.seen = seen
    if (this.on) note(talking && !seen ? words.noVideo : '')
    this.draw()
  }

  theirs(picture: MediaStream | undefined): void {
    parts.theirs.srcObject = picture ?? null
    parts.theirs.hidden = !picture
    this.draw()
  }

  end(): void {
    this.over = true
    this.close()
    this.theirs(undefined)
  }

  private draw(): void {
    const send = this.on && this.seen
    if (send !== this.sent) this.call?.show(send ? this.camera!.getVideoTracks()[0] : undefined)
    this.sent = send
    if (parts.own.srcObject !== (this.camera ?? null)) parts.own.srcObject = this.camera ?? null
    parts.own.hidden = !this.on
    parts.pictures.hidden = !this.on && parts.theirs.hidden
    press(parts.camera, this.on, this.on ? words.cameraOff : words.cameraOn)
  }
}
