import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { signedIn, useBrowser } from './browser'
import { completed, done, goodReply } from './given'
import { order, rows, type OrderSeen } from './orders'

useBrowser()

interface FollowUpSeen {
  id: string
  order_id: string
  state: string
  attempts: number
  next_at?: string
}

const asked = async (page: Page, id: string, state: string) =>
  (await rows<FollowUpSeen>(page, `/followups?limit=200&state=${state}`)).find((x) => x.order_id === id)

/** The call panel of an order that waits to be asked about. The plan is made from the ledger, a moment later. */
async function call(page: Page, { id, number, title }: OrderSeen) {
  await expect.poll(() => asked(page, id, 'waiting'), { timeout: 15_000 }).toBeTruthy()
  await page.goto('/staff/followups')
  await page.getByLabel('工单编号').fill(number)
  await page.getByRole('row').filter({ hasText: title }).click()
  await page.getByText(`您反映的“${title}”已由`).waitFor()
}

const choose = (page: Page, name: string, option: string) => page.getByRole('radiogroup', { name }).getByText(option, { exact: true }).click()

test('a call that nobody takes is written down and tried again', async () => {
  const title = '回访未接通：路灯修复'
  const { seat, made } = await completed(title, '13900330001')
  await call(seat, made)
  const before = (await asked(seat, made.id, 'waiting'))!
  await choose(seat, '电话接通', '未接通')
  expect(await seat.getByRole('radiogroup', { name: '诉求是否解决' }).count()).toBe(0)
  await seat.getByLabel('记录').fill('响铃无人接听。')
  await seat.getByRole('button', { name: '提交回访' }).click()
  await seat.getByText('回访已保存。').waitFor()
  const after = (await asked(seat, made.id, 'waiting'))!
  expect(after.attempts).toBe(before.attempts + 1)
  expect(Date.parse(after.next_at!)).toBeGreaterThan(Date.now())
  await seat.getByRole('row').filter({ hasText: title }).getByText('1 次').waitFor()
  expect((await order(seat, made.id)).state).toBe('completed')
})

test('a dissatisfied citizen gets the order redone, and is asked again', async () => {
  const title = '回访不满意：路灯修复后又灭'
  const { seat, made } = await completed(title, '13900330002')
  await call(seat, made)
  await choose(seat, '电话接通', '接通')
  await seat.getByRole('button', { name: '提交回访' }).click()
  await seat.getByText('请选择是否解决。').waitFor()
  await choose(seat, '承办单位是否联系过您', '是')
  await choose(seat, '诉求是否解决', '未解决')
  await choose(seat, '对办理结果是否满意', '不满意')
  await seat.getByLabel(/退回承办单位重办/).check()
  await seat.getByRole('button', { name: '提交回访' }).click()
  await seat.getByText('重办请写明理由。').waitFor()
  await seat.getByLabel('记录').fill('昨晚又全部熄灭，要求彻底检修。')
  await seat.getByRole('button', { name: '提交回访' }).click()
  await seat.getByText('回访已保存。').waitFor()
  expect(await order(seat, made.id)).toMatchObject({ state: 'dispatched', redo_count: 1 })

  // The unit sees that it is a redo and why, and answers once more.
  const officer = await signedIn('officer-xiangzhou')
  await officer.goto(`/staff/orders/${made.id}`)
  await officer.getByText('重办 1').first().waitFor()
  await officer.getByText('昨晚又全部熄灭，要求彻底检修。').first().waitFor()
  await done(officer, made.id, 'sign')
  await done(officer, made.id, 'reply', { ...goodReply, public_text: '更换整段线缆，连续两晚复查正常。' })
  const reviewer = await signedIn('reviewer1')
  await done(reviewer, made.id, 'review', { approve: true })
  await call(seat, made)
  await choose(seat, '电话接通', '接通')
  await choose(seat, '承办单位是否联系过您', '是')
  await choose(seat, '诉求是否解决', '已解决')
  await choose(seat, '对办理结果是否满意', '满意')
  await seat.getByRole('button', { name: '提交回访' }).click()
  await seat.getByText('回访已保存。').waitFor()
  await expect.poll(async () => (await order(seat, made.id)).state).toBe('archived')
  expect(await asked(seat, made.id, 'done')).toBeTruthy()
})

test('who may not call sees what was answered, and no form to fill in', async () => {
  const { seat, made } = await completed('回访权限：路灯已修', '13900330009')
  await call(seat, made)
  await seat.getByRole('button', { name: '提交回访' }).waitFor()
  const supervisor = await signedIn('supervisor1')
  await supervisor.goto('/staff/followups')
  await supervisor.getByLabel('工单编号').fill(made.number)
  await supervisor.getByRole('row').filter({ hasText: made.title }).click()
  await supervisor.getByText(goodReply.public_text).first().waitFor()
  await supervisor.getByRole('heading', { name: '拨打记录' }).waitFor()
  expect(await supervisor.getByRole('button', { name: '提交回访' }).count()).toBe(0)
})
