// Adds up the gzip size of what a seat loads before it can work: the entry and
// the desk with everything they import statically. Charts are lazy and apart.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const limit = 420 * 1000
const dist = new URL('../dist/', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'))

const files = new Set()
const seen = new Set()
function add(key) {
  if (seen.has(key)) return
  seen.add(key)
  const chunk = manifest[key]
  if (!chunk) throw new Error(`no chunk ${key} in the manifest`)
  files.add(chunk.file)
  for (const css of chunk.css ?? []) files.add(css)
  for (const next of chunk.imports ?? []) add(next)
}
add('index.html')
add('src/screens/desk/DeskScreen.tsx')

let total = gzipSync(readFileSync(new URL('index.html', dist))).length
for (const file of files) {
  const size = gzipSync(readFileSync(new URL(file, dist))).length
  total += size
  console.log(`${(size / 1000).toFixed(1).padStart(8)} kB  ${file}`)
}
console.log(`${(total / 1000).toFixed(1).padStart(8)} kB  entry + desk (limit ${limit / 1000} kB)`)
if ([...files].some((f) => f.includes('charts'))) {
  console.error('charts are loaded before they are asked for')
  process.exit(1)
}
if (total > limit) process.exit(1)
