/** Refusals, appeals and what the words of a request point to, under the names that the screens use. */
import type { RequestBehind } from './intakeTypes'
import type { Body, Sure, With } from './shape'

export type RemitCode = Body<'RemitCode'>
export type RemitGroup = RemitCode['group']
export type RefusalState = RefusalRow['state']
export type RefusalRow = Sure<Body<'RefusalRow'>, 'request_id'>
/** said is null when the person asked for confidentiality and the reader may not read it. */
export type RefusalDetail = Omit<Sure<Body<'RefusalDetail'>, 'request_id'>, 'said'> & { said: RequestBehind | null }
export type RefusalCount = Body<'RefusalCount'>
export type Hint = Body<'Hint'>
export type Earlier = Body<'Earlier'>
export type Advice = With<Body<'Advice'>, { emergencies: Hint[]; outside: Hint[]; earlier: Earlier[]; storm: Body<'StormMatch'> | null }>
