import type { Attachment, ContactForm, Door, OrderKind, ReplyWay, RequestForm } from '@/api/types'
import { withArticle, withQuote, type QuotedArticle } from '@/lib/quotes'
import { t } from '@/texts'

/** What a seat fills in for one person: the contact, and one or more requests, each its own order. */
export interface DeskDraft {
  contact: ContactDraft
  requests: RequestDraft[]
  /** Key of the request on screen. */
  current: string
  /** Set while further requests are added to a contact that is already registered. */
  contactId?: string
}

export interface ContactDraft {
  door: Door
  hotline_number?: string
  caller_number: string
  contact_phone: string
  caller_name: string
  salutation?: string
  language: string
  /** The call at this seat that is being registered, and the number that it showed. */
  call_id?: string
  call_number?: string
}

export type ThenVerb = 'dispatch' | 'answer' | 'register' | 'refuse'

/** A coded refusal as the seat chose it. */
export interface RefuseDraft {
  code?: string
  words: string
  /** The words are asked for by this code. */
  needs: boolean
  earlier: string
  /** The code asks for the earlier request. */
  same: boolean
  transferred?: string
  transferred_at?: string
}

export const noRefusal: RefuseDraft = { words: '', needs: false, earlier: '', same: false }

/** A unit or person that is complained about, or, rejected, that is not meant; pointed out by the seat, not by the words. */
export interface AccusedDraft {
  unit_id?: string
  staff_id?: string
  rejected?: boolean
  pointed?: boolean
}

const nobody: AccusedDraft[] = []

/** The parties of a draft; one that was kept by an older version has none. */
export const accusedOf = (r: RequestDraft): AccusedDraft[] => r.accused_parties ?? nobody

/** As it is sent. */
export function toParty({ unit_id, staff_id, rejected }: AccusedDraft) {
  return { unit_id, staff_id, rejected }
}

export interface RequestDraft {
  key: string
  kind?: OrderKind
  category_id?: string
  division_code?: string
  address: string
  occurred_at?: string
  accused: string
  accused_parties: AccusedDraft[]
  title: string
  content: string
  expectation: string
  urgent: boolean
  business: boolean
  sealed: boolean
  topics: string[]
  reply_wanted: boolean
  reply_way: ReplyWay
  reply_hours: string
  attachments: Attachment[]
  then: ThenVerb
  unit_id?: string
  /** The unit was chosen by hand: a new suggestion no longer replaces it. */
  unitTouched: boolean
  note: string
  answer: string
  articles: QuotedArticle[]
  refuse: RefuseDraft
  /** The event that it joins; it gets no order of its own then. */
  storm?: { id: string; name: string }
  /** The seat said that it is another matter than the event it matches. */
  own_matter: boolean
}

/** Confidential, or about somebody: it gets an order of its own, because whoever leads an event reads all that joined it. */
export const standsAlone = (r: RequestDraft): boolean => r.sealed || r.accused.trim() !== '' || accusedOf(r).length > 0

/** The event that the request joins when it is sent. */
export const joined = (r: RequestDraft): RequestDraft['storm'] => (r.then === 'refuse' || standsAlone(r) ? undefined : r.storm)

export function newRequest(key: string, then: ThenVerb = 'dispatch'): RequestDraft {
  return {
    key,
    address: '',
    accused: '',
    accused_parties: [],
    title: '',
    content: '',
    expectation: '',
    urgent: false,
    business: false,
    sealed: false,
    topics: [],
    reply_wanted: true,
    reply_way: 'phone',
    reply_hours: 'any',
    attachments: [],
    then,
    unitTouched: false,
    note: '',
    answer: '',
    articles: [],
    refuse: noRefusal,
    own_matter: false,
  }
}

/** The call was handed to an emergency number just now: one key, and the time is kept. */
export function handedOver(r: RequestDraft, code: string, phone: string, now: Date = new Date()): Partial<RequestDraft> {
  return {
    then: 'refuse',
    content: r.content.trim() === '' ? t.remit.sayDefault(phone) : r.content,
    refuse: { ...noRefusal, code, transferred: phone, transferred_at: now.toISOString() },
  }
}

export function newDraft(then: ThenVerb = 'dispatch', kept?: Pick<ContactDraft, 'door' | 'hotline_number'>): DeskDraft {
  return {
    contact: {
      door: kept?.door ?? 'phone',
      hotline_number: kept?.hotline_number,
      caller_number: '',
      contact_phone: '',
      caller_name: '',
      language: 'zh',
    },
    requests: [newRequest('1', then)],
    current: '1',
  }
}

export type DeskAction =
  | { type: 'contact'; patch: Partial<ContactDraft> }
  | { type: 'request'; key: string; patch: Partial<RequestDraft> }
  | { type: 'add'; then: ThenVerb }
  | { type: 'remove'; key: string }
  | { type: 'select'; key: string }
  | { type: 'quote'; key: string; article: QuotedArticle; text: string }
  | { type: 'load'; draft: DeskDraft }

export function deskReducer(d: DeskDraft, a: DeskAction): DeskDraft {
  switch (a.type) {
    case 'contact':
      return { ...d, contact: { ...d.contact, ...a.patch } }
    case 'request':
      return { ...d, requests: d.requests.map((r) => (r.key === a.key ? { ...r, ...a.patch } : r)) }
    case 'add': {
      const key = String(Math.max(0, ...d.requests.map((r) => Number(r.key) || 0)) + 1)
      const before = d.requests.find((r) => r.key === d.current)
      // A second matter of one person mostly happened at the same place.
      const next = { ...newRequest(key, a.then), division_code: before?.division_code, reply_way: before?.reply_way ?? 'phone' }
      return { ...d, requests: [...d.requests, next], current: key }
    }
    case 'remove': {
      if (d.requests.length < 2) return d
      const at = d.requests.findIndex((r) => r.key === a.key)
      const requests = d.requests.filter((r) => r.key !== a.key)
      const current = d.current === a.key ? requests[Math.max(0, at - 1)]!.key : d.current
      return { ...d, requests, current }
    }
    case 'select':
      return { ...d, current: a.key }
    case 'quote':
      return {
        ...d,
        requests: d.requests.map((r) =>
          r.key === a.key
            ? {
                ...r,
                then: 'answer',
                answer: withQuote(r.answer, a.text),
                articles: withArticle(r.articles, a.article),
              }
            : r,
        ),
      }
    case 'load':
      return a.draft
  }
}

/** Whether there is anything worth keeping. */
export function isBlank(d: DeskDraft): boolean {
  const c = d.contact
  return (
    // What the telephone wrote, nobody has written.
    (!c.caller_number || c.caller_number === c.call_number) &&
    !c.contact_phone &&
    !c.caller_name &&
    d.requests.every((r) => !r.title && !r.content && !r.address && !r.category_id && !r.answer && r.attachments.length === 0)
  )
}

export type RequestFaults = Partial<Record<keyof RequestDraft, string>>
export interface DeskFaults {
  contact: Partial<Record<keyof ContactDraft, string>>
  requests: Record<string, RequestFaults>
  count: number
}

const phone = /^\+?[\d\s()-]{3,24}$/

export function isPhone(text: string): boolean {
  const digits = text.replace(/\D/g, '').length
  return phone.test(text.trim()) && digits >= 3 && digits <= 20
}

function requestFaults(r: RequestDraft, hasPhone: boolean, now: number): RequestFaults {
  const f: RequestFaults = {}
  const d = t.desk
  const need = t.common
  if (r.then === 'refuse') return refuseFaults(r)
  if (!r.kind) f.kind = need.fieldChoose(d.fields.kind)
  const title = r.title.trim()
  if (title === '') f.title = need.fieldRequired(d.fields.title)
  else if ([...title].length > 40) f.title = d.titleLong
  if (r.content.trim() === '') f.content = need.fieldRequired(d.fields.content)
  else if ([...r.content].length > 5000) f.content = d.contentLong
  // A call without a matter (silent, wrong number) needs neither category nor place.
  if (r.kind !== 'invalid') {
    if (!r.category_id) f.category_id = need.fieldChoose(d.fields.category)
    if (!r.division_code) f.division_code = d.invalidDistrict
  }
  if (r.occurred_at && Date.parse(r.occurred_at) > now + 5 * 60_000) f.occurred_at = d.occurredFuture
  if (joined(r)) return f
  if (r.then === 'dispatch' && !r.unit_id) f.unit_id = d.unitMissing
  if (r.then === 'answer' && r.answer.trim() === '') f.answer = d.answerMissing
  if (r.then !== 'answer' && r.reply_wanted && (r.reply_way === 'phone' || r.reply_way === 'sms') && !hasPhone)
    f.reply_way = d.replyPhoneMissing
  return f
}

/** Nobody asks somebody in danger for a category: a refusal needs the words and its code. */
function refuseFaults(r: RequestDraft): RequestFaults {
  const f: RequestFaults = {}
  if (r.content.trim() === '') f.content = t.common.fieldRequired(t.desk.fields.content)
  if (!r.refuse.code) f.refuse = t.remit.codeMissing
  else if (r.refuse.same && r.refuse.earlier.trim() === '') f.refuse = t.remit.earlierMissing
  else if (r.refuse.needs && r.refuse.words.trim() === '') f.refuse = t.remit.wordsMissing
  return f
}

export function deskFaults(d: DeskDraft, now: number = Date.now()): DeskFaults {
  const contact: DeskFaults['contact'] = {}
  for (const k of ['caller_number', 'contact_phone'] as const) {
    if (d.contact[k].trim() !== '' && !isPhone(d.contact[k])) contact[k] = t.desk.confirmPhone
  }
  const hasPhone = d.contact.caller_number.trim() !== '' || d.contact.contact_phone.trim() !== '' || d.contactId !== undefined
  const requests: Record<string, RequestFaults> = {}
  let count = Object.keys(contact).length
  for (const r of d.requests) {
    requests[r.key] = requestFaults(r, hasPhone, now)
    count += Object.keys(requests[r.key]!).length
  }
  return { contact, requests, count }
}

const set = (s: string | undefined) => s?.trim() || undefined

function toRequest(r: RequestDraft, language: string): RequestForm {
  return {
    kind: r.kind ?? 'help',
    category_id: r.category_id ?? '',
    division_code: r.division_code ?? '',
    address: r.address.trim(),
    occurred_at: r.occurred_at,
    accused: set(r.accused),
    accused_parties: accusedOf(r).length > 0 ? accusedOf(r).map(toParty) : undefined,
    title: r.title.trim(),
    content: r.content.trim(),
    expectation: set(r.expectation),
    urgent: r.urgent,
    business: r.business,
    language,
    topics: r.topics,
    sealed: r.sealed,
    reply_wanted: r.reply_wanted,
    reply_way: r.reply_wanted ? r.reply_way : undefined,
    reply_hours: r.reply_wanted ? r.reply_hours : undefined,
    attachment_ids: r.attachments.map((a) => a.id),
    storm_id: joined(r)?.id,
    own_matter: r.own_matter || undefined,
    then: joined(r) ? undefined :
      r.then === 'dispatch'
        ? { verb: 'dispatch', unit_id: r.unit_id!, note: set(r.note) }
        : r.then === 'answer'
          ? { verb: 'answer', text: r.answer.trim(), article_ids: r.articles.map((a) => a.id) }
          : r.then === 'refuse'
            ? {
                verb: 'refuse',
                code: r.refuse.code!,
                text: set(r.refuse.words),
                earlier: set(r.refuse.earlier),
                transferred: r.refuse.transferred,
                transferred_at: r.refuse.transferred_at,
              }
            : undefined,
  }
}

/** What is sent. Call only when deskFaults counts none. */
export function toContactForm(d: DeskDraft, draftKey?: string): ContactForm {
  const c = d.contact
  return {
    door: c.door,
    hotline_number: set(c.hotline_number),
    caller_number: set(c.caller_number),
    contact_phone: set(c.contact_phone),
    caller_name: set(c.caller_name),
    salutation: set(c.salutation),
    language: c.language,
    requests: d.requests.map((r) => toRequest(r, c.language)),
    draft_key: draftKey,
    call_id: c.call_id,
    // Only registered: the centre decides whose it is, whatever number was called.
    keep_at_centre: c.hotline_number && d.requests.some((r) => r.then === 'register') ? true : undefined,
  }
}

/** A draft that came back from storage may be of an older version of this form. */
export function reviveDraft(value: unknown, then: ThenVerb): DeskDraft | undefined {
  const v = value as Partial<DeskDraft> | null
  if (!v || typeof v !== 'object' || !Array.isArray(v.requests) || v.requests.length === 0) return undefined
  const blank = newDraft(then)
  const requests = v.requests.map((r, i) => ({ ...newRequest(String(i + 1), then), ...r }))
  const current = requests.some((r) => r.key === v.current) ? v.current! : requests[0]!.key
  return { contact: { ...blank.contact, ...v.contact }, requests, current, contactId: v.contactId }
}

/** How a parked draft is called in the list. */
export function draftTitle(d: DeskDraft): string {
  return d.requests.map((r) => r.title.trim()).filter(Boolean)[0] ?? t.desk.parkedUntitled
}
