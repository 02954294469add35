// The page of the browser's acceptance test: a phone that does what the test says and tells what happens.
import JsSIP from '../../../web/node_modules/jssip/lib/JsSIP.js'

const query = new URLSearchParams(location.search)
const tones = query.get('tones').split(',').map(Number)
const [urls, username, credential] = query.getAll('turn')
const pcConfig = urls ? { iceServers: [{ urls, username, credential }], iceTransportPolicy: 'relay' } : {}
const audio = { echoCancellation: false, noiseSuppression: false, autoGainControl: false }
const say = (type, more = {}) => fetch('/say', { method: 'POST', body: JSON.stringify({ type, ...more }) })

let session // the last one
const sessions = []
let heard = {}

function listen(track, stream) {
  if (track.kind !== 'audio') return
  const element = new Audio() // Chromium decodes a remote stream only when an element plays it
  element.srcObject = stream
  element.play()
  const context = new AudioContext()
  const analyser = context.createAnalyser()
  analyser.fftSize = 4096
  analyser.smoothingTimeConstant = 0
  context.createMediaStreamSource(stream).connect(analyser)
  const bins = new Float32Array(analyser.frequencyBinCount)
  const width = context.sampleRate / analyser.fftSize
  setInterval(() => {
    analyser.getFloatFrequencyData(bins)
    for (const hz of tones) {
      const at = Math.round(hz / width)
      if (Math.max(bins[at - 1], bins[at], bins[at + 1]) > -45) heard[hz] = (heard[hz] ?? 0) + 1
    }
  }, 50)
}

const socket = new JsSIP.WebSocketInterface(`ws://${location.host}/ws`)
const ua = new JsSIP.UA({
  sockets: [socket],
  uri: `sip:${query.get('user')}@127.0.0.1`,
  password: query.get('password'),
  connection_recovery_min_interval: 1,
  connection_recovery_max_interval: 1,
})
ua.on('registered', () => say('registered'))
ua.on('disconnected', () => say('disconnected'))
ua.on('registrationFailed', (e) => say('registrationFailed', { cause: e.cause }))
ua.on('newRTCSession', (e) => {
  session = e.session
  sessions.push(session)
  if (e.originator === 'remote') session.on('peerconnection', (p) => p.peerconnection.addEventListener('track', (t) => listen(t.track, t.streams[0])))
  else session.connection.addEventListener('track', (t) => listen(t.track, t.streams[0]))
  session.on('confirmed', () => say('confirmed'))
  session.on('ended', (x) => say('ended', { originator: x.originator, cause: x.cause }))
  session.on('failed', (x) => say('failed', { originator: x.originator, cause: x.cause }))
  session.on('hold', (x) => say('hold', { originator: x.originator }))
  session.on('unhold', (x) => say('unhold', { originator: x.originator }))
  say('session', { originator: e.originator, from: session.remote_identity.uri.user })
})
ua.start()

const orders = {
  answer: () => session.answer({ pcConfig, mediaConstraints: { audio, video: false } }),
  call: (o) => ua.call(o.number, { pcConfig, mediaConstraints: { audio, video: false } }),
  key: (o) => session.sendDTMF(o.key, { transportType: 'RFC2833' }),
  info: (o) => session.sendDTMF(o.key, { transportType: 'INFO' }),
  hold: () => session.hold(),
  unhold: () => session.unhold(),
  hangup: () => session.terminate(),
  refer: (o) => sessions[0].refer(o.number, {
    ...(o.replaces && { replaces: sessions[1] }),
    eventHandlers: { accepted: () => say('transferred'), failed: () => say('not transferred') },
  }),
  drop: () => socket._ws.close(),
  forget: () => { heard = {} },
  report: () => say('heard', { heard }),
}
for (;;) {
  const order = await (await fetch('/do')).json()
  try {
    orders[order.do](order)
  } catch (e) {
    say('error', { cause: String(e) })
  }
}
