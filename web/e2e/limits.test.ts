import { expect, test } from 'vitest'
import { phone, signedIn, useBrowser } from './browser'
import { dispatched } from './given'
import { mark } from './mark'
import { order } from './orders'

useBrowser()

test('the unit notes its first contact on a phone, and the stage says that it was in time', async () => {
  const { seat, made } = await dispatched('首次联系：翠香路灯闪烁', undefined, '13900660001')
  const officer = await signedIn('officer-xiangzhou', { viewport: phone })
  await officer.goto(`/staff/orders/${made.id}`)
  const stages = officer.getByRole('list', { name: '各环节时限' })
  const stage = stages.getByRole('button', { name: /首次联系/ })
  await stage.waitFor()
  expect(await stage.innerText()).not.toContain('完成')
  // Its due time explains itself.
  await stage.click()
  await officer.getByText(/^规则：1个工作日/).waitFor()
  await officer.keyboard.press('Escape')
  const verb = officer.getByRole('button', { name: '登记联系', exact: true })
  if ((await verb.count()) === 0) {
    await officer.getByRole('button', { name: '更多' }).first().click()
    await officer.getByRole('menuitem', { name: '登记联系' }).click()
  } else await verb.click()
  const dialog = officer.getByRole('dialog')
  await dialog.getByLabel('联系号码').fill('13900660001')
  await dialog.getByLabel('联系情况').fill('已约好明天上午到场。')
  expect(await officer.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(phone.width)
  await dialog.getByRole('button', { name: '提交登记联系' }).click()
  await officer.getByText('联系情况已登记。').waitFor()
  await expect.poll(() => stage.innerText()).toContain('完成')
  // Nothing moved, and the number is kept masked.
  const after = (await (await seat.request.get(`/api/v1/orders/${made.id}`)).json()) as { state: string; version: number; contacts: { number_masked: string }[] }
  expect(after.state).toBe('dispatched')
  expect(after.version).toBe((await order(seat, made.id)).version)
  expect(after.contacts[0]!.number_masked).toBe('139****0001')
})

test('a preset is changed and another made on the screen', async () => {
  const page = await signedIn('admin1')
  await page.goto('/staff/admin/clock')
  await page.getByRole('button', { name: '编辑时限方案：珠海涉企“124”' }).click()
  let drawer = page.getByRole('dialog')
  const amount = drawer.getByLabel('第 1 项 数值')
  await expect.poll(() => amount.inputValue()).toMatch(/^[0-9]+$/)
  const changed = Number(await amount.inputValue()) + 1
  await amount.fill(String(changed))
  await drawer.getByRole('button', { name: /保\s*存/ }).click()
  await page.getByText('已保存。').waitFor()
  const presets = async () =>
    ((await (await page.request.get('/api/v1/presets')).json()) as { items: { name: string; end?: string; limits: { name: string; n: number; unit: string; day_one_counts?: boolean }[] }[] }).items
  expect((await presets()).find((p) => p.name === 'zhuhai-business')!.limits[0]).toMatchObject({ n: changed, unit: 'working_hour' })

  const [code, name] = [`own-rule-${mark()}`, `本市规定 ${mark()}`]
  await page.getByRole('button', { name: '新增方案' }).click()
  drawer = page.getByRole('dialog')
  await drawer.getByRole('button', { name: /保\s*存/ }).click()
  await drawer.getByText('请填写代码。').waitFor()
  await drawer.getByLabel('代码').first().fill(code)
  await drawer.getByLabel('名称').first().fill(name)
  await drawer.getByLabel('依据').fill('本市热线管理办法第八条')
  await drawer.getByRole('button', { name: '增加一项' }).click()
  await drawer.getByLabel('第 1 项 名称').fill('办理')
  await drawer.getByLabel('第 1 项 数值').fill('7')
  await drawer.getByRole('button', { name: '更多' }).click()
  await drawer.getByLabel('当日计为第 1 日').check()
  // A wrong period is refused by the server, with the field named.
  await drawer.getByLabel('办公时段').fill('9点到17点')
  await drawer.getByRole('button', { name: /保\s*存/ }).click()
  await drawer.getByRole('alert').getByText(/工作时段/).first().waitFor()
  await drawer.getByLabel('办公时段').fill('09:00-12:00、13:00-17:00')
  await drawer.getByRole('button', { name: /保\s*存/ }).click()
  await page.getByText(name).first().waitFor()
  expect((await presets()).find((p) => p.name === code)!.limits).toMatchObject([{ n: 7, unit: 'working_day', day_one_counts: true }])
})

test('a category is of a special case of limits, and a kind of request gets another preset', async () => {
  const page = await signedIn('admin1')
  const categories = async () => ((await (await page.request.get('/api/v1/categories')).json()) as { items: { id: string; name: string; limit_case: string; level: number }[] }).items
  const one = (await categories()).find((x) => x.level === 1)!
  await page.goto('/staff/admin/categories')
  await page.getByRole('button', { name: one.name, exact: true }).click()
  let drawer = page.getByRole('dialog')
  await drawer.getByLabel('时限情形').click()
  await page.locator('.ant-select-item-option').filter({ hasText: /^水电气热$/ }).click()
  await drawer.getByRole('button', { name: /保\s*存/ }).click()
  await page.getByText('已保存。').waitFor()
  expect((await categories()).find((x) => x.id === one.id)!.limit_case).toBe('utility')
  await page.getByRole('row', { name: new RegExp(one.name) }).getByText('水电气热').first().waitFor()
  await page.getByRole('button', { name: one.name, exact: true }).click()
  drawer = page.getByRole('dialog')
  await drawer.getByLabel('时限情形').click()
  await page.locator('.ant-select-item-option').filter({ hasText: /^随上级分类$/ }).click()
  await drawer.getByRole('button', { name: /保\s*存/ }).click()
  await expect.poll(async () => (await categories()).find((x) => x.id === one.id)!.limit_case).toBe('')

  await page.goto('/staff/admin/clock')
  const uses = page.locator('section').filter({ has: page.getByRole('heading', { name: '适用方案' }) })
  const used = async () => ((await (await page.request.get('/api/v1/presets')).json()) as { items: { name: string; used_for: string[] }[] }).items.find((p) => p.used_for.includes('praise'))?.name
  for (const [title, name] of [['北京接诉即办', 'beijing'], ['同通用', undefined]] as const) {
    await uses.getByLabel('表扬').click()
    await page.locator('.ant-select-item-option').filter({ hasText: new RegExp(`^${title}$`) }).click()
    await expect.poll(used).toBe(name)
  }
})

test('a calendar comes from a file: a broken one changes nothing, a good one says what it added', async () => {
  const page = await signedIn('admin1')
  await page.goto('/staff/admin/clock')
  await page.getByRole('button', { name: '节假日安排' }).click()
  const file = page.getByLabel('导入日历', { exact: true }).and(page.locator('input'))
  const daysOf = async (y: number) => ((await (await page.request.get(`/api/v1/calendar?year=${y}`)).json()) as { days: { date: string }[] }).days.map((d) => d.date)
  let year = 2035 // of which nobody knows a day, unless an earlier try imported some
  while ((await daysOf(year)).length > 0) year++
  const csv = (text: string) => ({ name: 'calendar.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
  await file.setInputFiles(csv(`date,name,is_off_day\n${year}-01-01,元旦,1\n${year}-02-30,元旦,1\n`))
  await page.getByText('日历文件有误，未作任何更改。请按提示的行号修改后重新导入。').waitFor()
  expect(await daysOf(year)).toEqual([])
  await file.setInputFiles(csv(`date,name,is_off_day\n${year}-01-01,元旦,1\n${year}-01-06,元旦,0\n`))
  await page.getByText('日历已导入：新增 2 天，更新 0 天。').waitFor()
  expect(await daysOf(year)).toEqual([`${year}-01-01`, `${year}-01-06`])
})
