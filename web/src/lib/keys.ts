import { useEffect, useRef } from 'react'

export interface Command {
  /** "ctrl+enter", "alt+n", "?", "j", or two strokes "g d". */
  keys: string
  label: string
  group?: string
  run: () => void
  /** A plain letter never fires while somebody types; others may. */
  disabled?: boolean
}

type Registered = { current: Command[] }
const layers: Registered[] = []
let pending = ''
let pendingAt = 0

function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
}

export function strokeOf(e: KeyboardEvent): string {
  const mods = (e.ctrlKey || e.metaKey ? 'ctrl+' : '') + (e.altKey ? 'alt+' : '')
  // With Alt some layouts change the character: use the key's place for letters and digits.
  const key = e.altKey && /^(Key[A-Z]|Digit\d)$/.test(e.code) ? e.code.replace(/^(Key|Digit)/, '') : e.key
  return mods + key.toLowerCase()
}

function onKeyDown(e: KeyboardEvent): void {
  if (e.isComposing || e.repeat) return
  const stroke = strokeOf(e)
  const plain = !stroke.startsWith('ctrl+') && !stroke.startsWith('alt+')
  if (plain && stroke.length === 1 && typing(e.target)) return
  // A dialogue owns the keyboard, but for what it registered itself after opening.
  const two = Date.now() - pendingAt < 1200 ? pending + ' ' + stroke : ''
  for (let i = layers.length - 1; i >= 0; i--) {
    for (const c of layers[i]!.current) {
      if (c.disabled || (c.keys !== stroke && c.keys !== two)) continue
      e.preventDefault()
      pending = ''
      c.run()
      return
    }
  }
  if (plain && stroke.length === 1) {
    pending = stroke
    pendingAt = Date.now()
  }
}

/** Makes commands available while the component is on screen; later ones win. */
export function useCommands(commands: Command[]): void {
  const ref = useRef<Command[]>(commands)
  useEffect(() => {
    ref.current = commands
  })
  useEffect(() => {
    if (layers.length === 0) window.addEventListener('keydown', onKeyDown)
    layers.push(ref)
    return () => {
      layers.splice(layers.indexOf(ref), 1)
      if (layers.length === 0) window.removeEventListener('keydown', onKeyDown)
    }
  }, [])
}

/** What the help lists: the commands of all that is on screen now. */
export function currentCommands(): Command[] {
  return layers.flatMap((l) => l.current).filter((c) => !c.disabled && c.label !== '')
}

export function keyCaps(keys: string): string[] {
  const cap = (k: string) =>
    k === 'ctrl' ? 'Ctrl' : k === 'alt' ? 'Alt' : k === 'enter' ? 'Enter' : k === 'escape' ? 'Esc' : k.length === 1 ? k.toUpperCase() : k
  return keys.split(/[+ ]/).filter(Boolean).map(cap)
}
