import type { RepeatForm, ReplyWay } from '@/api/types'
import type { Faults } from '@/lib/useForm'
import { t } from '@/texts'
import type { ContactDraft, RequestDraft } from './model'

/** What a seat writes down of a call about an order that is open. */
export interface RepeatValues {
  content: string
  urge: boolean
  reply_way: ReplyWay | 'none'
  reply_hours: string
}

const hasPhone = (c: ContactDraft) => c.caller_number.trim() !== '' || c.contact_phone.trim() !== ''
const byPhone = (way: string) => way === 'phone' || way === 'sms'

/** What the form says already; who left no number can look the answer up. */
export function firstRepeat(c: ContactDraft, r: RequestDraft): RepeatValues {
  const way = r.reply_wanted ? r.reply_way : 'none'
  return { content: r.content, urge: true, reply_way: byPhone(way) && !hasPhone(c) ? 'web' : way, reply_hours: r.reply_hours }
}

export function repeatFaults(v: RepeatValues, c: ContactDraft): Faults<RepeatValues> {
  return {
    content: v.content.trim() === '' && !v.urge ? t.desk.repeatNothing : undefined,
    reply_way: byPhone(v.reply_way) && !hasPhone(c) ? t.desk.replyPhoneMissing : undefined,
  }
}

const set = (s: string | undefined) => s?.trim() || undefined

export function repeatBody(v: RepeatValues, c: ContactDraft): RepeatForm {
  return {
    door: c.door,
    hotline_number: set(c.hotline_number),
    caller_number: set(c.caller_number),
    contact_phone: set(c.contact_phone),
    caller_name: set(c.caller_name),
    salutation: set(c.salutation),
    language: c.language,
    call_id: c.call_id,
    content: v.content.trim(),
    urge: v.urge,
    reply_way: v.reply_way,
    reply_hours: v.reply_way === 'none' ? undefined : v.reply_hours,
  }
}
