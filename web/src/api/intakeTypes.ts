/** Taking on, drafts and what is known of a person, under the names that the screens use. */
import type { Door, OrderKind, OrderState, ReplyWay } from './orderTypes'
import type { Body, Sure, With } from './shape'

export type Then =
  | { verb: 'dispatch'; unit_id: string; note?: string }
  | { verb: 'answer'; text: string; article_ids: string[] }
  | { verb: 'refuse'; code: string; text?: string; earlier?: string; transferred?: string; transferred_at?: string }

export type RequestForm = With<Body<'RequestForm'>, { kind: OrderKind; reply_way?: ReplyWay; then?: Then }>
export type ContactForm = With<Body<'TakeOnIn'>, { door: Door; requests: RequestForm[] }>
export type RepeatForm = With<Body<'RepeatIn'>, { door: Door; content: string; urge: boolean }>

/** order_id is null when the request was refused. */
export type Receipt = Sure<Body<'Receipt'>, 'contact_id' | 'request_id'>
export type ContactAnswer = With<Sure<Body<'ContactOut'>, 'contact_id'>, { receipts: Receipt[] }>

export type Masked = Sure<Body<'Identity'>, 'identity_id'>
/** identity is null when nothing is known of the person, or the person asked for confidentiality. */
export type RequestBehind = With<Sure<Body<'RequestView'>, 'request_id'>, { door: Door; kind: OrderKind; identity: Masked | null }>
/** order_id is null and the state is refused when the request was not taken on. */
export type HistoryRequest = With<Sure<Body<'PastRequest'>, 'request_id'>, { kind: OrderKind; state: OrderState | 'refused' }>
export type History = With<Body<'History'>, { identities: Masked[]; requests: HistoryRequest[] }>
/** form is as it was put; absent in lists. */
export type Draft<T = unknown> = With<Body<'Draft'>, { form?: T }>
