/** How often it is looked whether pictures come, and how long none may come before they count as stopped, in milliseconds. */
const every = 400
const patience = 1600
/** Of a camera, in bits a second: enough to read a document held before it, and no more than a phone's network carries. */
const rate = 700_000

/** The way of a call for pictures, both ways; none where the other side's description has none. */
function way(pc: RTCPeerConnection): RTCRtpTransceiver | undefined {
  return pc.getTransceivers().find((t) => t.receiver.track.kind === 'video')
}

/** Prepares a connection that will make an offer: first sound, then pictures, whether or not there are any yet. */
export function offerPictures(pc: RTCPeerConnection): void {
  pc.addTransceiver('audio', { direction: 'sendrecv' })
  pc.addTransceiver('video', { direction: 'sendrecv' })
}

/** Sends a camera's pictures, or none. */
export async function send(pc: RTCPeerConnection, camera: MediaStreamTrack | undefined): Promise<void> {
  const sender = way(pc)?.sender
  if (!sender) return
  await sender.replaceTrack(camera ?? null)
  if (!camera) return
  const how = sender.getParameters()
  if (how.encodings?.[0]) {
    how.encodings[0].maxBitrate = rate
    await sender.setParameters(how).catch(() => undefined) // then at the browser's own rate
  }
}

/**
 * Tells when pictures begin to come and when they stop: a camera that is switched off, a caller who is held, and a
 * network that is down all look the same. Returns how to stop looking.
 */
export function watch(pc: RTCPeerConnection, told: (picture: MediaStream | undefined) => void): () => void {
  let shown = false
  let decoded = 0
  let last = 0
  const look = async () => {
    const track = way(pc)?.receiver
    if (!track || pc.connectionState === 'closed') return
    let now = 0
    ;(await track.getStats()).forEach((s) => {
      if (s.type === 'inbound-rtp') now = (s as { framesDecoded?: number }).framesDecoded ?? 0
    })
    const at = Date.now()
    if (now > decoded) last = at
    decoded = now
    const on = last > 0 && at - last < patience
    if (on === shown) return
    shown = on
    told(on ? new MediaStream([track.track]) : undefined)
  }
  const timer = setInterval(() => void look().catch(() => undefined), every)
  return () => {
    clearInterval(timer)
    if (shown) told(undefined)
  }
}
