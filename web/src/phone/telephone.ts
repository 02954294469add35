import { createContext, useContext } from 'react'
import type { SeatOrder } from '@/api/seat'
import type { SeatCall, SeatView } from '@/api/types'
import type { PhoneNow } from './phone'

/** The seat's telephone as screens see it. */
export interface Telephone {
  /** The seat as the server sees it. */
  view: SeatView
  /** The call as the server sees it. */
  call?: SeatCall
  /** The telephone in this tab. */
  now: PhoneNow
  /** Another tab of the browser has the telephone. */
  elsewhere: boolean
  /** What the server's clock is ahead of ours, in milliseconds. */
  ahead: number
  /** A verb is on its way. */
  busy: boolean
  signIn: () => void
  answer: () => void
  mute: (on: boolean) => void
  key: (key: string) => void
  film: (on: boolean) => void
  order: (o: SeatOrder) => void
}

export const TelephoneContext = createContext<Telephone | undefined>(undefined)

/** Undefined for whoever has no seat, and until the server has said how it is. */
export function useTelephone(): Telephone | undefined {
  return useContext(TelephoneContext)
}
