/** Work orders, under the names that the screens use. */
import type { Body, Sure, With } from './shape'

export type OrderKind = 'consult' | 'help' | 'complaint' | 'report' | 'suggestion' | 'praise' | 'invalid'
export type OrderState = 'registered' | 'dispatched' | 'returned' | 'handling' | 'paused' | 'shelved' | 'replied' | 'merged' | 'completed' | 'archived' | 'withdrawn'
export type Door = 'phone' | 'web' | 'counter' | 'letter' | 'other'
export type ReplyWay = 'phone' | 'sms' | 'web' | 'letter'
export type ReplyOutcome = Body<'ReplyBody'>['outcome']
export type DueLevel = Body<'OrderRow'>['due_level']

/** What may be done to an order. */
export type Verb =
  | 'dispatch'
  | 'sign'
  | 'return'
  | 'review-return'
  | 'reply'
  | 'review'
  | 'answer'
  | 'archive'
  | 'redo'
  | 'urge'
  | 'supplement'
  | 'note'
  | 'reassign'
  | 'attach'
  | 'designate'
  | 'apply'
  | 'decide'
  | 'pause'
  | 'resume'
  | 'progress'
  | 'contact'
  | 'merge'
  | 'split'
  | 'withdraw'
  | 'reopen'
  | 'seal'
  | 'unseal'
  | 'classify'
  | 'invite'
  | 'contribute'
  | 'return-invite'
  | 'release'
  | 'insist'
  | 'transfer'
  | 'recall'
  | 'accuse'
  | 'judge-accused'
  | 'ask-contact'

export type AccusedMatch = Body<'AccusedMatch'>
export type OrderAccused = Body<'OrderAccused'>

/** The verbs that have a route of their own; attaching goes by /orders/{id}/attachments. */
export type Step = Exclude<Verb, 'attach'>

export type OrderRow = With<Body<'OrderRow'>, { kind: OrderKind; state: OrderState }>
export type Order = With<
  Body<'OrderView'>,
  { kind: OrderKind; state: OrderState; door?: Door; replies: Reply[]; assignments: Assignment[]; verbs: Verb[] }
>
export type Reply = With<Body<'OrderReply'>, { outcome: ReplyOutcome | '' }>
export type Assignment = Sure<Body<'OrderAssignment'>, 'unit_id'>
export type OrderParty = Body<'OrderParty'>
export type Attachment = Body<'OrderAttachment'>
export type UploadRule = With<Body<'UploadRule'>, { endings: string[] }>
export type OrderClock = Body<'ClockView'>
export type ClockDay = Body<'DayView'>
export type ClockPause = Body<'PauseView'>
export type TimelineItem = With<Body<'TimelineItem'>, { from: OrderState | ''; to: OrderState | ''; payload: Record<string, unknown> | null }>
export type ReturnReason = Body<'ReturnReason'>
export type OrderStage = Body<'StageView'>
export type OrderCounts = Body<'OrderCounts'>
