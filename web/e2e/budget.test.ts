import { gzipSync } from 'node:zlib'
import type { Page, Response } from 'playwright-core'
import { expect, test } from 'vitest'
import { context, phone, signedIn, useBrowser } from './browser'
import { completed } from './given'

useBrowser()

/** What a page brings over the line, in bytes, when it is opened by `open`. */
async function weight(page: Page, open: () => Promise<unknown>): Promise<number> {
  const bodies: Promise<number>[] = []
  const count = (r: Response) => bodies.push(r.body().then((b) => b.length, () => 0)) // a redirect has no body
  page.on('response', count)
  await open()
  await page.waitForLoadState('load')
  page.off('response', count)
  return (await Promise.all(bodies)).reduce((a, b) => a + b, 0)
}

test('portal pages stay within 30 kB', async () => {
  const { receipt } = await completed('页面大小：答复过的诉求', '13900990003')
  const weigh = async (what: string, open: (page: Page) => Promise<unknown>, first?: (page: Page) => Promise<unknown>) => {
    const page = await (await context({ viewport: phone, script: false })).newPage()
    await first?.(page)
    const bytes = await weight(page, () => open(page))
    console.log(`${what} ${(bytes / 1000).toFixed(1)} kB`)
    expect(bytes, what).toBeGreaterThan(1000)
    expect(bytes, what).toBeLessThanOrEqual(30_000)
    expect(await page.evaluate(() => document.documentElement.scrollWidth), what).toBeLessThanOrEqual(phone.width)
    await page.context().close()
  }
  for (const path of ['/', '/report', '/call', '/track', '/answers', '/nothing']) await weigh(path, (page) => page.goto(path))
  await weigh('an answer', async (page) => page.goto((await page.locator('ul.plain a').first().getAttribute('href'))!), (page) => page.goto('/answers'))
  await weigh('a receipt', async (page) => {
    await page.getByRole('button', { name: '提交' }).click()
    await page.getByRole('heading', { name: '提交成功' }).waitFor()
  }, async (page) => {
    await page.goto('/report')
    await page.getByRole('radio', { name: /咨询/ }).check()
    await page.getByLabel(/事情的经过/).fill('想了解图书馆周末开放到几点。')
  })
  await weigh('a request with its reply', async (page) => {
    await page.getByRole('button', { name: '查询' }).click()
    await page.getByText('路灯已修复').first().waitFor()
  }, async (page) => {
    await page.goto('/track')
    await page.getByLabel(/受理编号/).fill(receipt.number)
    await page.getByLabel(/查询码/).fill(receipt.query_code)
  })
})

test("the portal's page of a call brings its telephone only when it is asked for", async () => {
  const page = await (await context({ viewport: phone })).newPage()
  const fetched: string[] = []
  page.on('request', (r) => fetched.push(new URL(r.url()).pathname))
  const bytes = await weight(page, () => page.goto('/call'))
  await page.getByRole('button', { name: '呼叫 12345' }).waitFor()
  console.log(`/call with its script ${(bytes / 1000).toFixed(1)} kB`)
  expect(bytes).toBeLessThanOrEqual(30_000)
  expect(fetched.sort()).toEqual(['/call', '/portal/call.js', '/portal/portal.css'])
})

test('staff entry and desk stay within 420 kB gzip', async () => {
  const page = await signedIn('seat1')
  let total = 0
  const bodies: Promise<void>[] = []
  page.on('response', (r) => {
    if (!/\/staff\//.test(r.url())) return
    bodies.push(r.body().then((b) => void (total += gzipSync(b, { level: 9 }).length), () => undefined))
  })
  await page.goto('/staff/desk')
  await page.getByText('诉求内容').waitFor()
  await Promise.all(bodies)
  console.log(`entry + desk ${(total / 1000).toFixed(0)} kB gzip`)
  expect(total).toBeGreaterThan(100_000)
  expect(total).toBeLessThanOrEqual(420_000)
})

test('unit screens do not scroll sideways on a phone', async () => {
  const page = await signedIn('officer-xiangzhou', { viewport: phone })
  await page.goto('/staff/inbox')
  await page.getByRole('button', { name: '签收', exact: true }).first().waitFor()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(phone.width)
})
