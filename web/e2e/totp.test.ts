import { createHmac } from 'node:crypto'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { context, password, signedIn, useBrowser, violations } from './browser'
import { rows } from './orders'

useBrowser()

/** The bytes of a secret as it stands on the screen (RFC 4648, base 32). */
function bytesOf(secret: string): Buffer {
  const bits = [...secret.replace(/[= ]/g, '')].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('')
  return Buffer.from(bits.match(/.{8}/g)!.map((b) => parseInt(b, 2)))
}

/** What an authenticator shows in a step of thirty seconds (RFC 6238). */
function codeOf(secret: string, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const hash = createHmac('sha1', bytesOf(secret)).update(counter).digest()
  const at = hash[19]! & 15
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

const now = () => Math.floor(Date.now() / 30_000)

/** A code that no step about now has. */
function wrongOf(secret: string): string {
  const good = new Set([-3, -2, -1, 0, 1, 2, 3].map((n) => codeOf(secret, now() + n)))
  return ['000000', '000001', '000002', '000003', '000004', '000005', '000006', '000007'].find((x) => !good.has(x))!
}

/** Takes the second factor away that an earlier try may have left. */
async function without(login: string) {
  const admin = await signedIn('admin1')
  const { id } = (await rows<{ id: string; login: string }>(admin, `/staff?q=${login}`)).find((s) => s.login === login)!
  const answer = await admin.request.post(`/api/v1/staff/${id}/password`, { data: { password, reset_totp: true } })
  expect(answer.ok(), await answer.text()).toBe(true)
  await admin.context().close()
}

async function start(login: string): Promise<Page> {
  const page = await (await context()).newPage()
  await page.goto('/staff/signin')
  await page.getByLabel('登录名').fill(login)
  await page.getByRole('textbox', { name: /^密码/ }).fill(password)
  await page.getByRole('button', { name: '登录', exact: true }).click()
  return page
}

async function enter(page: Page, code: string) {
  const answered = page.waitForResponse((r) => r.url().endsWith('/api/v1/session') && r.request().method() === 'POST')
  await page.getByLabel('验证码').fill(code)
  await page.getByRole('button', { name: '验证并登录' }).click()
  await answered
}

test('the second factor is set up, asked for at the next sign-in, and takes no wrong or used code', async () => {
  const login = 'seat8'
  await without(login)
  const page = await signedIn(login)
  await page.goto('/staff/account')
  await page.getByRole('button', { name: '开启两步验证' }).click()
  const secret = (await page.locator('code').innerText()).trim()
  expect(bytesOf(secret).length).toBeGreaterThanOrEqual(16)
  expect(await violations(page)).toEqual([])
  // A wrong code turns nothing on.
  await page.getByLabel('6 位验证码').fill(wrongOf(secret))
  await page.getByRole('button', { name: '确认开启' }).click()
  await page.getByRole('alert').filter({ hasText: '验证码' }).waitFor()
  let step = now()
  await page.getByLabel('6 位验证码').fill(codeOf(secret, step))
  await page.getByRole('button', { name: '确认开启' }).click()
  await page.getByText('两步验证已开启。').waitFor()

  const next = await start(login)
  await next.getByRole('heading', { name: '两步验证' }).waitFor()
  expect(await violations(next)).toEqual([])
  // The code that turned it on was used.
  await enter(next, codeOf(secret, step))
  await next.getByRole('alert').first().waitFor()
  await enter(next, wrongOf(secret))
  await next.getByRole('alert').first().waitFor()
  expect(next.url()).toContain('/signin')
  step = Math.max(step + 1, now())
  await enter(next, codeOf(secret, step))
  await next.waitForURL((url) => !url.pathname.endsWith('/signin'))
  expect((await next.request.get('/api/v1/session')).status()).toBe(200)

  // The same code, read over somebody's shoulder, opens nothing again.
  const thief = await start(login)
  await thief.getByRole('heading', { name: '两步验证' }).waitFor()
  await enter(thief, codeOf(secret, step))
  await thief.getByRole('alert').first().waitFor()
  expect((await thief.request.get('/api/v1/session')).status()).not.toBe(200)
  // Nor does the password alone.
  const alone = await thief.request.post('/api/v1/session', { data: { login, password } })
  expect(((await alone.json()) as { code: string }).code).toMatch(/^auth\./)
})
