import type { SeatCall } from '@/api/types'
import type { Telephone } from '@/phone/telephone'
import { t } from '@/texts'

export type Stage = keyof typeof t.phone.call

/** In what stage the call is, by what the server says of it and what this browser's telephone does. */
export function stageOf({ call, now }: Pick<Telephone, 'call' | 'now'>): Stage {
  const phase = now.call?.phase
  if (phase === 'answering') return 'answering'
  if (!call) return phase === 'ringing' ? 'ringing' : 'talking'
  if (call.cut) return 'cut'
  if (call.state === 'ringing') return call.part === 'helper' ? 'helper' : 'ringing'
  if (call.others.some((o) => o.state === 'together')) return 'together'
  if (call.others.some((o) => o.kind !== 'emergency')) return 'consulting' // caller and seat speak on while one rings
  if (call.state === 'calling') return 'calling'
  return call.held ? 'held' : 'talking'
}

/** Who is on the line, in a few characters. */
export function whoCalls(call?: SeatCall): string {
  if (!call) return t.phone.caller
  if (call.door === 'web') return t.phone.web
  return call.caller_masked || t.phone.withheld
}
