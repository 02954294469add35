import { useEffect, useState } from 'react'
import { useMe } from '@/app/session'
import { dateTime } from '@/lib/time'
import './watermark.css'

const escape = (text: string) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)

/** A pale tile that tells whose view this is. */
export function tile(mark: string): string {
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="360" height="220"><text x="180" y="110" transform="rotate(-22 180 110)" text-anchor="middle" ` +
    `font-family="sans-serif" font-size="14" fill="#808080" fill-opacity="0.16">${escape(mark)}</text></svg>`
  return `url("data:image/svg+xml,${encodeURIComponent(svg)}")`
}

/** Name, sign-in name and time across the screen and its print, so that a photograph tells where it was taken. It lets
 * every click and every reader of the page through. */
export function Watermark() {
  const me = useMe()
  const [now, setNow] = useState(() => new Date().toISOString())
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date().toISOString()), 60_000)
    return () => clearInterval(timer)
  }, [])
  const mark = `${me.name} ${me.login} ${dateTime(now)}`
  return <div className="watermark" aria-hidden="true" data-mark={mark} style={{ backgroundImage: tile(mark) }} />
}
