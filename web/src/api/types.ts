/**
 * The shapes that travel over /api/v1, under the names that the screens use.
 * They are generated from openapi.json (`npm run generate`); told more exactly
 * here where the document only says "string". Ids are decimal strings, times RFC 3339.
 */
import type { OrderKind, OrderState } from './orderTypes'
import type { Body, Sure, With } from './shape'

export * from './fairnessTypes'
export * from './intakeTypes'
export * from './knowledgeTypes'
export * from './orderTypes'
export * from './outreachTypes'
export * from './owedTypes'
export * from './remitTypes'
export * from './seatTypes'
export * from './floorTypes'
export * from './stormTypes'
export * from './superviseTypes'

export interface Page<T> {
  items: T[]
  next_cursor?: string
}

/** unit is null for the people of the centre. */
export type Me = With<Body<'Me'>, { unit: Body<'MyUnit'> | null }>

// ---- directory

export type UnitKind = Unit['kind']
export type UnitMode = Unit['mode']
export type Unit = Body<'Unit'>
export type Hotline = Body<'Hotline'>
export type Division = Body<'Division'>
export type Staff = Body<'StaffRow'>
export type Role = Body<'Role'>

// ---- catalogue and clock

export type Category = With<Body<'Category'>, { default_kind: OrderKind | '' }>
export type Topic = Body<'Topic'>
export type DefaultUnitAnswer = Body<'DefaultUnitOut'>
export type Preset = With<Body<'Preset'>, { limits: PresetLimit[] }>
export type PresetLimit = With<Body<'Limit'>, { kinds?: OrderKind[] }>
export type CalendarDay = Body<'CalendarDay'>
export type CalendarAnswer = Body<'CalendarOut'>
export type CalendarReport = Body<'CalendarReport'>
export type DueAnswer = Body<'View'>

export type CatalogueVersion = Body<'CatalogueVersion'>
export type CatalogueEntry = Body<'EntryRow'>
export type CatalogueDiff = Body<'CatalogueDiff'>
export type EntryChange = Body<'EntryChange'>
export type ImportReport = Body<'ImportReport'>

// ---- triage

export type Suggestion = Body<'Suggestion'>
export type UnitCandidate = Sure<Body<'UnitCandidate'>, 'unit_id'>
export type PrecedentRow = Body<'PrecedentRow'>
export type ReplayRow = Body<'ReplayRow'>
export type ReplayView = Body<'ReplayView'>
export type UnitShift = Body<'UnitShift'>
export type Flow = Body<'Flow'>
export type MovedRow = Body<'MovedRow'>
export type ShelfRow = With<Body<'ShelfRow'>, { kind: OrderKind; state: OrderState }>

// ---- followup

export type FollowUpState = 'waiting' | 'done' | 'unreachable' | 'superseded'
type Asked = { state: FollowUpState; way: 'link' | 'phone' }
export type FollowUpRow = With<Sure<Body<'Row'>, 'order_id'>, Asked>
export type FollowUp = With<Sure<Body<'Detail'>, 'order_id'>, Asked & { calls: Call[] }>
type Call = Omit<Body<'Call'>, 'resolved'> & { resolved?: Resolved | '' }
type Resolved = 'yes' | 'partly' | 'no'
export type AttemptForm = With<Body<'AttemptIn'>, { resolved?: Resolved }>
export type RateRow = Body<'RateRow'>
export type Rates = Body<'Rates'>
export type RateTable = Body<'RateTable'>

// ---- vault, notice, insight, audit, jobs

export type Opened = Body<'Opened'>
export type Erasure = Body<'Erasure'>
export type Hold = Body<'Hold'>
export type RetentionRule = Body<'RetentionRule'>
export type RetentionPreview = Body<'RetentionPreview'>
export type RevealedPerson = Body<'Revealed'>
export type Original = Body<'Original'>
export type Notice = Body<'Item'>
export type Wallboard = With<Body<'Wallboard'>, { latest: (Omit<Body<'Latest'>, 'state'> & { state: OrderState })[] }>
/** units is null where an event concerns no unit. */
export type AuditRow = With<Body<'Entry'>, { payload: Record<string, unknown> | null; units: string[] | null }>
export type AuditActor = Body<'Actor'>
export type JobRow = Body<'Job'>

// ---- calls

export type OrderCall = Body<'OrderCall'>
export type Hearing = Body<'Hearing'>

// ---- call centres

export type CentreRow = Body<'CentreRow'>
export type CentreKey = Body<'CentreKey'>
export type CentreKeyMade = Body<'CentreKeyMade'>
export type CentreMapping = Body<'CentreMapping'>
export type CentreUnmapped = Body<'CentreUnmapped'>
export type CentreRefusal = Body<'CentreRefusal'>

// ---- partners

export type PartnerRow = Body<'PartnerRow'>
export type PartnerKey = Body<'PartnerKey'>
export type KeyMade = Body<'KeyMade'>
export type PingResult = Body<'PingResult'>
export type Mapping = Body<'Mapping'>
export type Unmapped = Body<'Unmapped'>
export type PartnerMessage = Body<'MessageRow'>
export type OrderExchange = Body<'OrderExchange'>
export type HotlineTable = Body<'HotlineTable'>
export type HotlineFigures = Body<'HotlineFigures'>
export type ModeFigures = Body<'ModeFigures'>

/** An event of the live stream, which the API document does not describe. */
export interface LiveEvent {
  seq: number
  kind: string
  subject: string
  units?: string[]
  at: string
  to?: string
}
