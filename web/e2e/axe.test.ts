import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { context, desktop, phone, signedIn, useBrowser, violations } from './browser'
import { address, appRoutes, emptied, screens, settled, type Screen } from './screens'

useBrowser()

/** The application's own table of routes: a screen that is not in ours fails. */
test('every screen is listed', () => {
  const source = readFileSync(resolve(import.meta.dirname, '../src/app/Screens.tsx'), 'utf8')
  const routes = [...source.matchAll(/<Route path="([^"*]+)"/g)].map((m) => m[1]!)
  const listed = screens.map((s) => appRoutes[s.route] ?? s.route)
  expect(routes.length).toBeGreaterThan(15)
  expect(routes.filter((r) => !listed.includes(r) && r !== '/signin')).toEqual([])
})

const refusal = { status: 429, code: 'request.too_many', detail: '请求过于频繁，请稍后重试。' }

const states = {
  filled: undefined,
  empty: async (page: Page, path: string, met: (path: string) => void) => {
    await page.route(new RegExp(`/api/v1${path}(\\?|$)`), async (r) => {
      const answer = await r.fetch()
      met(path)
      await r.fulfill({ status: answer.status(), json: emptied(await answer.json()) })
    })
  },
  error: async (page: Page, path: string, met: (path: string) => void) => {
    await page.route(new RegExp(`/api/v1${path}(\\?|$)`), (r) => {
      met(path)
      return r.fulfill({ status: refusal.status, contentType: 'application/problem+json', json: refusal })
    })
  },
}

/**
 * What axe says of the screen as it stands, on a wide screen and on a phone, and whether it needs scrolling sideways. What
 * is empty or refused looks the same at both widths but for its frame, so that axe judges it at one.
 */
async function judged(page: Page, state: string): Promise<string[]> {
  const found: string[] = []
  for (const [size, viewport] of [['wide', desktop], ['phone', phone]] as const) {
    await page.setViewportSize(viewport)
    await settled(page)
    const once = { empty: 'phone', error: 'wide' }[state]
    if (!once || once === size) found.push(...(await violations(page)).map((v) => `${state}, ${size}: ${v}`))
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    if (width > viewport.width) found.push(`${state}, ${size}: ${width} px wide`)
  }
  await page.setViewportSize(desktop)
  return found
}

/** One state of one screen. */
async function shown(page: Page, s: Screen, url: string, state: keyof typeof states): Promise<string[]> {
  const met = new Set<string>()
  await page.unrouteAll({ behavior: 'ignoreErrors' })
  if (states[state]) for (const path of s.lists) await states[state](page, path, (p) => met.add(p))
  await page.goto(url)
  await settled(page)
  await s.first?.(page)
  await settled(page)
  expect(await page.locator('.watermark').getAttribute('data-mark'), `${state}: whose view it is`).toMatch(new RegExp(` ${s.login} \\d{4}-`))
  if (states[state]) expect(met.size, `${state}: what it asks for`).toBeGreaterThan(0)
  if (state === 'error' && !s.quiet) await page.getByRole('alert').first().waitFor()
  return judged(page, state)
}

test.each(screens)('$name: filled, empty and refused', async (s) => {
  const page = await signedIn(s.login)
  const url = await address(page, s)
  const found: string[] = []
  for (const state of Object.keys(states) as (keyof typeof states)[]) found.push(...(await shown(page, s, url, state)))
  for (const part of s.parts ?? [])
    found.push(...(await shown(page, { ...s, first: undefined }, await address(page, { route: part }), 'filled')).map((v) => `${part}, ${v}`))
  expect(found).toEqual([])
})

test('sign-in', async () => {
  const page = await (await context()).newPage()
  await page.goto('/staff/signin')
  expect(await judged(page, 'nothing typed')).toEqual([])
  await page.getByLabel('登录名').fill('seat1')
  await page.getByRole('textbox', { name: '密码' }).or(page.locator('input[type=password]')).first().fill('wrong password')
  await page.getByRole('button', { name: '登录' }).click()
  await page.getByRole('alert').first().waitFor()
  expect(await judged(page, 'wrong')).toEqual([])
})

test('an address that is not there, one that is not allowed, and an order that is not seen', async () => {
  const page = await signedIn('officer-xiangzhou')
  const found: string[] = []
  for (const path of ['/staff/nothing', '/staff/jobs', '/staff/wallboard', '/staff/orders/1', '/staff/orders/1/print', '/staff/supervise/1', '/staff/meetings/1']) {
    await page.goto(path)
    found.push(...(await judged(page, path)))
  }
  expect(found).toEqual([])
})

test('no session, because the server cannot tell', async () => {
  const page = await signedIn('seat1')
  await page.route('**/api/v1/session', (r) => r.fulfill({ status: refusal.status, contentType: 'application/problem+json', json: refusal }))
  await page.goto('/staff/desk')
  await page.getByRole('alert').first().waitFor()
  expect(await judged(page, 'no session')).toEqual([])
})
