import { useEffect, useRef } from 'react'
import './view-tabs.css'

interface Props<K extends string> {
  label: string
  tabs: readonly { key: K; label: string; count?: number }[]
  current: K
  onChange: (key: K) => void
}

/** The views of a work list with how much waits in each. */
export function ViewTabs<K extends string>({ label, tabs, current, onChange }: Props<K>) {
  const box = useRef<HTMLDivElement>(null)
  const counted = tabs.some((x) => x.count !== undefined) // the counts come later and make them wider
  // Where not all have room, the open one comes into sight.
  useEffect(() => {
    const all = box.current
    const on = all?.querySelector<HTMLElement>('[aria-pressed=true]')
    if (all && on) all.scrollLeft = on.offsetLeft - (all.clientWidth - on.offsetWidth) / 2
  }, [current, counted])
  return (
    <div ref={box} className="view-tabs" role="group" aria-label={label}>
      {tabs.map((x) => (
        <button key={x.key} type="button" aria-pressed={x.key === current} onClick={() => onChange(x.key)}>
          {x.label}
          {x.count !== undefined ? <span className={'view-count' + (x.count > 0 ? ' some' : '')}>{x.count > 999 ? '999+' : x.count}</span> : null}
        </button>
      ))}
    </div>
  )
}
