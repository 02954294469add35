import { useEffect } from 'react'
import type { Command } from '@/lib/keys'
import { t } from '@/texts'

interface Actions {
  submit: () => void
  add: () => void
  next: () => void
  park: () => void
  repeat: () => void
  knowledge: () => void
  answer: () => void
  transfer: () => void
}

function focus(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.focus()
}

/** The desk by keyboard. Function keys stay free for the telephone. */
export function useDeskCommands(a: Actions): Command[] {
  const k = t.desk.keys
  const group = t.desk.title
  useEffect(() => {
    document.title = `${t.desk.title} · ${t.app.title}`
  }, [])
  return [
    { keys: 'ctrl+enter', label: k.submit, group, run: a.submit },
    { keys: 'alt+p', label: k.phone, group, run: () => focus('input.desk-caller, .desk-caller input') },
    { keys: 'alt+t', label: k.title, group, run: () => focus('input.desk-title, .desk-title input') },
    { keys: 'alt+n', label: k.add, group, run: a.add },
    { keys: 'alt+j', label: k.next, group, run: a.next },
    { keys: 'alt+a', label: k.answer, group, run: a.answer },
    { keys: 'alt+e', label: t.remit.transferKey, group, run: a.transfer },
    { keys: 'alt+r', label: k.repeat, group, run: a.repeat },
    { keys: 'alt+k', label: k.knowledge, group, run: a.knowledge },
    { keys: 'alt+s', label: k.park, group, run: a.park },
  ]
}
