import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { signedIn, useBrowser } from './browser'
import { completed } from './given'
import { speaks } from './sound'
import { callFrom } from './trunk'

useBrowser({ voice: true })

const patient = { timeout: 20_000 }
const bar = (page: Page) => page.getByRole('region', { name: '话务条' })
const stage = (page: Page, name: string) => bar(page).getByRole('status').getByText(name, { exact: true }).waitFor(patient)
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })
const row = (page: Page, number: string) => page.getByRole('table').getByRole('row').filter({ hasText: number })

async function seated(login: string): Promise<Page> {
  const page = await signedIn(login)
  await speaks(page, 'seat')
  await page.goto('/staff/owed')
  await button(page, '签入').click()
  await button(page, '示闲').waitFor(patient)
  return page
}

/** Callers who wait long enough to count, and give up. */
async function inVain(page: Page, ...numbers: string[]) {
  await Promise.all(
    numbers.map(async (number) => {
      const call = await callFrom(number)
      await expect
        .poll(async () => ((await (await page.request.get('/api/v1/seat')).json()) as { queues: { waiting: number }[] }).queues.some((q) => q.waiting >= numbers.length), patient)
        .toBe(true)
      await page.waitForTimeout(5_500) // who gives up within five seconds is owed nothing
      await call.hangUp()
    }),
  )
}

/** The seat hangs up, and is again what it was: busy, or, where it was ready, writing. */
async function hungUp(page: Page, then: string | RegExp = '示闲') {
  await page.keyboard.press('F4')
  await bar(page).waitFor({ state: 'detached', ...patient })
  await button(page, then).waitFor(patient)
}

test('owed callers are called back by a click and one after the other, and the results stand in the list', async () => {
  const page = await seated('seat4')
  await inVain(page, '15400000061', '15400000086', '15400000062')
  await page.reload()
  for (const number of ['154****0061', '154****0086', '154****0062']) await row(page, number).waitFor(patient)

  // Busy: the attempt is written down by itself, and says when to call again.
  await row(page, '154****0086').click()
  await page.getByRole('heading', { name: '154****0086' }).waitFor()
  await button(page, '回拨').click()
  await page.getByRole('listitem').filter({ hasText: '占线' }).waitFor(patient)
  await row(page, '154****0086').getByText('回拨未通 1 次').waitFor(patient)

  // Answered: the debt is paid.
  await row(page, '154****0061').click()
  await page.getByRole('heading', { name: '154****0061' }).waitFor()
  await page.keyboard.press('d')
  await stage(page, '通话中')
  await bar(page).getByText('154****0061').waitFor()
  await hungUp(page)
  await row(page, '154****0061').waitFor({ state: 'detached', ...patient })

  // One after the other: the seat is ready, and the next who is due is called by itself; who is busy is not due yet.
  await button(page, '连续回拨').click()
  await page.getByText('示闲后继续。').waitFor()
  await button(page, '示闲').click()
  await stage(page, '通话中')
  await bar(page).getByText('154****0062').waitFor()
  await button(page, '停止连续回拨').click()
  await hungUp(page, /^结束整理/)
  await page.getByRole('group', { name: '漏接回拨' }).getByRole('button', { name: '已回拨' }).click()
  await row(page, '154****0062').waitFor(patient)
  await page.getByLabel('回拨情况').getByText('计入回拨后接通率').waitFor()

  // A number that is none may be written off at once.
  await page.getByRole('group', { name: '漏接回拨' }).getByRole('button', { name: '待回拨' }).click()
  await row(page, '154****0086').click()
  await button(page, '领取').click()
  await page.getByText('号码有误', { exact: true }).click()
  await page.getByLabel('备注').fill('接听者称打错了')
  await button(page, '提交未接通结果').click()
  await page.getByText('待核销').first().waitFor(patient)
  await button(page, /^核\s?销$/).click()
  await page.getByRole('tooltip').getByRole('button', { name: /核\s?销/ }).click()
  await row(page, '154****0086').waitFor({ state: 'detached', ...patient })
})

test('a seat calls a number for a purpose, and somebody behind an order without seeing the number', async () => {
  const page = await seated('seat5')
  await page.keyboard.press('F10')
  const pad = page.getByRole('dialog', { name: '拨打外线' })
  await pad.getByLabel('号码').fill('0756 2120000')
  await pad.getByRole('button', { name: '呼叫', exact: true }).click()
  await pad.getByText('请选择事由。').waitFor()
  await pad.getByText('协调', { exact: true }).click()
  await pad.getByRole('button', { name: '呼叫', exact: true }).click()
  await stage(page, '通话中')
  await bar(page).getByText('协调').waitFor()
  await hungUp(page)

  // From an order: the line rings for ever, and the seat gives up.
  const { made } = await completed('路灯不亮待回访', '13900220080')
  await page.goto(`/staff/orders/${made.id}`)
  await button(page, /^拨打 .*139\*\*\*\*0080/).click()
  await stage(page, '正在呼叫')
  await hungUp(page)
  await page.reload()
  await page.getByText('坐席呼出').waitFor(patient)
  await page.getByText('坐席提前挂断').waitFor()
})
