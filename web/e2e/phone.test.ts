import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { phone, desktop, useBrowser, violations } from './browser'
import { hasFocus } from './keyboard'
import { rows } from './orders'
import { bar, button, hearing, patient, seated, stage, visitor } from './seated'
import { callFrom } from './trunk'

useBrowser({ voice: true })

/** What axe says of the page now, at one width, and whether it fits both. */
async function judged(page: Page, what: string, at = desktop): Promise<string[]> {
  const found: string[] = []
  for (const viewport of at === desktop ? [phone, desktop] : [desktop, phone]) {
    await page.setViewportSize(viewport)
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    if (width > viewport.width) found.push(`${what}: ${width} px wide`)
  }
  found.push(...(await violations(page)).map((v) => `${what}: ${v}`))
  await page.setViewportSize(desktop)
  return found
}

test('a citizen calls from the portal: answered, held, muted, a reload, three together, handed over, rated, registered', async () => {
  const found: string[] = []
  const seat = await seated('seat1', 'seat')
  const colleague = await seated('seat2', 'colleague', { ready: false })
  const citizen = await visitor()

  await stage(seat, '来电振铃')
  await bar(seat).getByText('网上通话').waitFor()
  found.push(...(await judged(seat, 'ringing')))
  await seat.keyboard.press('F2')
  await stage(seat, '通话中')
  await hearing(seat, ['citizen'], 'the seat hears the citizen')
  await hearing(citizen, ['seat'], 'the citizen hears the seat')
  found.push(...(await judged(seat, 'talking', phone)), ...(await judged(citizen, 'the portal in a call', phone)))

  await seat.keyboard.press('F6')
  await stage(seat, '保持中')
  await hearing(citizen, [], 'who is held hears music')
  await hearing(seat, [], 'and is not heard')
  await seat.keyboard.press('F6')
  await stage(seat, '通话中')
  await seat.keyboard.press('F7')
  await button(seat, '取消静音').waitFor()
  await hearing(citizen, [], 'a muted seat is not heard')
  await seat.keyboard.press('F7')
  await hearing(citizen, ['seat'], 'and is again')
  await button(seat, '拨号键盘').click()
  await hasFocus(seat.getByRole('dialog', { name: '拨号键盘' }))
  await seat.keyboard.press('5')
  await button(seat, '按键 #').click()
  await seat.getByLabel('已按').getByText('5#').waitFor()
  await seat.keyboard.press('Escape')

  await seat.reload()
  await stage(seat, '通话中')
  await hearing(seat, ['citizen'], 'the call is taken up again')
  await hearing(citizen, ['seat'], 'by both')

  await seat.keyboard.press('F8')
  const targets = seat.getByRole('dialog', { name: '转接或咨询' })
  await targets.getByRole('textbox').fill('seat2')
  await targets.getByRole('listitem').filter({ hasText: 'seat2' }).getByRole('button', { name: /^咨询 / }).click()
  await stage(colleague, '同事咨询')
  await button(colleague, '接听').click()
  await button(seat, '三方').waitFor()
  await hearing(colleague, ['seat'], 'the colleague hears the seat alone')
  await hearing(citizen, [], 'the citizen waits')
  found.push(...(await judged(seat, 'consulting')))
  await button(seat, '三方').click()
  await stage(seat, '三方通话')
  await hearing(citizen, ['colleague', 'seat'], 'the citizen hears both')
  await hearing(seat, ['citizen', 'colleague'], 'the seat hears both')
  await button(seat, '退出').click()
  await button(seat, /^结束整理/).waitFor()
  found.push(...(await judged(seat, 'wrap-up', phone)))
  await hearing(colleague, ['citizen'], 'the colleague goes on')

  await colleague.keyboard.press('F9')
  await bar(colleague).waitFor({ state: 'detached' })
  await button(citizen, '按键 1').click()
  await citizen.getByText('通话已结束。如需再次通话，请按“呼叫”。').waitFor(patient)
  expect(found).toEqual([])
})

test('a caller is shown with what is known before answering, a draft is not overwritten, and the order names the call', async () => {
  const seat = await seated('seat3', 'seat')
  const call = await callFrom('15400000037')
  await stage(seat, '来电振铃')
  await bar(seat).getByText('154****0037').waitFor()
  await expect.poll(() => seat.getByLabel('来电号码').inputValue()).toBe('15400000037')
  await seat.getByRole('region', { name: /历史诉求/ }).waitFor()
  await button(seat, '接听').click()
  await stage(seat, '通话中')
  await seat.getByText('咨询', { exact: true }).first().click()
  await seat.getByLabel('标题').fill('图书馆周末开放时间')
  await call.hangUp()
  await bar(seat).waitFor({ state: 'detached' })

  // What is written stays, also when the next one calls.
  await seat.keyboard.press('F2')
  const second = await callFrom('15400000038')
  await stage(seat, '来电振铃')
  await seat.getByText(/正在填写的内容不会被覆盖/).waitFor()
  expect(await seat.getByLabel('标题').inputValue()).toBe('图书馆周末开放时间')
  await button(seat, '接听').click()
  await stage(seat, '通话中')
  await seat.keyboard.press('Alt+c')
  await expect.poll(() => seat.getByLabel('来电号码').inputValue()).toBe('15400000038')
  expect(await seat.getByLabel('标题').inputValue()).toBe('')
  await button(seat, '暂存 1').waitFor()

  // A silent call needs neither category nor place.
  await seat.getByText('无效', { exact: true }).click()
  await seat.getByLabel('标题').fill('无声电话')
  await seat.getByLabel('诉求内容').fill('接通后无人说话。')
  await seat.getByText('仅登记', { exact: true }).click()
  const sent = seat.waitForRequest((r) => r.method() === 'POST' && r.url().endsWith('/contacts'))
  await seat.keyboard.press('Control+Enter')
  const { call_id } = (await sent).postDataJSON() as { call_id: string }
  await seat.getByRole('heading', { name: '受理成功' }).waitFor()
  const contact = ((await (await (await sent).response())!.json()) as { contact_id: string }).contact_id
  expect(((await (await seat.request.get(`/api/v1/contacts/${contact}`)).json()) as { call_id: string }).call_id).toBe(call_id)
  expect(call_id).toMatch(/^\d+$/)
  await seat.keyboard.press('F4')
  await bar(seat).waitFor({ state: 'detached' })
  await second.hangUp()
  expect((await rows(seat, '/drafts')).length).toBeGreaterThan(0)
})
