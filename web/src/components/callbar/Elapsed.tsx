import { useEffect, useState } from 'react'

/** mm:ss, or h:mm:ss, of a span in milliseconds; never less than nothing. */
export function span(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000))
  const two = (n: number) => String(n).padStart(2, '0')
  return (s >= 3600 ? Math.floor(s / 3600) + ':' : '') + two(Math.floor(s / 60) % 60) + ':' + two(s % 60)
}

interface Props {
  since?: string | null
  until?: string | null
  ahead: number
}

/** How long since a moment, or until one, by the server's clock; it is not read out with each second. */
export function Elapsed({ since, until, ahead }: Props) {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  const at = until ?? since
  if (!at) return null
  const ms = (now + ahead - Date.parse(at)) * (until ? -1 : 1)
  return (
    <span className="num callbar-time" role="timer" aria-live="off">
      {span(ms)}
    </span>
  )
}
