import { own } from './provided'
import { createSocket } from 'node:dgram'
import { trunkAddress } from './ports'

/** A call that came over the trunk of the operator. It has a number and says nothing. */
export interface TrunkCall {
  hangUp: () => Promise<void>
}

/** Calls the hotline from a number, as the operator's exchange would, and returns once it is answered. */
export async function callFrom(number: string, hotline = '12345'): Promise<TrunkCall> {
  const { sip } = own('exchanges')
  const socket = createSocket('udp4')
  await new Promise<void>((done) => socket.bind(0, trunkAddress, done))
  const here = `${trunkAddress}:${socket.address().port}`
  const id = crypto.randomUUID()
  const from = `<sip:${number}@${here}>;tag=${id.slice(0, 8)}`
  let to = `<sip:${hotline}@127.0.0.1:${sip}>`
  let at = `sip:${hotline}@127.0.0.1:${sip}`
  const sdp = ['v=0', `o=- 1 1 IN IP4 ${trunkAddress}`, 's=-', `c=IN IP4 ${trunkAddress}`, 't=0 0', 'm=audio 40000 RTP/AVP 8', 'a=rtpmap:8 PCMA/8000', ''].join('\r\n')

  function send(method: string, seq: number, branch: string, body = '') {
    const lines = [
      `${method} ${at} SIP/2.0`,
      `Via: SIP/2.0/UDP ${here};branch=z9hG4bK${branch}`,
      'Max-Forwards: 70',
      `From: ${from}`,
      `To: ${to}`,
      `Call-ID: ${id}`,
      `CSeq: ${seq} ${method}`,
      `Contact: <sip:${number}@${here}>`,
      ...(body ? ['Content-Type: application/sdp'] : []),
      `Content-Length: ${body.length}`,
    ]
    socket.send(lines.join('\r\n') + '\r\n\r\n' + body, sip, '127.0.0.1')
  }

  function answered(seq: number): Promise<string> {
    return new Promise((done, fail) => {
      const late = setTimeout(() => fail(new Error(`the exchange never answers request ${seq}`)), 15_000)
      socket.on('message', (raw) => {
        const text = raw.toString()
        const status = Number(/^SIP\/2\.0 (\d+)/.exec(text)?.[1])
        if (!(status >= 200) || !text.includes(`\r\nCSeq: ${seq} `)) return
        clearTimeout(late)
        if (status < 300) done(text)
        else fail(new Error(text.split('\r\n')[0]))
      })
    })
  }

  // What the exchange asks of us in the call, as its goodbye, is agreed to.
  socket.on('message', (raw) => {
    const text = raw.toString()
    if (text.startsWith('SIP/2.0') || text.startsWith('ACK')) return
    const kept = text.split('\r\n').filter((l) => /^(Via|From|To|Call-ID|CSeq):/i.test(l))
    socket.send(['SIP/2.0 200 OK', ...kept, 'Content-Length: 0', '', ''].join('\r\n'), sip, '127.0.0.1')
  })
  const answer = answered(1)
  send('INVITE', 1, id + '1', sdp)
  const text = await answer
  to = /\r\nTo: ([^\r]*)/i.exec(text)![1]!
  at = /\r\nContact: <([^>]*)>/i.exec(text)?.[1] ?? at
  send('ACK', 1, id + '2')
  return {
    hangUp: async () => {
      const bye = answered(2).catch(() => '') // the exchange may have hung up first
      send('BYE', 2, id + '3')
      await bye
      socket.close()
    },
  }
}
