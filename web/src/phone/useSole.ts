import { useEffect, useState } from 'react'

const name = 'onedoor.telephone'

/**
 * Whether this tab is the one of the browser that has the telephone: two would take the line from each other. It passes
 * on when the tab that has it closes or no longer wants it.
 */
export function useSole(wanted: boolean): boolean {
  const [mine, setMine] = useState(false)
  useEffect(() => {
    if (!wanted) return
    // Without locks (no HTTPS) there is no microphone either, and the telephone says so.
    if (!navigator.locks) {
      setMine(true)
      return () => setMine(false)
    }
    const gone = new AbortController()
    let letGo = () => {}
    const held = new Promise<void>((done) => (letGo = done))
    navigator.locks
      .request(name, { signal: gone.signal }, () => {
        if (gone.signal.aborted) return undefined
        setMine(true)
        return held
      })
      .catch(() => undefined) // no longer wanted before it came
    return () => {
      gone.abort()
      letGo()
      setMine(false)
    }
  }, [wanted])
  return mine
}
