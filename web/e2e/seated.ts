import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { context, phone, signedIn } from './browser'
import { hears, speaks } from './sound'

export const patient = { timeout: 15_000 }
export const bar = (page: Page) => page.getByRole('region', { name: '话务条' })
export const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })
export const stage = (page: Page, name: string) => bar(page).getByRole('status').getByText(name, { exact: true }).waitFor()
export const hearing = (page: Page, who: string[], why: string) => expect.poll(() => hears(page), { ...patient, message: why }).toEqual(who)

/** A seat that takes calls, at its desk. before is done to its page before anything is opened. */
export async function seated(login: string, voice: 'seat' | 'colleague', o: { ready?: boolean; secure?: boolean; before?: (page: Page) => Promise<void> } = {}): Promise<Page> {
  const page = await signedIn(login, { secure: o.secure })
  await speaks(page, voice)
  await o.before?.(page)
  await page.goto('/staff/desk')
  await button(page, '签入').click()
  await button(page, '示闲').waitFor()
  if (o.ready ?? true) {
    await page.keyboard.press('F2')
    await page.getByRole('button', { name: /^空闲/ }).waitFor()
  }
  return page
}

/** A citizen on the portal's page who has called and chosen the first queue. */
export async function visitor(o: { secure?: boolean } = {}): Promise<Page> {
  const page = await (await context({ viewport: phone, secure: o.secure })).newPage()
  await speaks(page, 'citizen')
  await page.goto('/call')
  await button(page, '呼叫 12345').click()
  await page.getByText('已接通热线，请听语音提示。').waitFor()
  await button(page, '按键 1').click()
  return page
}
