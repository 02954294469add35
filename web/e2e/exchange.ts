import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The telephone exchange of one server of the tests. */
export interface Exchange {
  sip: number
  /** Where the operator of the city's trunk takes calls; see operator.ts. */
  operator: number
  env: Record<string, string>
}

/** Where calls of the city's trunk come from; see trunk.ts. */
export const trunkAddress = '127.0.0.3'

/** Of the emergency services of the tests 119 is busy; see operator.ts. */
const emergency = [
  { code: '110', name: '公安 110', dial: '110', reason: 'crime' },
  { code: '119', name: '消防 119', dial: '11986', reason: 'fire' },
  { code: '120', name: '急救 120', dial: '120', reason: 'life' },
  { code: '122', name: '交警 122', dial: '122', reason: 'traffic' },
]

/** Ports that this run has to itself, and that no other thing on the machine is likely to have. */
export function exchangeOf(data: string, i: number): Exchange {
  const sip = 17_000 + (process.pid % 200) * 10 + i * 5
  const media = 20_000 + (process.pid % 50) * 200 + i * 100
  const operator = sip + 3
  const plan = join(data, 'exchange.json')
  writeFileSync(plan, JSON.stringify({ trunks: [{ name: 'city', transport: 'UDP', user: '12345', peers: [`${trunkAddress}:${operator}`], allow: [`${trunkAddress}/32`] }], emergency }))
  return {
    sip,
    operator,
    env: {
      ONEDOOR_EXCHANGE_PLAN: plan,
      ONEDOOR_EXCHANGE_SIP_PORT: String(sip),
      ONEDOOR_EXCHANGE_BROWSER_PORT: String(sip + 1),
      ONEDOOR_EXCHANGE_MEDIA_FROM: String(media),
      ONEDOOR_EXCHANGE_MEDIA_TO: String(media + 99),
    },
  }
}
