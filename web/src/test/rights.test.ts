import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { rightNames } from '@/texts/zh/rights'

/** The list that the server grants rights from. */
function granted(): string[] {
  const text = readFileSync(join(import.meta.dirname, '../../../internal/directory/roles.txt'), 'utf8')
  const part = text.slice(text.indexOf('\n[rights]'))
  return [...part.matchAll(/^([a-z]+\.[a-z_]+)\s/gm)].map((m) => m[1]!)
}

test('every right that a role can hold has a Chinese name, and no name stands for a right that is gone', () => {
  expect(granted().length).toBeGreaterThan(50)
  expect(Object.keys(rightNames).sort()).toEqual(granted().sort())
  for (const [right, name] of Object.entries(rightNames)) expect(name, right).toMatch(/^[\u4e00-\u9fff、]+$/)
  expect(new Set(Object.values(rightNames)).size).toBe(granted().length)
})
