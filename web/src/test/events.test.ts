import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { eventNames, roomNames } from '@/texts/zh/events'

/** What another call centre tells is named there, and is no event of the ledger. */
const told = join('door', 'cti', 'event.go')

/** The kinds of ledger events that the rooms declare, read from their sources. */
function declared(): string[] {
  const kinds = new Set<string>()
  const walk = (dir: string) => {
    for (const e of readdirSync(dir, { withFileTypes: true })) {
      const path = join(dir, e.name)
      if (e.isDirectory()) walk(path)
      else if (e.name.endsWith('.go') && !e.name.endsWith('_test.go') && !path.endsWith(told)) {
        for (const m of readFileSync(path, 'utf8').matchAll(/\b(?:[eE]vent|Kind)\w*\s*(?:string\s*)?=\s*"([a-z]+\.[a-z_]+)"/g)) kinds.add(m[1]!)
      }
    }
  }
  walk(join(import.meta.dirname, '../../../internal'))
  return [...kinds].sort()
}

test('every kind of ledger event has a Chinese name, and no name stands for a kind that is gone', () => {
  expect(declared().length).toBeGreaterThan(100)
  expect(Object.keys(eventNames).sort()).toEqual(declared())
  for (const [kind, name] of Object.entries(eventNames)) expect(name, kind).toMatch(/^[\u4e00-\u9fff]+$/)
  expect(new Set(Object.keys(eventNames).map((k) => k.split('.')[0]))).toEqual(new Set(Object.keys(roomNames)))
})

test('the exported workbook calls events what the screen calls them', () => {
  const lines = readFileSync(join(import.meta.dirname, '../../../internal/platform/audit/kinds.txt'), 'utf8').split('\n')
  const names = lines.filter((l) => l && !l.startsWith('#')).map((l) => l.split(' ') as [string, string])
  expect(Object.fromEntries(names)).toEqual(eventNames)
})
