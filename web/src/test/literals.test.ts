import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

/** All texts that people see stand in the catalogue, so that another language can follow. */
test('no Chinese literal outside the catalogue', () => {
  const found: string[] = []
  const walk = (dir: string) => {
    for (const e of readdirSync(dir, { withFileTypes: true })) {
      const path = join(dir, e.name)
      if (e.isDirectory() && e.name !== 'texts') walk(path)
      if (!/\.tsx?$/.test(e.name) || /\.test\./.test(e.name)) continue
      const code = readFileSync(path, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '')
      for (const m of code.matchAll(/[^\n]*[\u4e00-\u9fff][^\n]*/g)) found.push(`${path}: ${m[0].trim()}`)
    }
  }
  walk(join(import.meta.dirname, '..'))
  expect(found).toEqual([])
})
