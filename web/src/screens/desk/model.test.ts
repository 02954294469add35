import { describe, expect, test } from 'vitest'
import { deskFaults, deskReducer, newDraft, toContactForm, type RequestDraft } from './model'

describe('the desk', () => {
  test('one contact holds several requests', () => {
    let d = newDraft()
    d = deskReducer(d, { type: 'request', key: '1', patch: { title: '路灯不亮', division_code: '440402001' } })
    d = deskReducer(d, { type: 'add', then: 'dispatch' })
    expect(d.requests).toHaveLength(2)
    expect(d.current).toBe('2')
    expect(d.requests[1]!.title).toBe('')
    expect(d.requests[1]!.division_code).toBe('440402001') // mostly the same place
  })
  test('removing one goes to its neighbour, and the last stays', () => {
    let d = deskReducer(newDraft(), { type: 'add', then: 'dispatch' })
    d = deskReducer(d, { type: 'remove', key: '2' })
    expect(d.current).toBe('1')
    expect(deskReducer(d, { type: 'remove', key: '1' }).requests).toHaveLength(1)
  })
  test('a new key never repeats one that is in use', () => {
    let d = deskReducer(newDraft(), { type: 'add', then: 'dispatch' })
    d = deskReducer(d, { type: 'remove', key: '1' })
    d = deskReducer(d, { type: 'add', then: 'dispatch' })
    expect(new Set(d.requests.map((r) => r.key)).size).toBe(2)
  })
  test('quoting makes it a direct answer and keeps what was written, each article once', () => {
    const article = { id: '9', version: 2, title: '开放时间' }
    let d = deskReducer(newDraft(), { type: 'request', key: '1', patch: { answer: '您好。' } })
    d = deskReducer(d, { type: 'quote', key: '1', article, text: '周末九点开门。' })
    d = deskReducer(d, { type: 'quote', key: '1', article: { ...article, version: 3 }, text: '周末九点开门。' })
    expect(d.requests[0]!.then).toBe('answer')
    expect(d.requests[0]!.answer.startsWith('您好。\n周末九点开门。')).toBe(true)
    expect(d.requests[0]!.articles).toEqual([{ ...article, version: 3 }])
  })
  test('what accuses somebody or is confidential joins no event, even if it was about to', () => {
    const about = (patch: Partial<RequestDraft>) =>
      deskReducer(newDraft(), { type: 'request', key: '1', patch: { storm: { id: '7', name: '停电' }, unit_id: '5', ...patch } })
    const sent = (patch: Partial<RequestDraft>) => toContactForm(about(patch)).requests[0]!
    expect(sent({})).toMatchObject({ storm_id: '7', then: undefined })
    for (const patch of [{ accused: '供电公司' }, { accused_parties: [{ unit_id: '9', pointed: true }] }, { sealed: true }]) {
      expect(sent(patch)).toMatchObject({ storm_id: undefined, then: { verb: 'dispatch', unit_id: '5' } })
      expect(deskFaults(about({ ...patch, unit_id: undefined })).requests['1']!.unit_id).toBeTruthy()
    }
  })
})
