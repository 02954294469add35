/** What a browser needs to be a telephone, as the server gives it: good for a while, kept nowhere. */
export interface Line {
  account: string
  password: string
  uri: string
  /** Of a guest: the only address that may be called. */
  target: string
  ws_path: string
  expires_at: string
  ice_servers: RTCIceServer[]
}

/** What happens to a call, told to whoever has it. */
export interface CallEvents {
  talking: () => void
  /** The status of the refusal where there was one, 0 when the call had begun. */
  ended: (status: number) => void
  /** What the other side says; to be played. */
  sound: (stream: MediaStream) => void
  /** What the other side shows, while pictures come; nothing once they have stopped, for whatever reason. */
  picture?: (stream: MediaStream | undefined) => void
}

/** One call of the agent. */
export interface AgentCall {
  /** By which the server knows the call; empty for calls that the browser makes. */
  readonly id: string
  /** In what part this telephone is called: leader, its person wants to take part in a call; dial, this seat calls somebody by a click. */
  readonly part: string
  attend: (events: CallEvents) => void
  answer: (voice: MediaStream) => void
  mute: (on: boolean) => void
  /** Shows what a camera sees, or no longer. Nothing is agreed anew: the way for pictures stands with the call. */
  show: (camera: MediaStreamTrack | undefined) => void
  /** One key, sent within the sound (RFC 4733). */
  key: (key: string) => void
  hangUp: () => void
}

/** What happens to the line. */
export interface AgentEvents {
  registered: () => void
  /** The socket or the registration is gone; the agent tries again by itself. */
  lost: () => void
  /** The registration was refused: trying again with the same password is of no use. */
  refused: () => void
  /** It must register again soon and needs a password for it: answer with renew. */
  expiring: () => void
  rings: (call: AgentCall) => void
}

/** A telephone that speaks SIP over a socket. The JsSIP one is in jssip.ts; tests have their own. */
export interface Agent {
  start: () => void
  stop: () => void
  /** Takes a fresh line: its password and its socket hold from the next registration or connection on. */
  renew: (line: Line, register: boolean) => void
  /** Calls an address with a voice. */
  call: (address: string, voice: MediaStream) => AgentCall
}

export type MakeAgent = (line: Line, events: AgentEvents, guest: boolean) => Agent

/** The library is big and only those who telephone fetch it. */
export async function loadAgent(): Promise<MakeAgent> {
  return (await import('./jssip')).makeAgent
}
