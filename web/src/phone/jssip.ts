import { UA } from 'jssip'
import type { RTCSessionEvent } from 'jssip/lib/UA'
import type { RTCSession } from 'jssip/lib/RTCSession'
import type { Agent, AgentCall, AgentEvents, CallEvents, Line } from './agent'
import { offerPictures, send, watch } from './pictures'
import { LineSocket } from './socket'

const idHeader = 'X-Onedoor-Call'
const partHeader = 'X-Onedoor-Part'
/** A caller whose browser finds no further way to the exchange goes on with those that it has found, in milliseconds. */
const gatherFor = 1500

/** A telephone by JsSIP. A guest does not register: it only calls. */
export function makeAgent(first: Line, events: AgentEvents, guest: boolean): Agent {
  let line = first
  const socket = new LineSocket(() => line.ws_path)
  const ua = new UA({
    sockets: [socket as never],
    uri: line.uri,
    password: line.password,
    register: !guest,
    register_expires: 300,
    session_timers: true,
    connection_recovery_min_interval: 1,
    connection_recovery_max_interval: 15,
    user_agent: 'Onedoor',
  })
  ua.on('registered', events.registered)
  ua.on('disconnected', events.lost)
  ua.on('unregistered', events.lost)
  ua.on('registrationFailed', (e) => {
    // Without an answer it was the way that failed, which is tried again.
    const status = e.response?.status_code ?? 0
    if (status === 401 || status === 403 || status === 404 || status === 407) events.refused()
    else events.lost()
  })
  ua.on('registrationExpiring', events.expiring)
  if (guest) ua.on('connected', events.registered)
  ua.on('newRTCSession', (e: RTCSessionEvent) => {
    if (e.originator !== ('remote' as never)) return
    const header = (name: string) => (e.request as { getHeader: (name: string) => string | undefined }).getHeader(name) ?? ''
    events.rings(callOf(e.session, header(idHeader), header(partHeader), () => line))
  })
  return {
    start: () => ua.start(),
    stop: () => ua.stop(),
    renew: (fresh, register) => {
      line = fresh
      ua.set('password', fresh.password)
      if (register && ua.isConnected()) ua.register()
    },
    call: (address, voice) => {
      const session = ua.call(address, {
        mediaStream: voice,
        pcConfig: pcConfig(line),
        eventHandlers: { peerconnection: (e: { peerconnection: RTCPeerConnection }) => offerPictures(e.peerconnection) },
      } as never)
      return callOf(session, '', '', () => line)
    },
  }
}

function pcConfig(line: Line): RTCConfiguration {
  return { iceServers: line.ice_servers }
}

function callOf(session: RTCSession, id: string, part: string, line: () => Line): AgentCall {
  let told: CallEvents | undefined
  let unwatch = () => {}
  const listen = (pc: RTCPeerConnection) => {
    pc.addEventListener('track', (t) => {
      if (t.track.kind === 'audio') return told?.sound(t.streams[0] ?? new MediaStream([t.track]))
      // The answer is made when all tracks were told: it says that pictures may go both ways.
      t.transceiver.direction = 'sendrecv'
    })
    unwatch()
    unwatch = watch(pc, (picture) => told?.picture?.(picture))
  }
  if (session.connection) listen(session.connection)
  else session.on('peerconnection', (p) => listen(p.peerconnection))
  let waiting: ReturnType<typeof setTimeout> | undefined
  session.on('icecandidate', (e) => {
    clearTimeout(waiting)
    waiting = setTimeout(e.ready, gatherFor)
  })
  session.on('confirmed', () => told?.talking())
  const end = (e: { message?: unknown }) => {
    clearTimeout(waiting)
    unwatch()
    told?.ended((e.message as { status_code?: number } | null)?.status_code ?? 0)
  }
  session.on('ended', () => end({}))
  session.on('failed', end)
  return {
    id,
    part,
    attend: (e) => {
      told = e
    },
    answer: (voice) => session.answer({ mediaStream: voice, pcConfig: pcConfig(line()) }),
    mute: (on) => (on ? session.mute({ audio: true }) : session.unmute({ audio: true })),
    show: (camera) => {
      if (session.connection && !session.isEnded()) void send(session.connection, camera).catch(() => undefined)
    },
    key: (key) => {
      const press = () => session.sendDTMF(key, { transportType: 'RFC2833' as never, duration: 120, interToneGap: 80 })
      const pc = session.connection
      if (!pc || pc.connectionState === 'connected') return press()
      // The call stands a moment before its sound does, and a key is sound.
      const ready = () => {
        if (pc.connectionState === 'connecting' || pc.connectionState === 'new') return
        pc.removeEventListener('connectionstatechange', ready)
        if (pc.connectionState === 'connected' && !session.isEnded()) press()
      }
      pc.addEventListener('connectionstatechange', ready)
    },
    hangUp: () => {
      if (!session.isEnded()) session.terminate()
    },
  }
}
