import { expect, test } from 'vitest'
import { context, password, plainBase, useBrowser } from './browser'

useBrowser()

test('somebody at another machine signs in and copies an order number without HTTPS', async () => {
  const page = await (await context()).newPage()
  await page.goto(plainBase() + '/staff/signin')
  expect(await page.evaluate(() => isSecureContext)).toBe(false)
  await page.getByLabel('登录名').fill('dispatcher1')
  await page.getByRole('textbox', { name: /^密码/ }).fill(password)
  await page.getByRole('button', { name: '登录', exact: true }).click()
  await page.waitForURL((url) => !url.pathname.endsWith('/signin'))

  const order = await page.evaluate(async () => {
    const page1 = (await (await fetch('/api/v1/orders?limit=1')).json()) as { items: { id: string; number: string }[] }
    return page1.items[0]!
  })
  await page.goto(`${plainBase()}/staff/orders/${order.id}`)
  await page.evaluate(() => document.addEventListener('copy', () => (document.title = String(getSelection()))))
  await page.getByRole('button', { name: '复制编号' }).click()
  await page.getByText('已复制', { exact: true }).waitFor()
  expect(await page.title()).toBe(order.number)
})
