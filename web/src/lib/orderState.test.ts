import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { t } from '@/texts'
import type { OrderState } from '@/api/types'
import { closedStates, isOpen } from './orderState'

test('what counts as open is what the server counts as open', () => {
  const source = readFileSync(resolve(import.meta.dirname, '../../../internal/workorder/state.go'), 'utf8')
  const names = new Map([...source.matchAll(/(State\w+)\s+State = "(\w+)"/g)].map((m) => [m[1]!, m[2]!]))
  const rule = /func \(s State\) Open\(\) bool \{\s*return ([^\n]+)/.exec(source)![1]!
  const closed = [...rule.matchAll(/s != (State\w+)/g)].map((m) => names.get(m[1]!))
  expect(closed.length).toBeGreaterThan(1)
  const states = Object.keys(t.words.state) as OrderState[]
  expect(states.filter((s) => !isOpen(s)).sort()).toEqual(closed.sort())
  expect([...closedStates].sort()).toEqual(closed)
  expect(isOpen('refused') || isOpen('')).toBe(false)
})
