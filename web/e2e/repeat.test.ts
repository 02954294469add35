import { expect, test } from 'vitest'
import { signedIn, useBrowser } from './browser'
import { dispatched, done } from './given'
import { order } from './orders'

useBrowser()

test('a caller who only urges need not say anything', async () => {
  const { seat, made } = await dispatched('仅催办：路灯不亮', undefined, '13900110041')
  const page = await signedIn('seat1')
  await page.goto('/staff/desk')
  await page.getByLabel('来电号码').fill('13900110041')
  await page.getByRole('region', { name: '历史诉求列表' }).getByText(made.title).click()
  await page.getByRole('button', { name: '追加／催办' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('checkbox', { name: '来电人催办' }).uncheck()
  await dialog.getByRole('button', { name: '追加到此工单' }).click()
  await dialog.getByText('请填写来话内容，或勾选催办。').waitFor()
  await dialog.getByRole('checkbox', { name: '来电人催办' }).check()
  await dialog.getByLabel('回复时段').click()
  await page.locator('.ant-select-item-option').filter({ hasText: /^晚上$/ }).click()
  const [sent] = await Promise.all([
    page.waitForRequest((r) => r.method() === 'POST' && r.url().endsWith('/repeat')),
    dialog.getByRole('button', { name: '追加到此工单' }).click(),
  ])
  expect(sent.postDataJSON()).toMatchObject({ urge: true, content: '', language: 'zh', reply_way: 'phone', reply_hours: 'evening' })
  await page.getByRole('heading', { name: '受理成功' }).waitFor()
  const after = await order(seat, made.id)
  expect(after).toMatchObject({ urge_count: 1, supplements: [] })
  // When this caller can be reached stands beside this call.
  await page.goto(`/staff/orders/${made.id}`)
  await page.getByText('回复要求：电话答复 · 晚上').waitFor()
})

test('a withdrawn order takes no repeat call', async () => {
  const { seat, made } = await dispatched('已撤回：路灯不亮', undefined, '13900110042')
  const leader = await signedIn('leader1')
  await done(leader, made.id, 'withdraw', { reason: '来电人说灯已亮。' })
  expect((await order(seat, made.id)).state).toBe('withdrawn')
  const page = await signedIn('seat1')
  await page.goto('/staff/desk')
  await page.getByLabel('来电号码').fill('13900110042')
  await page.getByRole('region', { name: '历史诉求列表' }).getByText(made.title).click()
  await page.getByRole('heading', { name: `工单 ${made.number}` }).waitFor()
  expect(await page.getByRole('button', { name: '追加／催办' }).count()).toBe(0)
  await page.keyboard.press('Alt+r')
  await page.getByText('此号码没有在办工单', { exact: false }).waitFor()
  expect(await page.getByRole('dialog').count()).toBe(0)
})
