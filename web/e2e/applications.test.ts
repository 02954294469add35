import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { phone, signedIn, useBrowser } from './browser'
import { dispatched, done } from './given'
import { order } from './orders'
import { form, refusedEmpty } from './verbform'

useBrowser()

/** An order that the unit has signed for, with its officer. */
async function handled(title: string, o: { viewport?: { width: number; height: number } } = {}) {
  const { seat, made } = await dispatched(title, undefined, '13900220021')
  const officer = await signedIn('officer-xiangzhou', o)
  await done(officer, made.id, 'sign')
  return { seat, officer, made }
}

async function decide(page: Page, id: string, grant: boolean, note: string) {
  const dialog = await form(page, id, '审批申请')
  await dialog.getByRole('radiogroup').getByText(grant ? '同意' : '不同意', { exact: true }).click()
  if (note === '') await refusedEmpty(dialog, '审批申请')
  await dialog.getByLabel('审核意见').fill(note || '申请理由不充分。')
  await dialog.getByRole('button', { name: '提交审批申请' }).click()
  await page.getByText('审批已完成。').waitFor()
}

test('on a phone a unit asks for more time, and the centre grants it', async () => {
  const { seat, officer, made } = await handled('延期：灯杆需要重新浇筑基础', { viewport: phone })
  const before = (await order(seat, made.id)).due_at!
  const dialog = await form(officer, made.id, '申请延期／暂停／挂账')
  await refusedEmpty(dialog, '申请延期／暂停／挂账')
  await dialog.getByLabel('延长多少').fill('2')
  await dialog.getByLabel('理由').fill('基础浇筑需要养护期。')
  expect(await officer.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(phone.width)
  await dialog.getByRole('button', { name: '提交申请延期／暂停／挂账' }).click()
  await officer.getByText('申请已提交，等待审批。').waitFor()
  const reviewer = await signedIn('reviewer1')
  await decide(reviewer, made.id, true, '同意延长。')
  expect(Date.parse((await order(seat, made.id)).due_at!)).toBeGreaterThan(Date.parse(before))
})

test('an application is refused only with a reason', async () => {
  const { seat, officer, made } = await handled('延期不同意：小修也要延期')
  const before = (await order(seat, made.id)).due_at
  await done(officer, made.id, 'apply', { kind: 'extension', amount: 1, reason: '人手不足。' })
  const reviewer = await signedIn('reviewer1')
  await decide(reviewer, made.id, false, '')
  expect((await order(seat, made.id)).due_at).toBe(before)
  await officer.goto(`/staff/orders/${made.id}`)
  await officer.getByText('申请理由不充分。').first().waitFor()
})

test('a matter is kept on the books with a planned date, and its progress is told', async () => {
  const { seat, officer, made } = await handled('挂账：整条路的路灯改造列入明年计划')
  const dialog = await form(officer, made.id, '申请延期／暂停／挂账')
  await dialog.getByRole('radiogroup').getByText('挂账', { exact: false }).click()
  await dialog.getByLabel('计划恢复时间').fill(new Date(Date.now() + 40 * 86_400_000).toISOString().slice(0, 16))
  await dialog.getByLabel('理由').fill('已列入明年改造计划，需等资金到位。')
  await dialog.getByRole('button', { name: '提交申请延期／暂停／挂账' }).click()
  await officer.getByText('申请已提交，等待审批。').waitFor()
  const leader = await signedIn('leader1')
  await decide(leader, made.id, true, '同意挂账，按期报告进展。')
  expect((await order(seat, made.id)).state).toBe('shelved')
  const words = await form(officer, made.id, '报告进展')
  await refusedEmpty(words, '报告进展')
  await words.getByLabel('进展（市民可见）').fill('项目已完成设计，正在招标。')
  await words.getByRole('button', { name: '提交报告进展' }).click()
  await officer.getByText('进展已告知诉求人。').waitFor()
  await seat.goto(`/staff/orders/${made.id}`)
  await seat.getByText('项目已完成设计，正在招标。').first().waitFor()
})
