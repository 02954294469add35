import { expect, test } from 'vitest'
import { newDraft } from './model'
import { firstRepeat, repeatBody, repeatFaults } from './repeat'

const given = () => {
  const d = newDraft()
  const contact = { ...d.contact, caller_number: '13900000000', hotline_number: '12345', language: 'yue' }
  return { contact, request: { ...d.requests[0]!, reply_hours: 'evening' } }
}

test('a repeat call says how and in what language the person is to be answered', () => {
  const { contact, request } = given()
  const body = repeatBody(firstRepeat(contact, request), contact)
  expect(body).toMatchObject({ language: 'yue', hotline_number: '12345', reply_way: 'phone', reply_hours: 'evening', urge: true, content: '' })
})

test('who wants no reply gets none, and who left no number looks it up', () => {
  const { contact, request } = given()
  const none = repeatBody(firstRepeat(contact, { ...request, reply_wanted: false }), contact)
  expect(none.reply_way).toBe('none')
  expect(none.reply_hours).toBeUndefined()
  const nameless = { ...contact, caller_number: '' }
  expect(firstRepeat(nameless, request).reply_way).toBe('web')
  expect(repeatFaults({ ...firstRepeat(nameless, request), reply_way: 'sms' }, nameless).reply_way).toBeTruthy()
})

test('urging alone is enough, saying nothing is not', () => {
  const { contact, request } = given()
  const v = firstRepeat(contact, request)
  expect(repeatFaults(v, contact).content).toBeUndefined()
  expect(repeatFaults({ ...v, urge: false }, contact).content).toBeTruthy()
  expect(repeatFaults({ ...v, urge: false, content: '还是漏水' }, contact).content).toBeUndefined()
})
