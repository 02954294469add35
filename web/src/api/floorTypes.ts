/** The team leader's floor, under the names that the screens use. */
import type { Body } from './shape'

export type FloorCall = Body<'FloorCall'>
/** Who has no call has null there, which the API document does not say of things. */
export type FloorSeat = Omit<Body<'FloorSeat'>, 'call'> & { call: FloorCall | null }
export type FloorQueue = Body<'FloorQueue'>
export type FloorFigures = Body<'FloorFigures'>
export type Floor = Omit<Body<'FloorView'>, 'seats' | 'watching'> & { seats: FloorSeat[]; watching: Watching | null }
export type Watching = Body<'WatchView'>
export type Help = Body<'HelpView'>
export type WatchMode = 'listen' | 'whisper' | 'barge'
export type Attendance = Body<'AttendanceView'>
export type Handover = Body<'HandoverView'>
export type OwnWork = Body<'OwnWork'>
