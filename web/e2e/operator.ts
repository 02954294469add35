import { createSocket } from 'node:dgram'
import { trunkAddress } from './ports'

/**
 * The operator's exchange, as far as calls out of the city go: a number that ends with 86 is busy, one that ends with 80
 * rings for ever, one that ends with 04 is none; all others are answered, and nobody says anything. Fails when somebody
 * has the port.
 */
export async function operator(port: number): Promise<() => void> {
  const socket = createSocket('udp4')
  const sdp = ['v=0', `o=- 1 1 IN IP4 ${trunkAddress}`, 's=-', `c=IN IP4 ${trunkAddress}`, 't=0 0', 'm=audio 40002 RTP/AVP 8 96', 'a=rtpmap:8 PCMA/8000', 'a=rtpmap:96 telephone-event/8000', ''].join('\r\n')
  const invited = new Map<string, string>() // by Call-ID: the INVITE, until it is answered
  socket.on('message', (raw, from) => {
    const text = raw.toString()
    if (text.startsWith('SIP/2.0') || text.startsWith('ACK')) return
    const id = /\r\nCall-ID: ([^\r]*)/i.exec(text)?.[1] ?? ''
    const answer = (status: string, to: string, body = '') => {
      const kept = to.split('\r\n').filter((l) => /^(Via|From|Call-ID|CSeq|Record-Route):/i.test(l))
      const callee = /\r\nTo: ([^\r]*)/i.exec(to)?.[1] ?? ''
      const lines = [
        `SIP/2.0 ${status}`,
        ...kept,
        `To: ${callee}${callee.includes('tag=') ? '' : `;tag=o${id.slice(0, 8)}`}`,
        `Contact: <sip:operator@${trunkAddress}:${port}>`,
        ...(body ? ['Content-Type: application/sdp'] : []),
        `Content-Length: ${body.length}`,
      ]
      socket.send(lines.join('\r\n') + '\r\n\r\n' + body, from.port, from.address)
    }
    if (text.startsWith('CANCEL')) {
      answer('200 OK', text)
      const invite = invited.get(id)
      if (invite) answer('487 Request Terminated', invite)
      invited.delete(id)
      return
    }
    if (!text.startsWith('INVITE')) return answer('200 OK', text)
    const number = /^INVITE sip:([^@]*)@/.exec(text)?.[1] ?? ''
    if (number.endsWith('86')) return answer('486 Busy Here', text)
    if (number.endsWith('04')) return answer('404 Not Found', text)
    invited.set(id, text)
    answer('180 Ringing', text)
    if (!number.endsWith('80')) setTimeout(() => invited.delete(id) && answer('200 OK', text, sdp), 200)
  })
  await new Promise<void>((done, fail) => {
    socket.once('error', fail)
    socket.bind(port, trunkAddress, () => {
      socket.off('error', fail)
      done()
    })
  })
  return () => socket.close()
}
