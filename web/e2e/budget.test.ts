import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { context, phone, signedIn, useBrowser } from './browser'

useBrowser()

test('portal pages stay within 30 kB', async () => {
  const page = await (await context({ viewport: phone, script: false })).newPage()
  for (const path of ['/', '/report', '/track', '/answers']) {
    const sizes: number[] = []
    page.removeAllListeners('response')
    const bodies: Promise<void>[] = []
    page.on('response', (r) => bodies.push(r.body().then((b) => void sizes.push(b.length), () => undefined)))
    await page.goto(path, { waitUntil: 'load' })
    await Promise.all(bodies)
    const total = sizes.reduce((a, b) => a + b, 0)
    console.log(`${path} ${(total / 1000).toFixed(1)} kB`)
    expect(total, path).toBeGreaterThan(1000)
    expect(total, path).toBeLessThanOrEqual(30_000)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(phone.width)
  }
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
  await page.getByRole('button', { name: '签收' }).first().waitFor()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(phone.width)
})
