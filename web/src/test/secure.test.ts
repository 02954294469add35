import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

/** What browsers give to HTTPS and the machine itself only, and the files that know what to do without it. */
const kept: Record<string, string[]> = {
  'crypto.randomUUID': [],
  'crypto.subtle': [],
  'navigator.clipboard': ['lib/useCopy.ts'],
  'navigator.locks': ['phone/useSole.ts'],
  'navigator.mediaDevices': ['phone/camera.ts', 'phone/microphone.ts'],
  'navigator.serviceWorker': [],
  'navigator.wakeLock': [],
}

test('nothing that needs HTTPS is used without a way to do without', () => {
  const root = join(import.meta.dirname, '..')
  const found: string[] = []
  for (const file of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    if (!/\.tsx?$/.test(file) || /\.test\./.test(file)) continue
    // What comments say is no use of it.
    const code = readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '')
    for (const [api, files] of Object.entries(kept)) if (code.includes(api) && !files.includes(file)) found.push(`${file}: ${api}`)
  }
  expect(found).toEqual([])
})
