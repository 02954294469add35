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

interface Layer {
  commands: { current: Command[] }
  /** The dialogues that were open when the layer came: it belongs to them or stands above them. */
  above: WeakSet<Element>
  /** Its keys are of no page: they work whatever is open. */
  always: boolean
}

const layers: Layer[] = []
let pending = ''
let pendingAt = 0

function shown(el: Element | null): boolean {
  for (let at = el; at; at = at.parentElement) if (getComputedStyle(at).display === 'none') return false
  return true
}

/** The modals and drawers on screen. Popovers leave the keyboard to the page. */
function openDialogues(): Element[] {
  return [...document.querySelectorAll('[role=dialog][aria-modal=true]')].filter(shown)
}

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
  const two = Date.now() - pendingAt < 1200 ? pending + ' ' + stroke : ''
  const dialogues = openDialogues()
  for (let i = layers.length - 1; i >= 0; i--) {
    const layer = layers[i]!
    // A dialogue owns the keyboard: of what was there before it opened nothing runs.
    if (!layer.always && !dialogues.every((d) => layer.above.has(d))) continue
    for (const c of layer.commands.current) {
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

/**
 * Makes commands available while the component is on screen; later ones win. While a modal or drawer is open only what
 * was registered after it opened runs; the telephone's keys, which are always at hand, run all the same.
 */
export function useCommands(commands: Command[], always = false): void {
  const ref = useRef<Command[]>(commands)
  useEffect(() => {
    ref.current = commands
  })
  useEffect(() => {
    if (layers.length === 0) window.addEventListener('keydown', onKeyDown)
    const layer: Layer = { commands: ref, above: new WeakSet(), always }
    layers.push(layer)
    // A dialogue that opens with the component comes into the document a moment after this.
    const settle = setTimeout(() => openDialogues().forEach((d) => layer.above.add(d)), 0)
    return () => {
      clearTimeout(settle)
      layers.splice(layers.indexOf(layer), 1)
      if (layers.length === 0) window.removeEventListener('keydown', onKeyDown)
    }
  }, [always])
}

/** What the help lists: the commands of all that is on screen now. */
export function currentCommands(): Command[] {
  return layers.flatMap((l) => l.commands.current).filter((c) => !c.disabled && c.label !== '')
}

export function keyCaps(keys: string): string[] {
  const cap = (k: string) =>
    k === 'ctrl' ? 'Ctrl' : k === 'alt' ? 'Alt' : k === 'enter' ? 'Enter' : k === 'escape' ? 'Esc' : k.length === 1 || /^f\d+$/.test(k) ? k.toUpperCase() : k
  return keys.split(/[+ ]/).filter(Boolean).map(cap)
}
