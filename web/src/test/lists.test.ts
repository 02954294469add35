import { expect, test } from 'vitest'
import { choices, lists, without } from '../../e2e/lists'
import { screens } from '../../e2e/screens'

const sources = import.meta.glob<string>('../screens/**/*.tsx', { query: '?raw', import: 'default', eager: true })
const source = (file: string) => sources[`../screens/${file}.tsx`] ?? ''

/** The lists that the sources hold: tables by their names, and lists of the server that are drawn otherwise. */
const found = Object.entries(sources).flatMap(([path, text]) => {
  const file = path.replace('../screens/', '').replace('.tsx', '')
  const tables = [...text.matchAll(/<DataTable\b[\s\S]*?\bname=(?:"([^"]+)"|\{`([^`]+)`\})/g)].map((m) => m[1] ?? m[2]!)
  if (tables.length > 0) return tables.map((name) => ({ file, name }))
  if (/<OrderList\b|\buseList</.test(text) && !choices[file]) return [{ file, name: file.split('/')[1]! }]
  return []
})
const key = (x: { file: string; name: string }) => `${x.file}: ${x.name}`

test('every list of a screen stands in the table, and nothing else', () => {
  expect(found.map(key).sort()).toEqual(lists.map(key).sort())
  for (const file of Object.keys(choices)) expect(source(file), file).toMatch(/useList</)
})

test.each(lists.map((x) => [key(x), x] as const))('%s', (_, x) => {
  const text = source(x.file)
  // Filters stand beside the list or in the screen that holds it.
  if (Array.isArray(x.filters)) for (const name of x.filters) expect([name, text.includes(`<${name}`)]).toEqual([name, true])
  else expect(x.filters.none).not.toBe('')
  if (x.sort === 'server') expect(/onSort=\{/.test(text), 'the server is asked to sort').toBe(true)
  else if (x.sort === 'here') expect(/\bby: \(/.test(text), 'it is sorted here').toBe(true)
  else expect(x.sort.none).not.toBe('')
  if (typeof x.xlsx === 'string') expect(text.includes(x.xlsx), x.xlsx).toBe(true)
  else expect(x.xlsx.none).not.toBe('')
})

test('every screen that axe looks at has its lists in the table, or none', () => {
  const listed = new Set(lists.flatMap((x) => x.screens))
  for (const s of screens) expect([listed.has(s.name), s.name in without], s.name).toContain(true)
  for (const name of [...listed, ...Object.keys(without)]) expect(screens.map((s) => s.name), name).toContain(name)
  for (const name of Object.keys(without)) expect(listed.has(name), `${name} has none and has some`).toBe(false)
})
