// Drafts wait in the browser only until the server has them: they hold numbers
// and words of citizens, and a seat's computer is shared. Signing out drops them.
const prefix = 'draft.'

export interface LocalDraft<T> {
  saved_at: string
  value: T
}

export function keepLocalDraft<T>(key: string, value: T, now = new Date()): void {
  try {
    localStorage.setItem(prefix + key, JSON.stringify({ saved_at: now.toISOString(), value }))
  } catch {
    // A full or forbidden store must not stop the work; the server copy follows.
  }
}

export function readLocalDraft<T>(key: string): LocalDraft<T> | undefined {
  try {
    const d = JSON.parse(localStorage.getItem(prefix + key) ?? 'null') as LocalDraft<T> | null
    return d && typeof d.saved_at === 'string' && d.value ? d : undefined
  } catch {
    return undefined
  }
}

export function dropLocalDraft(key: string): void {
  localStorage.removeItem(prefix + key)
}

export function dropLocalDrafts(): void {
  for (const k of Object.keys(localStorage)) if (k.startsWith(prefix)) localStorage.removeItem(k)
}
