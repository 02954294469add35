import { describe, expect, test } from 'vitest'
import { emptyReply, replyBody, replyFaults, type ReplyValues } from './replyForm'

const now = Date.parse('2026-11-22T02:00:00Z')
const good: ReplyValues = { ...emptyReply, outcome: 'resolved', basis: '现场核查', reached: false, public_text: '已修好。' }
const wrong = (v: ReplyValues) => Object.entries(replyFaults(v, now)).filter(([, m]) => m).map(([f]) => f)

describe('replyFaults', () => {
  test('a complete reply has none', () => expect(wrong(good)).toEqual([]))
  test('an empty one names every field', () => expect(wrong(emptyReply).sort()).toEqual(['basis', 'contacted_at', 'outcome', 'public_text']))
  test('who was reached was reached at some time', () => expect(wrong({ ...good, reached: true })).toEqual(['contacted_at']))
  test('and not in the future', () => expect(wrong({ ...good, reached: true, contacted_at: '2026-11-22T03:00:00Z' })).toEqual(['contacted_at']))
  test('blanks are nothing', () => expect(wrong({ ...good, public_text: ' \n' })).toEqual(['public_text']))
})

describe('replyBody', () => {
  test('trims, and leaves out what is empty', () => {
    const body = replyBody({ ...good, basis: ' 现场核查 ', internal_note: '  ' })
    expect(body.basis).toBe('现场核查')
    expect(body.internal_note).toBeUndefined()
    expect(body.contact_number).toBeUndefined()
  })
})
