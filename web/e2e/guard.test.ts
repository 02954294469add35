import { randomInt } from 'node:crypto'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { signedIn, useBrowser, violations } from './browser'
import { speaks } from './sound'
import { callFrom } from './trunk'

useBrowser({ voice: true })

const patient = { timeout: 20_000 }

/** Somebody who has not called before, whatever earlier tries left of theirs, as the seat and as the lists show the number. */
function stranger(): { caller: string; masked: string } {
  const digits = String(randomInt(100_000_000)).padStart(8, '0')
  return { caller: `154${digits}`, masked: `154****${digits.slice(4)}` }
}
const bar = (page: Page) => page.getByRole('region', { name: '话务条' })
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })
const stage = (page: Page, name: string) => bar(page).getByRole('status').getByText(name, { exact: true }).waitFor(patient)
const row = (page: Page, text: string) => page.getByRole('table').getByRole('row').filter({ hasText: text })

/** A seat that speaks with somebody who called over the trunk. */
async function speaking(login: string, caller: string): Promise<{ page: Page; hangUp: () => Promise<void> }> {
  const page = await signedIn(login)
  await speaks(page, 'seat')
  await page.goto('/staff/desk')
  await button(page, '签入').click()
  await button(page, '示闲').waitFor(patient)
  await page.keyboard.press('F2')
  const call = await callFrom(caller)
  await stage(page, '来电振铃')
  await page.keyboard.press('F2')
  await stage(page, '通话中')
  return { page, hangUp: call.hangUp }
}

test('a caller in danger is handed over to 119, which is busy, and to 120, and keeps it when the seat has left', async () => {
  const { page, hangUp } = await speaking('seat4', stranger().caller)
  await button(page, '紧急转接').click()
  const choice = page.getByRole('dialog', { name: '紧急转接' })
  await choice.getByRole('button', { name: /119/ }).waitFor()
  const found = (await violations(page)).map((v) => `the choice of services: ${v}`)
  await choice.getByRole('button', { name: /119/ }).click()
  await page.getByRole('alert').filter({ hasText: '消防 119占线' }).waitFor(patient)
  await stage(page, '通话中') // with the caller still

  await page.keyboard.press('Control+F8')
  await choice.getByRole('button', { name: /120/ }).click()
  await page.getByText('急救 120已接通：请说明情况，再退出三方通话').waitFor(patient)
  await stage(page, '三方通话')
  expect(await bar(page).getByRole('button', { name: /保持/ }).count()).toBe(0)
  found.push(...(await violations(page)).map((v) => `three together: ${v}`))
  await bar(page).getByRole('button', { name: '退出', exact: true }).click()
  await button(page, /^结束整理/).waitFor(patient)
  await hangUp()

  const leader = await signedIn('leader1')
  await leader.goto('/staff/emergencies')
  await row(leader, '急救 120').first().getByText('已接通').waitFor(patient)
  await row(leader, '消防 119').first().getByText('占线').waitFor()
  await leader.getByRole('list', { name: '本时段统计' }).getByText('急救 120').waitFor()
  await leader.getByRole('group', { name: '紧急转接记录' }).getByRole('button', { name: '未接通' }).click()
  await expect.poll(() => row(leader, '急救 120').count(), patient).toBe(0)
  await row(leader, '消防 119').first().waitFor()
  expect(found).toEqual([])
})

test('a seat warns and marks an abusive caller, a leader decides a cool-down, the next call hears of it, and it is lifted', async () => {
  const { caller, masked } = stranger()
  const { page, hangUp } = await speaking('seat5', caller)
  await button(page, '骚扰').click()
  const form = page.getByRole('dialog', { name: '恶意骚扰来电' })
  await form.getByRole('button', { name: '播放警告' }).click()
  await form.getByText('已向来电人播放警告').waitFor(patient)
  const found = (await violations(page)).map((v) => `the form of a mark: ${v}`)
  await form.getByRole('button', { name: '标记恶意骚扰' }).click()
  await form.getByText('请选择行为。').waitFor()
  await form.getByText('威胁', { exact: true }).click()
  await form.getByLabel('说明').fill('扬言到大厅闹事')
  await form.getByRole('button', { name: '标记恶意骚扰' }).click()
  await page.getByText('已标记，录音作为证据保全，由班长审核。').waitFor(patient)
  await hangUp()
  await button(page, /^结束整理/).waitFor(patient)
  await button(page, /^结束整理/).click()

  const leader = await signedIn('leader1')
  await leader.goto('/staff/abusers')
  await row(leader, masked).getByText('可以冷却').waitFor(patient)
  await row(leader, masked).click()
  await leader.getByRole('heading', { name: masked }).waitFor()
  await button(leader, '查看号码和说明').click()
  await leader.getByText(caller).waitFor(patient)
  await leader.getByText('扬言到大厅闹事').waitFor()
  await button(leader, '提交冷却决定').click()
  await leader.getByText('请填写 2 至 200 字。').waitFor()
  await leader.getByLabel('理由').fill('通话中威胁坐席')
  await button(leader, '提交冷却决定').click()
  await row(leader, masked).getByText('冷却中').waitFor(patient)
  found.push(...(await violations(leader)).map((v) => `a caller who cools down: ${v}`))

  // The next call is told so, and does not ring at the seat that is ready.
  const missed = async () => {
    const months = (await (await leader.request.get('/api/v1/abusers/months')).json()) as { items: { calls: number }[] }
    return months.items.reduce((n, x) => n + x.calls, 0)
  }
  const before = await missed()
  const call = await callFrom(caller)
  await page.waitForTimeout(7_000) // longer than the menu waits for a key
  expect(await bar(page).count()).toBe(0)
  await call.hangUp()
  await expect.poll(missed, patient).toBe(before + 1)

  await button(leader, '提前解除').click()
  const why = leader.getByRole('dialog', { name: '提前解除' })
  await why.getByLabel('理由').fill('来电人书面致歉')
  await why.getByRole('button', { name: '提前解除' }).click()
  await why.waitFor({ state: 'detached', ...patient })
  await leader.getByText('已提前解除').waitFor(patient)
  const again = await callFrom(caller)
  await stage(page, '来电振铃')
  await again.hangUp()
  expect(found).toEqual([])
})
