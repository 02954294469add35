import { pinyinBoundaries } from '@/texts/pinyin'

// The browser orders Chinese by pinyin. Comparing a character with the first
// character of each initial's range therefore gives its initial, without a
// dictionary of 100 kB. A character with several readings gets its commonest.
const collator = new Intl.Collator('zh-Hans-CN-u-co-pinyin', { sensitivity: 'accent' })
const cache = new Map<string, string>()

function initialOf(ch: string): string {
  const hit = cache.get(ch)
  if (hit !== undefined) return hit
  let out = ''
  if (/[a-z0-9]/i.test(ch)) out = ch.toLowerCase()
  else if (/[\u4e00-\u9fff]/.test(ch)) {
    for (const [letter, first] of pinyinBoundaries) {
      if (collator.compare(ch, first) < 0) break
      out = letter
    }
  }
  cache.set(ch, out)
  return out
}

/** 香洲区 → xzq */
export function initials(text: string): string {
  let out = ''
  for (const ch of text) out += initialOf(ch)
  return out
}

/** Whether what was typed finds a name: by its words, by its initials, or by the initials the server keeps. */
export function matches(query: string, name: string, pinyin = ''): boolean {
  const q = query.trim().toLowerCase()
  if (q === '') return true
  if (name.toLowerCase().includes(q)) return true
  if (!/^[a-z0-9 ]+$/.test(q)) return false
  const letters = q.replace(/ /g, '')
  return initials(name).includes(letters) || pinyin.toLowerCase().replace(/ /g, '').includes(letters)
}
