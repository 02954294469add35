import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

const focused = (l: Locator) => l.evaluate((e) => e === document.activeElement || e.contains(document.activeElement))

/** Waits until an element has the focus. */
export async function hasFocus(target: Locator) {
  await expect.poll(() => focused(target), { message: `focus on ${target}` }).toBe(true)
}

/** Presses Tab until the element has the focus: it fails if the keyboard cannot get there. */
export async function tabTo(page: Page, target: Locator, most = 12) {
  await target.waitFor({ state: 'attached' })
  for (let n = 0; n <= most; n++) {
    if (await focused(target)) return
    await page.keyboard.press('Tab')
  }
  expect.fail(`the keyboard does not reach ${target} in ${most} steps`)
}

/** Types into the field that has the focus, and takes what a picker then offers first. */
export async function pick(page: Page, typed: string, offered: RegExp) {
  await page.keyboard.type(typed)
  const found = (role: 'option' | 'treeitem' | 'menuitemcheckbox') => page.getByRole(role, { name: offered })
  await found('option').or(found('treeitem')).or(found('menuitemcheckbox')).first().waitFor({ state: 'attached' })
}
