import { CaretRightOutlined, PauseOutlined } from '@ant-design/icons'
import { Button, Segmented } from 'antd'
import { useEffect, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react'
import type { Hearing } from '@/api/types'
import { playTime } from '@/lib/time'
import { t } from '@/texts'
import './recording.css'

const c = t.calls
const speeds = [1, 1.5, 2]

interface Props {
  src: string
  hearing: Hearing
  label: string
}

/** Plays a recording under its waveform: the citizen above the line, all others below it. */
export function RecordingPlayer({ src, hearing, label }: Props) {
  const audio = useRef<HTMLAudioElement>(null)
  const [playing, setPlaying] = useState(false)
  const [at, setAt] = useState(0)
  const [speed, setSpeed] = useState(1)
  const [broken, setBroken] = useState(false)
  const length = Math.max(1, hearing.seconds)

  useEffect(() => {
    if (audio.current) audio.current.playbackRate = speed
  }, [speed])

  function seek(seconds: number) {
    const to = Math.min(length, Math.max(0, seconds))
    if (audio.current) audio.current.currentTime = to
    setAt(to)
  }
  function press(e: KeyboardEvent) {
    const step = { ArrowLeft: -5, ArrowRight: 5, PageDown: -30, PageUp: 30 }[e.key]
    if (step !== undefined) seek(at + step)
    else if (e.key === 'Home') seek(0)
    else if (e.key === 'End') seek(length)
    else return
    e.preventDefault()
  }
  function click(e: MouseEvent<HTMLDivElement>) {
    const box = e.currentTarget.getBoundingClientRect()
    seek(((e.clientX - box.left) / box.width) * length)
  }
  function toggle() {
    if (playing) audio.current?.pause()
    else void audio.current?.play().catch(() => setBroken(true))
  }

  return (
    <div className="recording" role="group" aria-label={c.recording(label)}>
      {/* What is said is kept as sound alone; there is no transcript to show. */}
      <audio
        ref={audio}
        src={src}
        preload="auto"
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onEnded={() => setPlaying(false)}
        onTimeUpdate={(e) => setAt(e.currentTarget.currentTime)}
        onError={() => setBroken(true)}
      />
      <div
        className="recording-wave"
        role="slider"
        tabIndex={0}
        aria-label={c.position}
        aria-valuemin={0}
        aria-valuemax={length}
        aria-valuenow={Math.round(at)}
        aria-valuetext={c.of(playTime(at), playTime(length))}
        onKeyDown={press}
        onClick={click}
      >
        <Wave citizen={hearing.citizen ?? []} seat={hearing.seat ?? []} done={at / length} />
      </div>
      <div className="row">
        <Button
          size="small"
          type="primary"
          icon={playing ? <PauseOutlined aria-hidden="true" /> : <CaretRightOutlined aria-hidden="true" />}
          onClick={toggle}
          disabled={broken}
        >
          {playing ? c.pause : c.play}
        </Button>
        <span className="num muted">{c.of(playTime(at), playTime(length))}</span>
        <Segmented size="small" aria-label={c.speed} value={speed} onChange={setSpeed} options={speeds.map((value) => ({ value, label: c.times(value) }))} />
        <span className="recording-legend">
          <i className="citizen" aria-hidden="true" /> {c.citizen} <i className="seat" aria-hidden="true" /> {c.seat}
        </span>
      </div>
      {hearing.whole ? null : <p role="status">{c.brokenOff}</p>}
      {broken ? <p role="alert">{c.cannotPlay}</p> : null}
    </div>
  )
}

function Wave({ citizen, seat, done }: { citizen: number[]; seat: number[]; done: number }) {
  const n = Math.max(citizen.length, seat.length, 1)
  // Speech lies far below full scale: the picture is stretched to the loudest of either side.
  const most = Math.max(10, ...citizen, ...seat)
  const lane = (list: number[], up: boolean) => {
    const y = (v: number) => 30 + (up ? -1 : 1) * (1 + (v / most) * 28)
    return `M0 30 ${list.map((v, i) => `L${i} ${y(v)} L${i + 1} ${y(v)}`).join(' ')} L${list.length} 30 Z`
  }
  return (
    <svg viewBox={`0 0 ${n} 60`} preserveAspectRatio="none" aria-hidden="true">
      <path className="citizen" d={lane(citizen, true)} />
      <path className="seat" d={lane(seat, false)} />
      <rect className="rest" x={done * n} y="0" width={Math.max(0, n - done * n)} height="60" />
    </svg>
  )
}
