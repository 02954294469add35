import { expect, test } from 'vitest'
import { t } from '@/texts'

test('a direct answer is signed by the centre, never by a dot', () => {
  expect(t.order.replyBy('', '李敏')).toBe('热线中心 · 李敏')
  expect(t.order.replyBy('', '')).toBe('热线中心')
  expect(t.order.replyBy('水务局', '')).toBe('水务局')
})
