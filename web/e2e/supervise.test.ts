import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { phone, signedIn, useBrowser } from './browser'
import { dispatched } from './given'
import { rows } from './orders'
import { sheet } from './xlsx'
import { choose } from './verbform'

useBrowser()

interface Watched {
  order_id: string
  number: string
  unit_name: string
  case_id: string | null
}

test('a case is opened on an order, instructed, answered on a phone, rejected, accepted and closed', async () => {
  const { made } = await dispatched('督办全程：翠香路灯不亮', undefined, '13900440001')
  const page = await signedIn('supervisor1')
  await page.goto(`/staff/orders/${made.id}`)
  // The chain says what comes next.
  const panel = page.getByRole('region', { name: '督办与催办' }).or(page.locator('section', { has: page.getByRole('heading', { name: '督办与催办' }) }))
  await expect.poll(async () => panel.getByText('接下来').count(), { timeout: 15_000 }).toBe(1)
  await panel.getByText('黄牌预警', { exact: false }).first().waitFor()
  await page.getByRole('button', { name: '立案督办', exact: true }).click()
  let dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: '提交立案督办' }).click()
  await dialog.getByText('请选择督办原因').waitFor()
  await choose(page, dialog.getByLabel('督办原因'), '领导', '领导批示')
  await dialog.getByLabel('督办要求').fill('群众反映强烈，请尽快修复并回告。')
  await dialog.getByRole('button', { name: '提交立案督办' }).click()
  await page.getByText('已立案督办。').waitFor()
  await panel.getByRole('link', { name: /督办件 D/ }).click()
  await page.waitForURL(/\/supervise\/\d+/)

  await page.getByRole('button', { name: '批示', exact: true }).click()
  dialog = page.getByRole('dialog')
  await dialog.getByLabel('办理要求').fill('三日内修复，书面反馈。')
  await dialog.getByRole('spinbutton', { name: '期限' }).fill('2')
  await dialog.getByRole('button', { name: '提交批示' }).click()
  await page.getByText('批示已下达。').waitFor()
  // The due time explains itself.
  await page.getByText('期限说明').last().click()
  await page.getByText(/^规则：2个工作日/).waitFor()
  // It cannot be closed while the unit has not answered.
  await page.getByRole('button', { name: '销号', exact: true }).click()
  await page.getByRole('dialog').getByLabel('销号结论').fill('已处理')
  await page.getByRole('dialog').getByRole('button', { name: '提交销号' }).click()
  await page.getByText(/还有 1 项批示未完成/).waitFor()
  await page.keyboard.press('Escape')

  const unit = await signedIn('officer-xiangzhou', { viewport: phone })
  await unit.goto('/staff/supervise')
  const task = unit.getByRole('article').filter({ hasText: '三日内修复，书面反馈。' })
  await task.getByRole('button', { name: '反馈', exact: true }).click()
  await unit.getByRole('dialog').getByLabel('反馈内容').fill('已更换灯头。')
  expect(await unit.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(phone.width)
  await unit.getByRole('dialog').getByRole('button', { name: '提交反馈' }).click()
  await unit.getByText('反馈已提交。').waitFor()

  const card = page.getByRole('article').filter({ hasText: '三日内修复，书面反馈。' })
  await card.getByRole('button', { name: '退回重报' }).click()
  await page.getByRole('dialog').getByLabel('意见').fill('请补充夜间亮灯情况。')
  await page.getByRole('dialog').getByRole('button', { name: '提交退回重报' }).click()
  await page.getByText('已退回重报。').waitFor()
  await unit.reload()
  await task.getByText('请补充夜间亮灯情况。').waitFor()
  await task.getByRole('button', { name: '反馈', exact: true }).click()
  await unit.getByRole('dialog').getByLabel('反馈内容').fill('当晚复查，全部亮灯。')
  await unit.getByRole('dialog').getByRole('button', { name: '提交反馈' }).click()
  await unit.getByText('反馈已提交。').waitFor()
  await card.getByRole('button', { name: '认可反馈' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '提交认可反馈' }).click()
  await page.getByText('已认可。').waitFor()
  await page.getByRole('button', { name: '销号', exact: true }).click()
  await page.getByRole('dialog').getByLabel('销号结论').fill('已修复，群众满意。')
  await page.getByRole('dialog').getByRole('button', { name: '提交销号' }).click()
  await page.getByText('已销号。').waitFor()
  await page.getByRole('button', { name: '恢复督办' }).waitFor()
  // Another unit does not learn of the case.
  const other = await signedIn('officer-doumen')
  const id = page.url().split('/').pop()!
  expect((await other.request.get(`/api/v1/supervise/cases/${id}`)).status()).toBe(404)
})

test('overdue orders are chosen together, and the list goes along as xlsx', async () => {
  const page = await signedIn('supervisor1')
  const before = (await rows<Watched>(page, '/supervise/watch?view=overdue&limit=200')).filter((r) => !r.case_id)
  expect(before.length).toBeGreaterThan(1)
  await page.goto('/staff/supervise?tab=overdue')
  const table = page.getByRole('table')
  for (const r of before.slice(0, 2)) await table.getByRole('row').filter({ hasText: r.number }).getByRole('checkbox').check()
  await page.getByRole('button', { name: '立案督办（2）' }).click()
  const dialog = page.getByRole('dialog')
  await choose(page, dialog.getByLabel('督办原因'), '红牌', '红牌逾期')
  await dialog.getByLabel('督办要求').fill('逾期工单集中督办。')
  await dialog.getByLabel('每张工单单独立案').check()
  await dialog.getByRole('button', { name: '提交立案督办' }).click()
  await page.getByText('已立案督办。').waitFor()
  const after = await rows<Watched>(page, '/supervise/watch?view=overdue&limit=200')
  const cases = before.slice(0, 2).map((r) => after.find((x) => x.order_id === r.order_id)!.case_id)
  expect(new Set(cases).size).toBe(2)
  expect(cases.every(Boolean)).toBe(true)
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '导出 Excel' }).click()])
  const book = sheet(readFileSync(await download.path()))
  expect(book.slice(1).map((r) => r[0]).sort()).toEqual(after.map((r) => r.number).sort())
})

test('a card is lifted with a coded reason and no longer counts', async () => {
  const page = await signedIn('supervisor1')
  const counts = async () => (await rows<{ unit_name: string; red: number; lifted: number }>(page, '/supervise/card-counts'))
  await page.goto('/staff/supervise?tab=cards&level=red')
  const row = page.getByRole('row').filter({ has: page.getByRole('button', { name: '撤牌', exact: true }) }).first()
  const unit = await row.getByRole('cell').nth(3).innerText()
  const number = await row.getByRole('link').innerText()
  const was = (await counts()).find((c) => c.unit_name === unit)!
  await row.getByRole('button', { name: '撤牌', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await choose(page, dialog.getByLabel('撤牌原因'), '系统', '系统或网络故障')
  await dialog.getByLabel('撤牌依据').fill('当日政务外网中断四小时，有运维记录。')
  await dialog.getByRole('button', { name: '提交撤牌' }).click()
  await page.getByText('已撤牌。').waitFor()
  await page.getByRole('row').filter({ hasText: number }).getByText('系统或网络故障').waitFor()
  const now = (await counts()).find((c) => c.unit_name === unit)!
  expect([now.red, now.lifted]).toEqual([was.red - 1, was.lifted + 1])
})

test('a suggestion is dismissed, another becomes a case', async () => {
  const page = await signedIn('supervisor1')
  await page.goto('/staff/supervise?tab=suggestions')
  const line = page.getByRole('row').filter({ has: page.getByRole('button', { name: '不予督办' }) })
  const first = await line.first().getByRole('link').innerText()
  await line.first().getByRole('button', { name: '不予督办' }).click()
  await page.getByText('已不予督办。').waitFor()
  await expect.poll(() => page.getByRole('link', { name: first }).count()).toBe(0)
  const second = await line.first().getByRole('link').innerText()
  await line.first().getByRole('button', { name: '立案督办' }).click()
  await page.getByRole('dialog').getByLabel('督办要求').fill('红牌逾期，限期办结。')
  await page.getByRole('dialog').getByRole('button', { name: '提交立案督办' }).click()
  await page.getByText('已立案督办。').waitFor()
  await expect.poll(() => page.getByRole('link', { name: second }).count()).toBe(0)
})

test('the escalation chain is data that a supervisor changes', async () => {
  const page = await signedIn('supervisor1')
  await page.goto('/staff/supervise?tab=chain')
  const title = page.getByLabel('第 5 步 名称')
  await title.waitFor()
  const old = await title.inputValue()
  await title.fill('逾期三日报班长')
  await page.getByLabel('催办次数达到').fill('4')
  await page.getByRole('button', { name: '保存', exact: true }).or(page.getByRole('button', { name: '保存' })).click()
  await page.getByText('催办链已保存。').waitFor()
  await page.reload()
  await expect.poll(() => page.getByLabel('第 5 步 名称').inputValue()).toBe('逾期三日报班长')
  expect(await page.getByLabel('催办次数达到').inputValue()).toBe('4')
  await page.getByLabel('第 5 步 名称').fill(old)
  await page.getByLabel('催办次数达到').fill('3')
  await page.getByRole('button', { name: '保存', exact: true }).or(page.getByRole('button', { name: '保存' })).click()
  await page.getByText('催办链已保存。').waitFor()
  // Who may not change it reads it.
  const analyst = await signedIn('analyst1')
  await analyst.goto('/staff/supervise?tab=chain')
  await analyst.getByLabel('第 1 步 名称').waitFor()
  expect(await analyst.getByLabel('第 1 步 名称').isDisabled()).toBe(true)
  expect(await analyst.getByRole('button', { name: /保\s*存/ }).count()).toBe(0)
})
