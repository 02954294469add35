import { App } from 'antd'
import { t } from '@/texts'

/** Puts a text on the clipboard, and tells whether that came to be: what is said to be copied is pasted unread. */
export function useCopy(): (text: string) => Promise<void> {
  const { message } = App.useApp()
  return async (text) => {
    if (await copied(text)) void message.success(t.common.copied)
    else void message.error(t.common.copyFailed)
  }
}

async function copied(text: string): Promise<boolean> {
  // Without HTTPS a page has no clipboard of its own, but may copy what is selected.
  if (!navigator.clipboard) return copySelected(text)
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copySelected(text)
  }
}

function copySelected(text: string): boolean {
  const before = document.activeElement
  const area = document.createElement('textarea')
  area.value = text
  area.readOnly = true
  area.style.cssText = 'position: fixed; opacity: 0'
  document.body.append(area)
  area.select()
  try {
    return document.execCommand('copy')
  } catch {
    return false
  } finally {
    area.remove()
    if (before instanceof HTMLElement) before.focus()
  }
}
