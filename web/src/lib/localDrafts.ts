// Drafts wait in the browser: those of the desk only until the server has them, those of a form on an order until it is
// sent. They hold numbers and words of citizens, and a seat's computer is shared: signing out drops them, and so does
// time.
const prefix = 'draft.'
const keptFor = 7 * 24 * 3600_000

export interface LocalDraft<T> {
  saved_at: string
  value: T
}

export function keepLocalDraft<T>(key: string, value: T, now = new Date()): void {
  try {
    localStorage.setItem(prefix + key, JSON.stringify({ saved_at: now.toISOString(), value }))
  } catch {
    // A full or forbidden store must not stop the work.
  }
}

export function readLocalDraft<T>(key: string, now = new Date()): LocalDraft<T> | undefined {
  try {
    const d = JSON.parse(localStorage.getItem(prefix + key) ?? 'null') as LocalDraft<T> | null
    if (!d || typeof d.saved_at !== 'string' || !d.value) return undefined
    if (!(+now - Date.parse(d.saved_at) < keptFor)) {
      dropLocalDraft(key)
      return undefined
    }
    return d
  } catch {
    return undefined
  }
}

export function dropLocalDraft(key: string): void {
  try {
    localStorage.removeItem(prefix + key)
  } catch {
    // What cannot be read was not kept.
  }
}

export function dropLocalDrafts(): void {
  for (const k of Object.keys(localStorage)) if (k.startsWith(prefix)) localStorage.removeItem(k)
}
