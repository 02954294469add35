/** The shapes of work orders, as the API answers them. */
import type { ClockDay, ClockPause, Door, OrderKind } from './types'

export type OrderState =
  | 'registered'
  | 'dispatched'
  | 'returned'
  | 'handling'
  | 'replied'
  | 'completed'
  | 'archived'

export type DueLevel = 'ok' | 'soon' | 'overdue'

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

export interface OrderRow {
  id: string
  number: string
  title: string
  kind: OrderKind
  category_id?: string | null
  category_name?: string
  division_code?: string
  division_name?: string
  state: OrderState
  unit_id?: string | null
  unit_name?: string
  urgent: boolean
  business: boolean
  sealed: boolean
  direct?: boolean
  /** Historical: times that are absent are unknown. */
  imported?: boolean
  created_at?: string
  due_at?: string
  sign_due_at?: string
  completed_at?: string
  overdue: boolean
  due_level?: DueLevel
  redo_count: number
  urge_count: number
  version: number
}

export interface Reply {
  id: string
  at?: string
  actor_name?: string
  unit_name?: string
  outcome: ReplyOutcome | ''
  basis: string
  contacted_at?: string
  contact_number_masked?: string
  reached: boolean
  public_text: string
  internal_note?: string
  state: 'pending' | 'approved' | 'rejected'
  review_note?: string
  reviewed_at?: string
  reviewer_name?: string
  article_ids?: string[]
}

export type ReplyOutcome = 'resolved' | 'partial' | 'explained' | 'unsolved'

export interface Assignment {
  seq: number
  unit_id: string
  unit_name?: string
  by_name?: string
  how?: string
  given_at?: string
  due_at?: string
  signed_at?: string
  ended_at?: string
  note?: string
}

export interface ReturnRow {
  id?: string
  at: string
  unit_name?: string
  actor_name?: string
  reason_code: string
  reason_name?: string
  reason: string
  duty_basis?: string
  proposed_unit_id?: string | null
  proposed_unit_name?: string
  state?: 'pending' | 'upheld' | 'rejected'
  review_note?: string
}

export interface Attachment {
  id: string
  name: string
  mime: string
  size: number
  at?: string
  /** The reply or supplement it came with; null: the order itself. */
  child_id?: string | null
}

export interface OrderClock {
  which: 'unit' | 'total'
  due: string
  sign_due?: string
  total_due?: string
  from: string
  preset: string
  rule: string
  short: string
  text: string
  days: ClockDay[]
  pauses: ClockPause[]
  warnings: string[]
}

export interface Said {
  id: string
  at: string
  actor_name?: string
  unit_name?: string
}

export interface Order extends OrderRow {
  content: string
  expectation?: string
  address?: string
  occurred_at?: string
  accused?: string
  language?: string
  topics: string[]
  reply_wanted: boolean
  reply_way?: string
  reply_hours?: string
  assignments: Assignment[]
  replies: Reply[]
  returns: ReturnRow[]
  urges?: (Said & { note?: string })[]
  supplements?: (Said & { content: string })[]
  notes?: (Said & { text: string })[]
  attachments: Attachment[]
  door?: Door
  created_by_name?: string
  handler_name?: string
  total_due_at?: string
  verbs: Verb[]
  clock?: OrderClock
}

export interface TimelineItem {
  seq: number
  at: string
  kind: string
  label: string
  actor_name?: string
  unit_name?: string
  text?: string
  from?: OrderState | ''
  to?: OrderState | ''
  payload?: Record<string, unknown>
}

export interface ReturnReason {
  code: string
  label: string
}

export interface OrderCounts {
  views: Record<string, number>
}
