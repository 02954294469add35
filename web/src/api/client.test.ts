import { expect, test, vi } from 'vitest'
import { newKey } from './client'

test('a key is a random UUID, also where the browser makes none', () => {
  vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) }) // as by plain HTTP
  try {
    const keys = Array.from({ length: 100 }, newKey)
    for (const k of keys) expect(k).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(new Set(keys).size).toBe(100)
  } finally {
    vi.unstubAllGlobals()
  }
})
