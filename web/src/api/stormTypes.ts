/** Declared events, under the names that the screens use. */
import type { Masked } from './intakeTypes'
import type { Door, OrderState } from './orderTypes'
import type { Body, Sure, With } from './shape'

export type Storm = Sure<Body<'Storm'>, 'order_id'>
export type StormForm = Omit<Body<'StormIn'>, '$schema'>
export type StormKind = StormForm['kind']
export type Banner = Body<'Banner'>
export type StormMatch = Body<'StormMatch'>
export type StormFigures = With<Body<'StormFigures'>, { by_door: { door: Door; n: number }[] }>
export type WordCount = Body<'WordCount'>
export type Candidate = With<Sure<Body<'Candidate'>, 'order_id'>, { state: OrderState }>
export type JoinedRow = With<Sure<Body<'JoinedRow'>, 'request_id'>, { door: Door }>
export type OwedRow = Omit<Sure<Body<'OwedRow'>, 'request_id' | 'word_id' | 'order_id'>, 'identity'> & { identity: Masked | null }
