import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'
import { createPortal } from 'react-dom'
import { t } from '@/texts'
import './video.css'

const p = t.phone.video
const step = 24
const steps: Record<string, [number, number]> = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }

interface Props {
  picture?: MediaStream
  camera?: MediaStream
}

/** What the caller shows and what the own camera sees, in a small window that can be moved out of the way. */
export function VideoWindow({ picture, camera }: Props) {
  const box = useRef<HTMLElement>(null)
  const [moved, setMoved] = useState({ x: 0, y: 0 })
  const from = useRef<{ x: number; y: number } | undefined>(undefined)

  /** Moves it, and never out of the screen. */
  const move = (dx: number, dy: number) => {
    const r = box.current?.getBoundingClientRect()
    if (!r) return
    const within = (d: number, low: number, high: number) => Math.max(-low, Math.min(d, Math.max(0, high)))
    const x = within(dx, r.left, window.innerWidth - r.right)
    const y = within(dy, r.top, window.innerHeight - r.bottom)
    setMoved((m) => ({ x: m.x + x, y: m.y + y }))
  }
  const drag = (e: PointerEvent) => {
    if (!from.current) return
    move(e.clientX - from.current.x, e.clientY - from.current.y)
    from.current = { x: e.clientX, y: e.clientY }
  }
  const key = (e: KeyboardEvent) => {
    const by = steps[e.key]
    if (!by) return
    e.preventDefault()
    move(...by)
  }

  return createPortal(
    <section ref={box} className="video-window" aria-label={p.window} style={{ transform: `translate(${moved.x}px, ${moved.y}px)` }}>
      <button
        type="button"
        className="video-head"
        title={p.moveHint}
        onKeyDown={key}
        onPointerDown={(e) => {
          e.currentTarget.setPointerCapture(e.pointerId)
          from.current = { x: e.clientX, y: e.clientY }
        }}
        onPointerMove={drag}
        onPointerUp={() => (from.current = undefined)}
      >
        {p.head}
      </button>
      {picture ? <Picture stream={picture} label={p.theirs} className="video-theirs" /> : <p>{p.ended}</p>}
      {camera ? <Picture stream={camera} label={p.own} className={picture ? 'video-own' : 'video-alone'} /> : null}
    </section>,
    document.body,
  )
}

function Picture({ stream, label, className }: { stream: MediaStream; label: string; className: string }) {
  const video = useRef<HTMLVideoElement>(null)
  useEffect(() => {
    if (video.current) video.current.srcObject = stream
  }, [stream])
  return <video ref={video} className={className} aria-label={label} autoPlay playsInline muted />
}
