import { useState } from 'react'

/**
 * Which row of a list is open: the chosen one, or else the first. A first row
 * that is open stays so while it is listed, whatever comes in above it: nobody's
 * half-written form is swapped for another order's.
 */
export function useCurrent(rows: readonly { id: string }[], chosen?: string): string | undefined {
  const [held, hold] = useState<string>()
  const current = chosen ?? (rows.some((r) => r.id === held) ? held : rows[0]?.id)
  if (current !== held) hold(current)
  return current
}
