import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { context, phone, signedIn, useBrowser, violations } from './browser'
import { hears, speaks } from './sound'

useBrowser({ voice: true })

const patient = { timeout: 15_000 }
const bar = (page: Page) => page.getByRole('region', { name: '话务条' })
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })
const stage = (page: Page, name: string) => bar(page).getByRole('status').getByText(name, { exact: true }).waitFor()
const hearing = (page: Page, who: string[], why: string) => expect.poll(() => hears(page), { ...patient, message: why }).toEqual(who)
const seat = (page: Page, login: string) => page.getByRole('row').filter({ hasText: login })

async function seated(login: string, voice: 'seat' | 'colleague', path: string): Promise<Page> {
  const page = await signedIn(login)
  await speaks(page, voice)
  await page.goto(path)
  await button(page, '签入').first().click()
  await button(page, '示闲').waitFor()
  return page
}

test('a leader sees a seat ask for help, whispers, takes the call over, and sets what the seat does', async () => {
  const worker = await seated('seat4', 'seat', '/staff/desk')
  const leader = await seated('leader1', 'colleague', '/staff/floor')
  await seat(leader, 'seat4').getByText('其他工作').waitFor()
  await worker.keyboard.press('F2')
  await seat(leader, 'seat4').getByText('空闲').waitFor()

  const citizen = await (await context({ viewport: phone })).newPage()
  await speaks(citizen, 'citizen')
  await citizen.goto('/call')
  await citizen.getByText('通话可能被录音', { exact: false }).waitFor()
  await button(citizen, '呼叫 12345').click()
  await citizen.getByText('已接通热线，请听语音提示。').waitFor()
  await button(citizen, '按键 1').click()
  await stage(worker, '来电振铃')
  await worker.keyboard.press('F2')
  await stage(worker, '通话中')
  await seat(leader, 'seat4').getByText('网上通话').waitFor()

  // Help is seen on every screen, and taken by a whisper that the seat alone hears.
  await worker.keyboard.press('F10')
  await bar(worker).getByText('已求助，等待班长').waitFor()
  await leader.getByRole('link', { name: /求助 \d/ }).waitFor()
  const found = (await violations(leader)).map((v) => `floor with a call for help: ${v}`)
  await leader.getByRole('region', { name: '坐席求助' }).getByRole('button', { name: /密语/ }).click()
  await stage(leader, '密语')
  await bar(worker).getByText(/已响应/).waitFor()
  await hearing(leader, ['citizen', 'seat'], 'the leader hears both')
  await hearing(worker, ['citizen', 'colleague'], 'the seat hears the leader')
  await hearing(citizen, ['seat'], 'the citizen does not')
  await bar(leader).getByRole('button', { name: '接管' }).click()
  await button(worker, /^结束整理/).waitFor()
  await hearing(citizen, ['colleague'], 'the citizen speaks with the leader')
  await stage(leader, '通话中')
  found.push(...(await violations(leader)).map((v) => `in a call that was taken over: ${v}`))
  await leader.keyboard.press('F4')
  await bar(leader).waitFor({ state: 'detached' })

  // A state is set with its reason, and stands in the day's attendance.
  await seat(leader, 'seat4').getByRole('button', { name: /更多操作/ }).click()
  await leader.getByRole('menuitem', { name: '变更状态' }).click()
  const form = leader.getByRole('dialog', { name: /变更 .* 的状态/ })
  await form.getByText('签出', { exact: true }).click()
  await button(leader, '变更状态').click()
  await form.getByText('请填写原因，2 至 200 字。').waitFor()
  await form.getByRole('textbox', { name: /原因/ }).fill('设备检修')
  await button(leader, '变更状态').click()
  await form.waitFor({ state: 'detached' })
  await seat(leader, 'seat4').waitFor({ state: 'detached' })
  await button(worker, '签入').waitFor()
  await button(leader, '签入签出').click()
  await leader.getByText(/签出（设备检修）/).waitFor()
  expect(found).toEqual([])
})

test('a seat leaves word to the next shift, and another takes it', async () => {
  const words = '请回电 13912345678 说明进度'
  const writer = await signedIn('seat5')
  await writer.goto('/staff/handovers')
  await button(writer, '填写交接班').click()
  const form = writer.getByRole('dialog', { name: '填写交接班' })
  await form.getByRole('textbox', { name: /交接内容/ }).fill(words)
  await form.getByRole('button', { name: '填写交接班' }).click()
  await form.waitFor({ state: 'detached' })
  await writer.getByRole('cell', { name: /请回电 139\S*78 说明进度/ }).waitFor()
  expect(await button(writer, /^接 .* 的班$/).count()).toBe(0)

  const next = await signedIn('seat6')
  await next.goto('/staff/handovers')
  await button(next, /^接 .* 的班$/).first().click()
  const take = next.getByRole('dialog', { name: /的班/ })
  await take.getByRole('textbox', { name: '接班说明' }).fill('已接')
  await take.getByRole('button', { name: '接班', exact: true }).click()
  await take.waitFor({ state: 'detached' })
  await button(next, '已接班').click()
  await next.getByRole('cell', { name: /已接/ }).waitFor()
})
