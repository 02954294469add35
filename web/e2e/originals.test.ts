import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { phone, signedIn, useBrowser, violations } from './browser'
import { dispatched, done, unitCalled } from './given'

useBrowser()

const number = '13812340099'
const masked = '138****0099'

/** An order whose words had a number in them, signed for by the district. */
async function told(title: string) {
  const { seat, made } = await dispatched(title, undefined, '13900220071', { content: `${title}，现场值班电话${number}，请联系。` })
  const officer = await signedIn('officer-xiangzhou')
  await done(officer, made.id, 'sign')
  return { seat, officer, made }
}

async function openOrder(page: Page, order: { id: string; title: string }) {
  await page.goto(`/staff/orders/${order.id}`)
  await page.getByRole('heading', { name: order.title }).waitFor()
  await page.getByText(masked).first().waitFor()
}

const button = (page: Page) => page.getByRole('button', { name: '查看原文' })

test('the unit that has an order in hand opens its words before masking with one click, marked and for a minute', async () => {
  const { officer, made } = await told('查看原文：井盖松动')
  await openOrder(officer, made)
  expect(await officer.getByText(number).count()).toBe(0)
  await button(officer).click()
  const words = officer.getByText(`现场值班电话${number}`)
  await words.waitFor()
  expect(await officer.locator('.watermark').getAttribute('data-mark')).toMatch(/officer-xiangzhou \d{4}-\d{2}-\d{2} \d{2}:\d{2}$/)
  expect(await violations(officer)).toEqual([])
  await officer.getByRole('button', { name: '立即隐藏' }).click()
  await words.waitFor({ state: 'detached' })

  const small = await signedIn('officer-xiangzhou', { viewport: phone })
  await openOrder(small, made)
  await button(small).click()
  await small.getByText(`现场值班电话${number}`).waitFor()
  expect(await violations(small)).toEqual([])
  expect(await small.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(phone.width)
})

test('who does not have it in hand says for what and why, and the auditor reads it', async () => {
  const { seat, made } = await told('查看原文：围挡倾斜')
  await openOrder(seat, made)
  await button(seat).click()
  const dialog = seat.getByRole('dialog', { name: '查看遮蔽前的原文' })
  expect(await violations(seat)).toEqual([])
  await dialog.getByRole('button', { name: /查\s?看/ }).click()
  await dialog.getByText('请写明事由').waitFor()
  await dialog.getByRole('combobox', { name: '查看目的' }).click()
  await seat.locator('.ant-select-item-option').filter({ hasText: '核实身份' }).click()
  await dialog.getByLabel('事由').fill('核对现场值班电话号码')
  await dialog.getByRole('button', { name: /查\s?看/ }).click()
  await seat.getByText(`现场值班电话${number}`).waitFor()
  const auditor = await signedIn('auditor1')
  await auditor.goto('/staff/openings?view=all')
  await auditor.getByRole('row').filter({ hasText: '核对现场值班电话号码' }).getByText('原文').first().waitFor()
})

test('who may not open them sees no button', async () => {
  const { officer, made } = await told('查看原文：线缆下垂')
  const helper = await unitCalled(officer, '市城市管理和综合执法局')
  await done(officer, made.id, 'invite', { unit_id: helper.id, ask: '请核查线缆归属。' })
  for (const login of ['officer-chengguan', 'supervisor1']) {
    const page = await signedIn(login)
    await openOrder(page, made)
    expect(await button(page).count(), login).toBe(0)
    await page.context().close()
  }
  // Of a confidential order the centre's alone, and there only by a right of its own.
  const leader = await signedIn('leader1')
  await done(leader, made.id, 'seal', { reason: '来电人要求保密' })
  await openOrder(officer, made)
  await officer.getByText('由热线中心代为联系').waitFor()
  expect(await button(officer).count()).toBe(0)
  await openOrder(leader, made)
  await button(leader).click()
  await leader.getByRole('dialog', { name: '查看遮蔽前的原文' }).waitFor()
})

test('a request whose words had no number has nothing to open', async () => {
  const { seat, made } = await dispatched('查看原文：没有号码')
  await seat.goto(`/staff/orders/${made.id}`)
  await seat.getByRole('button', { name: '查看身份' }).waitFor()
  expect(await button(seat).count()).toBe(0)
})
