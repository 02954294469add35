import { describe, expect, test } from 'vitest'
import { deskReducer, newDraft } from './model'

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
})
