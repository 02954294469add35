import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { phone, signedIn, useBrowser } from './browser'
import { dayFromNow, notAtMidnight } from './clock'
import { dispatched } from './given'
import { rows, type OrderSeen } from './orders'
import { sheet } from './xlsx'
import { choose } from './verbform'

useBrowser()

test('a list is filtered, sorted and taken along as xlsx', async () => {
  const { made } = await dispatched('导出核对：翠香路灯')
  const page = await signedIn('leader1')
  await page.goto('/staff/orders')
  await page.getByRole('table').waitFor()

  // Filter by state and unit; the address keeps it.
  await choose(page, page.getByRole('combobox', { name: '状态' }), '待签收', '待签收')
  await page.getByRole('combobox', { name: '状态' }).press('Escape')
  await choose(page, page.getByRole('combobox', { name: '承办单位' }), '香洲区', '香洲区人民政府')
  await page.getByRole('button', { name: '查询', exact: true }).click()
  await page.waitForURL(/state=dispatched/)
  const unit = new URL(page.url()).searchParams.get('unit_id')
  const expected = await rows<OrderSeen>(page, `/orders?limit=200&state=dispatched&unit_id=${unit}&sort=due_at`)
  expect(expected.length).toBeGreaterThan(1)
  expect(expected.every((o) => o.state === 'dispatched' && o.unit_name === '香洲区')).toBe(true)

  // Sort by the limit: what must be done first stands first.
  await page.getByRole('columnheader', { name: /时限/ }).getByRole('button').click()
  await page.waitForURL(/sort=due_at/)
  await expect.poll(() => page.getByRole('columnheader', { name: /时限/ }).getAttribute('aria-sort')).toBe('ascending')
  const shown = () => page.getByRole('row').getByRole('link').allInnerTexts()
  await expect.poll(shown).toEqual(expected.slice(0, 50).map((o) => o.number))
  const dues = expected.map((o) => Date.parse(o.due_at ?? '')).filter((x) => !Number.isNaN(x))
  expect(dues).toEqual([...dues].sort((a, b) => a - b))

  // The file holds the same rows.
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '导出 Excel' }).click()])
  expect(download.suggestedFilename()).toMatch(/\.xlsx$/)
  const table = sheet(readFileSync(await download.path()))
  const numbers = table.slice(1).map((r) => r[0])
  expect(numbers.sort()).toEqual(expected.map((o) => o.number).sort())
  expect(table.find((r) => r[0] === made.number)!.join()).toContain(made.title)
})

test('further conditions narrow the list, also on a phone, where it is sorted from a list', async () => {
  const { made } = await dispatched('更多条件：欠薪', undefined, '13900220077', { business: true, topics: ['欠薪'] })
  const page = await signedIn('leader1')
  await page.goto('/staff/orders')
  await page.getByRole('button', { name: '更多条件' }).click()
  await page.getByRole('combobox', { name: '专题' }).fill('欠薪')
  await page.getByRole('combobox', { name: '专题' }).press('Enter')
  await page.getByRole('checkbox', { name: '只看涉企' }).check()
  const tomorrow = dayFromNow(1)
  await page.getByLabel('期限起').fill(tomorrow)
  await page.getByRole('button', { name: '查询', exact: true }).click()
  await page.waitForURL(/topic=/)
  const query = new URL(page.url()).searchParams
  expect(Object.fromEntries(query)).toMatchObject({ topic: '欠薪', business: 'true', due_from: tomorrow })
  const expected = await rows<OrderSeen & { business: boolean }>(page, `/orders?view=all&sort=-created_at&limit=200&${query}`)
  expect(expected.map((o) => o.number)).toContain(made.number)
  expect(expected.every((o) => o.business && Date.parse(o.due_at ?? '') >= Date.parse(tomorrow + 'T00:00:00+08:00'))).toBe(true)
  const shown = () => page.getByRole('row').getByRole('link').allInnerTexts()
  await expect.poll(shown).toEqual(expected.slice(0, 50).map((o) => o.number))
  // The address holds it all: another window shows the same.
  await page.reload()
  await expect.poll(shown).toEqual(expected.slice(0, 50).map((o) => o.number))
  expect(await page.getByRole('checkbox', { name: '只看涉企' }).isChecked()).toBe(true)

  const small = await signedIn('leader1', { viewport: phone })
  await small.goto('/staff/orders?business=true')
  await small.getByLabel('排序').click()
  await small.locator('.ant-select-item-option').filter({ hasText: /^时限升序$/ }).click()
  await small.waitForURL(/sort=due_at/)
  const order = await rows<OrderSeen>(small, '/orders?view=all&business=true&sort=due_at&limit=50')
  await expect.poll(async () => (await small.getByRole('listitem').locator('.order-card-foot .num').allInnerTexts()).slice(0, 3)).toEqual(order.slice(0, 3).map((o) => o.number))
})

test('the audit takes along what it shows', async () => {
  await dispatched('审计导出：翠香路灯')
  const page = await signedIn('auditor1')
  await page.goto('/staff/audit')
  await page.getByLabel('事件种类').fill('派单')
  await page.locator('.ant-select-item-option').filter({ hasText: /^派单$/ }).click()
  await page.getByRole('button', { name: '查询', exact: true }).click()
  await page.waitForURL(/kind=workorder.dispatched/)
  const expected = await rows<{ seq: number; kind: string }>(page, '/audit?kind=workorder.dispatched&limit=200')
  await page.getByRole('cell', { name: String(expected[0]!.seq), exact: true }).waitFor()
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '导出 Excel' }).click()])
  expect(download.suggestedFilename()).toMatch(/\.xlsx$/)
  const table = sheet(readFileSync(await download.path()))
  expect(table.length - 1).toBeGreaterThanOrEqual(expected.length)
  expect(table.slice(1).every((r) => r.includes('workorder.dispatched'))).toBe(true)
})

test('the audit is read in words, by person and by order', async () => {
  const { made } = await dispatched('审计要素：翠香路灯')
  const page = await signedIn('auditor1')
  await page.goto('/staff/audit')
  await page.getByLabel('对象编号').fill(made.number)
  await page.getByRole('button', { name: '查询', exact: true }).click()
  await page.waitForURL(/subject=/)
  const row = page.getByRole('row').filter({ hasText: '派单' }).filter({ hasText: made.number }).first()
  await row.locator('summary').click()
  for (const [name, text] of [['至', '待签收'], ['单位', '香洲区']] as const) await row.getByRole('row', { name: `${name} ${text}`, exact: true }).waitFor()

  // Who did it is found by name, without a number.
  await page.getByRole('button', { name: '重置', exact: true }).click()
  await page.getByLabel('操作人', { exact: true }).fill('seat1')
  const found = await rows<{ name: string; login: string }>(page, '/audit/actors?q=seat1')
  const who = found.find((p) => p.login === 'seat1')!
  const options = page.locator('.ant-select-item-option')
  await expect.poll(() => options.count()).toBe(found.length)
  await options.filter({ hasText: who.name }).click()
  await page.getByRole('button', { name: '查询', exact: true }).click()
  await page.waitForURL(/actor=\d+/)
  const actor = new URL(page.url()).searchParams.get('actor')
  const expected = await rows<{ actor: string; actor_name: string }>(page, `/audit?actor=${actor}&limit=200`)
  expect(expected.length).toBeGreaterThan(0)
  expect(new Set(expected.map((r) => r.actor))).toEqual(new Set([actor]))
  await page.getByRole('button', { name: expected[0]!.actor_name, exact: true }).first().waitFor()
})

test('the rates say what they count', async () => {
  const page = await signedIn('analyst1')
  await page.goto('/staff/rates')
  const figures = page.getByRole('region', { name: '全市三率与口径' })
  await figures.waitFor()
  const answer = await page.request.get('/api/v1/rates?by=unit')
  const { total, items } = (await answer.json()) as { total: Record<string, number>; items: Record<string, number>[] }
  for (const part of ['asked', 'contacted', 'resolved', 'satisfied']) expect(items.reduce((n, x) => n + x[part]!, 0)).toBe(total[part])
  for (const [name, n] of [['响应率', total.contacted], ['解决率', total.resolved], ['满意率', total.satisfied]] as const) {
    const figure = figures.getByRole('article').filter({ has: page.getByRole('heading', { name }) })
    await figure.getByText(`${n} / ${total.asked} 件`).waitFor()
    for (const part of ['分子', '分母', '排除']) await figure.getByText(part, { exact: true }).waitFor()
    await figure.getByText(`${((100 * n!) / total.asked!).toFixed(1)}%`).waitFor()
  }
  const sums = page.getByRole('row', { name: /^合计/ })
  await sums.getByText(String(total.asked), { exact: true }).waitFor()

  // The wallboard shows the same rates.
  await page.goto('/staff/wallboard')
  for (const [name, rate] of [['响应率', total.response_rate], ['解决率', total.resolution_rate], ['满意率', total.satisfaction_rate]] as const) {
    const tile = page.locator('.tiles > div').filter({ hasText: name })
    await expect.poll(() => tile.locator('dd').innerText()).toBe(`${(100 * rate!).toFixed(1)}%`)
  }
})

test('the wallboard changes while it is looked at', async () => {
  await notAtMidnight(30)
  const page = await signedIn('leader1')
  await page.goto('/staff/wallboard')
  const today = page.getByRole('definition').first()
  const count = async () => Number(await page.getByText('今日诉求', { exact: true }).locator('xpath=following-sibling::dd').innerText())
  await today.waitFor()
  const before = await count()
  const title = await page.title()
  await page.evaluate(() => Object.assign(window, { stillTheSamePage: true }))
  const { made } = await dispatched('大屏实时：路灯不亮')
  // Sooner than the half minute after which the board asks anyway: the live stream brought it.
  await expect.poll(count, { timeout: 15_000 }).toBe(before + 1)
  expect(await page.evaluate(() => 'stillTheSamePage' in window)).toBe(true)
  expect(await page.title()).toBe(title)
  expect(made.state).toBe('dispatched')
})
