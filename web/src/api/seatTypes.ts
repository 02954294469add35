/** The seat's telephone, under the names that the screens use. */
import type { Body, With } from './shape'

export type SeatState = Body<'SeatView'>['state']
export type BreakKind = 'rest' | 'meal' | 'training' | 'duty'
/** What can be done with the call now. */
export type CallVerb = 'hold' | 'retrieve' | 'consult' | 'transfer' | 'together' | 'complete' | 'leave' | 'rate' | 'hang-up' | 'rejoin'
export type SeatCall = With<Body<'CallView'>, { may: CallVerb[] }>
export type CallParty = Body<'PartyView'>
export type SeatView = Omit<Body<'SeatView'>, 'calls' | 'watching'> & { calls: SeatCall[]; watching: Body<'WatchView'> | null }
export type SeatTarget = Body<'TargetView'>
export type SeatLine = Body<'LineView'>
