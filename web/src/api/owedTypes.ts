/** Callers who are owed a call, under the names that the screens use. */
import type { SeatView } from './seatTypes'
import type { Body } from './shape'

export type OwedState = Body<'OwedView'>['state']
export type OwedCaller = Body<'OwedView'>
export type OwedList = Body<'OwedList'>
export type OwedDialled = Omit<Body<'DialledView'>, 'seat'> & { seat: SeatView }
