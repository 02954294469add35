/**
 * The shapes that travel over /api/v1. Ids are decimal strings, times RFC 3339.
 * Named here by hand after openapi.json; screens import only these names.
 */
export interface Page<T> {
  items: T[]
  next_cursor?: string
}

export interface Named {
  id: string
  name: string
}

export interface Me {
  id: string
  name: string
  login: string
  roles: Named[]
  rights: string[]
  unit: Named | null
  scope: 'all' | 'units'
  scope_units: string[]
  totp?: boolean
}

// ---- directory

export type UnitKind = 'department' | 'district' | 'town' | 'zone' | 'company' | 'centre' | 'subcentre'
export type UnitMode = 'full_merge' | 'dual_number' | 'sub_centre' | 'none'

export interface Unit {
  id: string
  code: string
  name: string
  short_name: string
  pinyin: string
  kind: UnitKind
  parent_id?: string
  division_code?: string
  mode: UnitMode
  sub_centre_id?: string
  duty_phone?: string
  duty_person?: string
  window_address?: string
  office_hours?: string
  active: boolean
  version: number
}

export interface Hotline {
  id: string
  number: string
  name: string
  unit_id?: string
  mode: UnitMode
  note?: string
  active: boolean
  version: number
}

export interface Division {
  code: string
  name: string
  level: 'city' | 'area' | 'street' | 'village'
  parent_code?: string
  kind?: string
}

export interface Staff {
  id: string
  login: string
  name: string
  unit_id?: string
  unit_name?: string
  roles: string[]
  active: boolean
  version: number
}

export interface Role {
  id: string
  name: string
  rights: string[]
}

// ---- catalogue

export interface Category {
  id: string
  code: string
  name: string
  parent_id?: string
  level: number
  pinyin: string
  default_kind?: OrderKind | ''
  active: boolean
  version: number
}

export interface DefaultUnitAnswer {
  /** null: nobody; choose by hand. */
  unit_id: string | null
  unit_name: string
  why: string
}

export interface DefaultUnitRow {
  category_id: string
  category_name?: string
  division_code: string
  division_name?: string
  unit_id: string
  unit_name?: string
}

export type LimitUnit =
  | 'working_day'
  | 'natural_day'
  | 'working_hour'
  | 'natural_hour'
  | 'working_minute'
  | 'natural_minute'
  | 'natural_second'

export interface PresetLimit {
  name: string
  title: string
  stage: string
  kinds?: OrderKind[]
  case?: string
  urgent?: boolean
  anchor?: 'before_due' | 'after_due'
  unit: LimitUnit
  n: number
  source?: string
}

export interface Preset {
  name: string
  title: string
  source: string
  periods: string[]
  limits: PresetLimit[]
  notes?: string[]
  /** Kinds of request it holds for; the empty string is the general one. */
  used_for: string[]
  version: number
}

export interface CalendarDay {
  date: string
  name: string
  is_off: boolean
}

export interface CalendarAnswer {
  years: number[]
  year: number
  known: boolean
  days: CalendarDay[]
}

export interface ClockDay {
  date: string
  weekday: string
  name?: string
  working: boolean
  known: boolean
  counted: boolean
  /** Which counted day it is, from 1. */
  number?: number
  seconds?: number
  stopped_seconds?: number
  why?: string
}

export interface ClockPause {
  from: string
  to: string
}

export interface DueAnswer {
  due: string
  short: string
  rule: string
  days: ClockDay[]
  pauses: ClockPause[]
  warnings: string[]
  text: string[]
}

export interface CalendarReport {
  added: number
  changed: number
  unchanged: number
  years: number[]
  partial: number[]
}

// ---- intake

export type Door = 'phone' | 'web' | 'counter' | 'letter' | 'other'
export type OrderKind = 'consult' | 'help' | 'complaint' | 'report' | 'suggestion' | 'praise' | 'invalid'
export type ReplyWay = 'phone' | 'sms' | 'web' | 'letter' | 'none'

export type Then =
  | { verb: 'dispatch'; unit_id: string; note?: string }
  | { verb: 'answer'; text: string; article_ids: string[] }

export interface RequestForm {
  kind: OrderKind
  category_id: string
  division_code: string
  address: string
  occurred_at?: string
  accused?: string
  title: string
  content: string
  expectation?: string
  urgent: boolean
  business: boolean
  language: string
  topics: string[]
  sealed: boolean
  reply_wanted: boolean
  reply_way?: string
  reply_hours?: string
  attachment_ids: string[]
  then?: Then
}

export interface ContactForm {
  door: Door
  hotline_number?: string
  caller_number?: string
  contact_phone?: string
  caller_name?: string
  salutation?: string
  language?: string
  requests: RequestForm[]
  /** The draft that goes once this is taken on. */
  draft_key?: string
}

export interface Receipt {
  contact_id: string
  request_id: string
  number: string
  query_code: string
  order_id: string
  order_number: string
}

export interface ContactAnswer {
  contact_id: string
  receipts: Receipt[]
}

export interface RequestBehind {
  request_id: string
  number: string
  door: Door
  created_at: string
  /** null: nothing is known of the person, or the person asked for confidentiality. */
  identity: Masked | null
  confidential: boolean
  repeats: boolean
  salutation?: string
  reply_wanted?: boolean
  reply_way?: string
  title?: string
  content?: string
  satisfaction?: number
}

export interface Masked {
  identity_id: string
  name_masked: string
  phone_masked: string
}

export interface HistoryRequest {
  request_id: string
  number: string
  title: string
  kind: OrderKind
  state: OrderState
  unit_name?: string
  created_at: string
  due_at?: string
  order_id: string
}

export interface History {
  identities: Masked[]
  total_90d: number
  open: number
  last_satisfaction?: number | null
  requests: HistoryRequest[]
}

export interface Draft<T = unknown> {
  key: string
  updated_at: string
  size: number
  /** As it was put; absent in lists. */
  form?: T
}

export interface RepeatForm {
  door: Door
  caller_number?: string
  contact_phone?: string
  caller_name?: string
  salutation?: string
  content: string
  urge: boolean
}

// ---- followup

export type FollowUpState = 'waiting' | 'done' | 'unreachable'

export interface FollowUpRow {
  id: string
  order_id: string
  order_number: string
  title: string
  unit_name?: string
  completed_at: string
  attempts: number
  next_at?: string
  state: FollowUpState
  way: 'link' | 'phone'
}

export interface FollowUpCall {
  seq: number
  at: string
  by_name?: string
  reached: boolean
  resolved?: 'yes' | 'partly' | 'no' | ''
  satisfaction?: number
  note?: string
  redo?: boolean
}

export interface FollowUp extends FollowUpRow {
  calls?: FollowUpCall[]
  max_calls?: number
}

export interface AttemptForm {
  reached: boolean
  contacted?: boolean
  resolved?: 'yes' | 'partly' | 'no'
  satisfaction?: number
  note: string
  redo: boolean
}

export interface RateRow {
  key: string
  name: string
  asked: number
  answered: number
  contacted: number
  resolved: number
  satisfied: number
  response_rate: number | null
  resolution_rate: number | null
  satisfaction_rate: number | null
}

// ---- vault, notice, insight, audit, jobs

export interface RevealedPerson {
  name?: string
  phones?: string[]
  id_number?: string
  email?: string
  address?: string
}

export interface Notice {
  id: string
  template: string
  title: string
  text: string
  order_id: string | null
  to_unit: boolean
  urgent: boolean
  created_at: string
  read_at: string | null
}

export interface Wallboard {
  at: string
  today: Record<
    | 'contacts'
    | 'requests'
    | 'registered'
    | 'dispatched'
    | 'signed'
    | 'replied'
    | 'completed'
    | 'archived'
    | 'direct'
    | 'returned'
    | 'redone'
    | 'urged',
    number
  >
  open: { by_state: Partial<Record<OrderState, number>>; overdue: number; due_soon: number }
  rates: Record<'satisfaction' | 'resolution' | 'response' | 'answered', number | null>
  by_hour: { hour: number; requests: number; completed: number }[]
  by_unit: { unit_id: string; name: string; open: number; overdue: number }[]
  by_category: { name: string; n: number }[]
  by_division: { code: string; name: string; n: number }[]
  latest: { at: string; number: string; category?: string; division?: string; title?: string; state: OrderState }[]
}

export interface AuditRow {
  id: string
  seq: number
  kind: string
  subject: string
  actor: string | null
  actor_name: string
  units: string[] | null
  at: string
  payload?: Record<string, unknown>
  pos: number
  hash?: string
}

export interface JobRow {
  id: string
  kind: string
  key?: string
  state: string
  attempts: number
  last_error?: string
  run_at: string
  created_at?: string
}

export interface LiveEvent {
  seq: number
  kind: string
  subject: string
  units?: string[]
  at: string
  to?: string
}

import type { OrderState } from './orderTypes'

export * from './knowledgeTypes'
export * from './orderTypes'
