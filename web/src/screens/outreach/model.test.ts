import { describe, expect, test } from 'vitest'
import { laidOut } from './Flow'
import { blank, phrasesOf, renamed, stepOf, valueOf, variablesOf, waysOf, type Step } from './model'

const asks: Step = { id: '开场', say: '您好，{称谓}', keys: { '1': '致谢', '2': '致谢' }, spoken: [{ phrases: ['满意', '很好'], next: '致谢' }], repeat: 1, silent: '再会' }
const script: Step[] = [asks, { id: '致谢', say: '谢谢{称谓}，{ 事项 }', result: '满意' }, { id: '再会', say: '再会', next: '开场' }, { id: '孤立', say: '没有人到这里' }]

describe('a script as it is edited', () => {
  test('what the server gave comes back as it was', () => {
    const free: Step = { id: 'a', say: 'a', free: { name: '原因', next: 'b' } }
    const digits: Step = { id: 'a', say: 'a', digits: { name: '门牌', max: 4, next: 'b' }, bar: true }
    const queue: Step = { id: 'a', say: 'a', queue: 'general', sound: 'hello' }
    for (const x of [...script, free, digits, queue]) expect(JSON.parse(JSON.stringify(stepOf(valueOf(x))))).toEqual(x)
  })

  test('what belongs to another way of going on is left out', () => {
    const v = { ...valueOf(asks), then: 'next' as const, next: '再会' }
    expect(JSON.parse(JSON.stringify(stepOf(v)))).toEqual({ id: '开场', say: '您好，{称谓}', next: '再会' })
  })

  test('ways follow a step that is called otherwise, and lead nowhere when it is gone', () => {
    const v = renamed(valueOf(asks), '致谢', '感谢')
    expect(v.keys.map((k) => k.to)).toEqual(['感谢', '感谢'])
    expect(v.spoken[0]!.to).toBe('感谢')
    expect(renamed(v, '再会', '').silent).toBe('')
    expect(renamed({ ...blank('新'), then: 'next', next: '' }, '', 'x').next).toBe('')
  })

  test('phrases and variables are read as they are written', () => {
    expect(phrasesOf('满意、很好， 可以;;')).toEqual(['满意', '很好', '可以'])
    expect(variablesOf(script)).toEqual(['称谓', '事项'])
  })
})

describe('the picture of the branches', () => {
  test('one way for all that leads to the same step', () => {
    expect(waysOf(asks, '不回答')).toEqual([
      { label: '1 2 “满意”', to: '致谢' },
      { label: '不回答', to: '再会' },
    ])
  })

  test('every step has its own place, circles and lonely steps too', () => {
    const at = laidOut(script)
    expect(at.size).toBe(4)
    expect(new Set([...at.values()].map((p) => `${p.x} ${p.y}`)).size).toBe(4)
    expect(at.get('致谢')!.x).toBe(at.get('再会')!.x)
    expect(at.get('孤立')!.x).toBeGreaterThan(at.get('再会')!.x)
    expect(laidOut([]).size).toBe(0)
  })
})
