import type { SeatCall } from '@/api/types'
import { t } from '@/texts'
import type { RequestDraft } from './model'

export type CallItem = SeatCall['sent'][number]

/** The longest address that the form takes. */
const longest = 120

/** A place as it stands in an address. */
export const inAddress = (s: CallItem) => t.phone.sent.place(s.latitude.toFixed(5), s.longitude.toFixed(5), Math.round(s.accuracy))

const has = (r: RequestDraft, s: CallItem) => (s.kind === 'photo' ? r.attachments.some((a) => a.id === s.file) : r.address.includes(inAddress(s)))

/** What of it is not on the request: all photos, and the place that was sent last. */
export function notYet(items: CallItem[], r: RequestDraft): CallItem[] {
  const place = items.filter((s) => s.kind === 'place').at(-1)
  return items.filter((s) => (s.kind === 'photo' || s === place) && !has(r, s))
}

/** Puts it on the request, of files as many as it takes; a place takes that of one that was put there before, and words of the address stay. */
export function taken(items: CallItem[], r: RequestDraft, maxFiles = Infinity): Partial<RequestDraft> {
  const attachments = [...r.attachments]
  let address = r.address
  for (const s of notYet(items, r)) {
    if (s.kind === 'photo') attachments.push({ id: s.file ?? '', name: s.name, size: s.size, mime: 'image/jpeg', at: s.at, child_id: null })
    else {
      for (const old of items) if (old.kind === 'place') address = address.replace(inAddress(old), '')
      const place = inAddress(s)
      address = address.slice(0, longest - place.length) + place
    }
  }
  return { attachments: attachments.slice(0, maxFiles), address }
}
