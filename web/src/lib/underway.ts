import { useEffect, useState } from 'react'

let count = 0
const listeners = new Set<(n: number) => void>()

function change(by: number) {
  count += by
  listeners.forEach((tell) => tell(count))
}

/** Counts `work` as underway until it has ended, well or not. It counts on when whoever began it has left the screen. */
export async function underway<T>(work: Promise<T>): Promise<T> {
  change(+1)
  try {
    return await work
  } finally {
    change(-1)
  }
}

/**
 * How many files are on their way to the server. A form that was sent meanwhile would go without them.
 * It is a state, not an external store: so it changes in the very render that also shows the file that has arrived.
 */
export function useUnderway(): number {
  const [n, set] = useState(count)
  useEffect(() => {
    set(count)
    listeners.add(set)
    return () => void listeners.delete(set)
  }, [])
  return n
}
