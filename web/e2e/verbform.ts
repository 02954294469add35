import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

/** Opens the order and the form of a verb on it, which is a button or an entry of the menu beside the buttons. */
export async function form(page: Page, id: string, verb: string): Promise<Locator> {
  await page.goto(`/staff/orders/${id}`)
  await start(page, verb)
  return page.getByRole('dialog')
}

/** Presses the button of a verb on the page that is open. */
export async function start(page: Page, verb: string) {
  const button = page.getByRole('button', { name: verb, exact: true })
  const more = page.getByRole('button', { name: '更多操作' })
  await button.or(more).first().waitFor()
  if ((await button.count()) === 0) {
    await more.click()
    await page.getByRole('menuitem', { name: verb, exact: true }).click()
    return
  }
  await button.first().click()
}

/** What Enter would take in the list of a select: the option that the field itself points at. */
const offered = (field: Locator) =>
  field.evaluate((e) => {
    const option = document.getElementById(e.getAttribute('aria-activedescendant') ?? '')
    return option?.getAttribute('aria-label') ?? option?.textContent ?? ''
  })

/** Chooses an entry of a select by typing a part of it, once the list has followed what was typed. */
export async function choose(page: Page, field: Locator, typed: string, option: string | RegExp) {
  const box = field.and(page.getByRole('combobox'))
  await box.click()
  await box.fill(typed)
  await expect.poll(() => offered(box), { message: `what ${field} offers`, timeout: 30_000 }).toMatch(option)
  await box.press('Enter')
}

/** Sends a form that must first be refused because nothing was written. */
export async function refusedEmpty(dialog: Locator, verb: string) {
  await dialog.getByRole('button', { name: `提交${verb}` }).click()
  await dialog.getByRole('alert').or(dialog.locator('[aria-invalid=true]')).first().waitFor()
}
