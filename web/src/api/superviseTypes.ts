/** Supervision and joint meetings, under the names that the screens use. */
import type { Body } from './shape'

export type WatchRow = Body<'WatchRow'>
export type WatchView = 'overdue' | 'cards' | 'yellow' | 'red' | 'redo' | 'urged' | 'repeated' | 'returned' | 'shelved' | 'stages' | 'upcoming'
export type CardRow = Body<'CardRow'>
export type CardCount = Body<'CardCount'>
export type CaseRow = Body<'CaseRow'>
export type CaseView = Body<'CaseView'>
export type TaskView = Body<'TaskView'>
export type SuggestionRow = Body<'SuggestionRow'>
export type SuperviseCounts = Body<'SuperviseCounts'>
export type SuperviseReasons = Body<'SuperviseReasons'>
export type SupervisePanel = Body<'OrderPanel'>
export type Chain = Body<'Chain'>
export type ChainStep = Body<'ChainStep'>
export type DocketItem = Body<'DocketItem'>
export type MeetingRow = Body<'MeetingRow'>
export type MeetingView = Body<'MeetingView'>
export type LimitAsked = Body<'LimitIn'>
export type Why = Body<'DueWhy'>
