import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'

/** Where calls of the city's trunk come from, and where its operator takes them; see trunk.ts and operator.ts. */
export const trunkAddress = '127.0.0.3'

/** The ports of one server's telephone exchange, and of the operator of its trunk. */
export interface Ports {
  sip: number
  browser: number
  operator: number
  media: { from: number; to: number }
}

/** How many servers find a place; all ports are below those that systems hand out by themselves. */
export const blocks = 100

/** The ports of a block. */
export function portsOf(block: number): Ports {
  const sip = 17_000 + (block % blocks) * 5
  const media = 20_000 + (block % blocks) * 100
  return { sip, browser: sip + 1, operator: sip + 3, media: { from: media, to: media + 99 } }
}

/** Whether somebody else has the port that could not be had. */
export const inUse = (err: unknown) => (err as NodeJS.ErrnoException).code === 'EADDRINUSE'

const asUDP = (port: number) =>
  new Promise<void>((done, fail) => {
    const socket = createSocket('udp4')
    socket.once('error', fail)
    socket.bind(port, () => socket.close(() => done()))
  })

const asTCP = (port: number) =>
  new Promise<void>((done, fail) => {
    const server = createServer()
    server.once('error', fail)
    server.listen(port, '0.0.0.0', () => server.close(() => done()))
  })

/** Fails when the program could not listen on its ports; those of sound are asked for only when somebody speaks. */
export async function free({ sip, browser }: Ports) {
  await asUDP(sip)
  await asTCP(sip)
  await asUDP(browser)
}
