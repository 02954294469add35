import { expect, test } from 'vitest'
import { signedIn, useBrowser } from './browser'
import { mark } from './mark'
import { rows } from './orders'

useBrowser()

interface Division {
  code: string
  name: string
  kind: string
  level: string
  active: boolean
  version: number
}

test('a functional zone is added, gets a unit, receives orders as a district does, and is stopped', async () => {
  const page = await signedIn('admin1')
  const divisions = () => rows<Division>(page, '/divisions')
  const city = (await divisions()).find((d) => d.level === 'city')!
  const used = new Set((await divisions()).map((d) => d.code))
  const code = [97, 96, 95, 94].map((n) => `${city.code}${n}`).find((c) => !used.has(c))!
  const name = `临港功能区${mark()}`
  await page.goto('/staff/admin/divisions')
  await page.getByRole('button', { name: '新增区划' }).click()
  let drawer = page.getByRole('dialog')
  await drawer.getByRole('button', { name: /保\s*存/ }).click()
  await drawer.getByText('请填写名称。').waitFor()
  await drawer.getByLabel('名称').fill(name)
  await drawer.getByLabel('编码').fill(code)
  await drawer.getByLabel('级别').click()
  await page.locator('.ant-select-item-option').filter({ hasText: /^区／功能区$/ }).click()
  await drawer.getByLabel('上级').click()
  await page.locator('.ant-select-item-option').filter({ hasText: new RegExp(`^${city.name}$`) }).click()
  await drawer.getByLabel('性质').click()
  await page.locator('.ant-select-item-option').filter({ hasText: /^功能区$/ }).click()
  await drawer.getByRole('button', { name: /保\s*存/ }).click()
  await page.getByText('已保存。').first().waitFor()
  await page.getByLabel('名称、编码或拼音首字母').fill(name)
  await page.getByRole('row', { name: new RegExp(`${name} ${code}`) }).waitFor()
  expect((await divisions()).find((d) => d.code === code)).toMatchObject({ kind: 'zone', level: 'area', active: true })

  // Its unit is found for a request from there, as a district's would be.
  const made = await page.request.post('/api/v1/units', { data: { code: `lingang-${mark()}`, name: `${name}管理委员会`, kind: 'zone', division_code: code } })
  expect(made.status()).toBe(201)
  const unit = (await made.json()) as { id: string; version: number }
  // A matter that no rule of the dispatch catalogue names belongs to the unit of the place.
  const category = (await (await page.request.post('/api/v1/categories', { data: { name: `无条目的事项 ${mark()}` } })).json()) as { id: string }
  const answer = (await (await page.request.get(`/api/v1/default-unit?category_id=${category.id}&division_code=${code}`)).json()) as { unit_id: string }
  expect(answer, JSON.stringify(answer)).toMatchObject({ unit_id: unit.id })

  // It cannot be stopped while the unit answers for it.
  await page.getByRole('row', { name: new RegExp(name) }).click()
  drawer = page.getByRole('dialog')
  await drawer.getByLabel('启用').uncheck()
  await drawer.getByRole('button', { name: /保\s*存/ }).click()
  await drawer.getByText(/仍负责该区划/).waitFor()
  expect((await page.request.patch(`/api/v1/units/${unit.id}`, { data: { version: unit.version, active: false } })).status()).toBe(200)
  await drawer.getByRole('button', { name: /保\s*存/ }).click()
  await page.getByRole('row', { name: new RegExp(`${name}.*停用`) }).waitFor()
  expect((await divisions()).find((d) => d.code === code)!.active).toBe(false)
})

test('a topic is added, offered at the desk and in the filter, and stopped', async () => {
  const page = await signedIn('admin1')
  const topic = `入学入园${mark()}`
  await page.goto('/staff/admin/topics')
  await page.getByRole('button', { name: '新增专题' }).click()
  const drawer = page.getByRole('dialog')
  await drawer.getByLabel('专题名称').fill(topic)
  await drawer.getByRole('button', { name: /保\s*存/ }).click()
  await page.getByRole('row', { name: new RegExp(topic) }).waitFor()
  const offered = async (login: string, path: string, label: string) => {
    const seat = await signedIn(login)
    await seat.goto(path)
    if (path === '/staff/orders') await seat.getByRole('button', { name: '更多条件' }).click()
    await seat.getByLabel(label, { exact: true }).fill(topic)
    const option = seat.locator('.ant-select-item-option').filter({ hasText: topic })
    await option.or(seat.locator('.ant-select-dropdown .ant-empty')).first().waitFor()
    const there = (await option.count()) > 0
    await seat.context().close()
    return there
  }
  expect(await offered('seat1', '/staff/desk', '专题')).toBe(true)
  expect(await offered('leader1', '/staff/orders', '专题')).toBe(true)
  await page.getByRole('button', { name: `停用${topic}` }).click()
  await page.getByRole('row', { name: new RegExp(`${topic}.*停用`) }).waitFor()
  expect(await offered('seat1', '/staff/desk', '专题')).toBe(false)
  expect(await offered('leader1', '/staff/orders', '专题')).toBe(true) // old orders are still found
})
