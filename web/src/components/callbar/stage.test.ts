import { expect, test } from 'vitest'
import type { SeatCall } from '@/api/types'
import type { PhoneNow } from '@/phone/phone'
import { span } from './Elapsed'
import { stageOf, whoCalls, type Stage } from './stage'

const call = (over: Partial<SeatCall> = {}) =>
  ({ id: '7', part: 'own', state: 'talking', door: 'phone', caller_masked: '138****0000', held: false, cut: false, others: [], may: [], ...over }) as SeatCall
const other = (state: 'ringing' | 'consulting' | 'together') => [{ kind: 'seat' as const, name: '同事', state }]

test.each<[Stage, SeatCall | undefined, PhoneNow['call']]>([
  ['ringing', call({ state: 'ringing' }), { id: '7', phase: 'ringing', muted: false, keys: '' }],
  ['ringing', undefined, { id: '7', phase: 'ringing', muted: false, keys: '' }],
  ['answering', call({ state: 'ringing' }), { id: '7', phase: 'answering', muted: false, keys: '' }],
  ['helper', call({ state: 'ringing', part: 'helper', others: other('ringing') }), undefined],
  ['calling', call({ state: 'calling', direction: 'out' }), undefined],
  ['talking', call(), undefined],
  ['held', call({ held: true }), undefined],
  ['consulting', call({ held: true, others: other('consulting') }), undefined],
  ['together', call({ others: other('together') }), undefined],
  ['cut', call({ cut: true, held: true, others: other('together') }), undefined],
])('%s', (stage, seen, here) => {
  expect(stageOf({ call: seen, now: { line: 'ready', call: here } })).toBe(stage)
})

test('a caller of the portal has no number, and one may withhold it', () => {
  expect(whoCalls(call())).toBe('138****0000')
  expect(whoCalls(call({ door: 'web' }))).toBe('网上通话')
  expect(whoCalls(call({ caller_masked: '' }))).toBe('号码未显示')
})

test.each([
  [0, '00:00'],
  [-3000, '00:00'],
  [61_500, '01:01'],
  [3_661_000, '1:01:01'],
])('%i ms is %s', (ms, text) => expect(span(ms)).toBe(text))
