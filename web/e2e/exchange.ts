import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { operator } from './operator'
import { blocks, free, inUse, portsOf, trunkAddress, type Ports } from './ports'

/** The telephone exchange of one server of the tests. */
export interface Exchange {
  sip: number
  env: Record<string, string>
}

/** Of the emergency services of the tests 119 is busy; see operator.ts. */
const emergency = [
  { code: '110', name: '公安 110', dial: '110', reason: 'crime' },
  { code: '119', name: '消防 119', dial: '11986', reason: 'fire' },
  { code: '120', name: '急救 120', dial: '120', reason: 'life' },
  { code: '122', name: '交警 122', dial: '122', reason: 'traffic' },
]

/**
 * The exchange of the server of this data, with the operator of its trunk, which listens at once: whoever has the
 * operator's port has the block, so that two runs on a machine never share one. A block that somebody is found on is
 * left for the next.
 */
export async function exchangeOf(data: string, first: number): Promise<{ exchange: Exchange; close: () => void }> {
  for (let block = first; block < first + blocks; block++) {
    const ports = portsOf(block)
    try {
      const close = await operator(ports.operator)
      try {
        await free(ports)
        return { exchange: planned(data, ports), close }
      } catch (err) {
        close()
        throw err
      }
    } catch (err) {
      if (!inUse(err)) throw err
    }
  }
  throw new Error(`no ports for a telephone exchange: somebody is on each of the ${blocks} blocks from ${portsOf(0).sip}`)
}

function planned(data: string, { sip, browser, operator: trunk, media }: Ports): Exchange {
  const plan = join(data, 'exchange.json')
  writeFileSync(plan, JSON.stringify({ trunks: [{ name: 'city', transport: 'UDP', user: '12345', peers: [`${trunkAddress}:${trunk}`], allow: [`${trunkAddress}/32`] }], emergency }))
  return {
    sip,
    env: {
      ONEDOOR_EXCHANGE_PLAN: plan,
      ONEDOOR_EXCHANGE_SIP_PORT: String(sip),
      ONEDOOR_EXCHANGE_BROWSER_PORT: String(browser),
      ONEDOOR_EXCHANGE_MEDIA_FROM: String(media.from),
      ONEDOOR_EXCHANGE_MEDIA_TO: String(media.to),
    },
  }
}
