import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { context, signedIn, useBrowser, violations } from './browser'
import { appRoutes, screens, type Screen } from './screens'

useBrowser()

/** The application's own table of routes: a screen that is not in ours fails. */
test('every screen is listed', () => {
  const source = readFileSync(resolve(import.meta.dirname, '../src/app/Screens.tsx'), 'utf8')
  const routes = [...source.matchAll(/<Route path="([^"*]+)"/g)].map((m) => m[1]!)
  const listed = screens.map((s) => appRoutes[s.route] ?? s.route)
  expect(routes.length).toBeGreaterThan(15)
  expect(routes.filter((r) => !listed.includes(r) && r !== '/signin')).toEqual([])
})

const ids: { order?: string; article?: string } = {}

/** The address of a screen, with the things that its route names. */
async function address(page: Page, s: Screen): Promise<string> {
  if (s.route.includes(':id') && !ids.order) {
    const list = (await (await page.request.get('/api/v1/orders?view=to_review&limit=1')).json()) as { items: { id: string }[] }
    ids.order = list.items[0]!.id
  }
  if (s.route.includes(':article') && !ids.article) {
    const list = (await (await page.request.get('/api/v1/articles?limit=1')).json()) as { items: { id: string }[] }
    ids.article = list.items[0]!.id
  }
  return '/staff' + s.route.replace(':id', ids.order ?? '').replace(':article', ids.article ?? '')
}

/** Loaded: no spinner turns and the network is quiet but for the live stream. */
async function settled(page: Page) {
  await page.locator('h1, h2, [role=main], main').first().waitFor()
  await page.waitForFunction(() => document.querySelectorAll('.ant-spin-spinning, .ant-skeleton-active').length === 0)
  await page.waitForFunction(() => document.getAnimations().every((a) => a.playState !== 'running' || a.effect?.getTiming().iterations === Infinity))
}

describe.each(screens)('$name', (s) => {
  test('filled', async () => {
    const page = await signedIn(s.login)
    await page.goto(await address(page, s))
    await settled(page)
    expect(await violations(page)).toEqual([])
    await page.context().close()
  })
  test.runIf(s.lists)('empty', async () => {
    const page = await signedIn(s.login)
    const url = await address(page, s)
    for (const list of s.lists!) {
      await page.route(new RegExp(`/api/v1${list}(\\?|$)`), (r) => r.fulfill({ json: { items: [] } }))
    }
    await page.goto(url)
    await settled(page)
    expect(await violations(page)).toEqual([])
    await page.context().close()
  })
  test.runIf(s.lists)('error', async () => {
    const page = await signedIn(s.login)
    const url = await address(page, s)
    for (const list of s.lists!) {
      await page.route(new RegExp(`/api/v1${list}(\\?|$)`), (r) =>
        r.fulfill({ status: 503, contentType: 'application/problem+json', json: { status: 503, code: 'internal.unavailable', detail: '系统正忙，请稍后重试。' } }))
    }
    await page.goto(url)
    await settled(page)
    expect(await violations(page)).toEqual([])
    await page.context().close()
  })
})

test('sign-in', async () => {
  const page = await (await context()).newPage()
  await page.goto('/staff/signin')
  await settled(page)
  expect(await violations(page)).toEqual([])
  await page.getByLabel('登录名').fill('seat1')
  await page.getByRole('textbox', { name: '密码' }).or(page.locator('input[type=password]')).first().fill('wrong password')
  await page.getByRole('button', { name: '登录' }).click()
  await page.getByRole('alert').first().waitFor()
  expect(await violations(page)).toEqual([])
})

describe.each(['normal', 'large', 'contrast'])('portal, %s', (mode) => {
  test.each(['/', '/report', '/track', '/answers', '/answers?q=公积金', '/answers?q=没有这样的内容呀', '/answers/1'])('%s', async (path) => {
    const page = await (await context()).newPage()
    await page.goto(`/?mode=${mode}`)
    await page.goto(path)
    expect(await page.locator('html').getAttribute('data-mode')).toBe(mode)
    expect(await violations(page)).toEqual([])
    await page.context().close()
  })
  test('receipt, track, errors', async () => {
    const page = await (await context()).newPage()
    await page.goto(`/?mode=${mode}`)
    await page.goto('/report')
    await page.getByRole('radio', { name: /咨询/ }).check()
    await page.getByLabel(/事情的经过/).fill('想了解图书馆周末开放到几点。')
    await page.getByLabel('联系电话').fill('不是号码')
    await page.getByRole('button', { name: '提交' }).click()
    await page.getByRole('alert').waitFor()
    expect(await violations(page), 'form with mistakes').toEqual([])
    await page.getByLabel('联系电话').fill('')
    await page.getByRole('button', { name: '提交' }).click()
    await page.getByRole('heading', { name: '提交成功' }).waitFor()
    expect(await violations(page), 'receipt').toEqual([])
    await page.getByRole('button', { name: '查看办理进度' }).click()
    await page.getByRole('heading', { name: '办理进度' }).waitFor()
    expect(await violations(page), 'track').toEqual([])
    await page.goto('/track')
    await page.getByLabel(/受理编号/).fill('X')
    await page.getByLabel(/查询码/).fill('Y')
    await page.getByRole('button', { name: '查询' }).click()
    await page.getByRole('alert').waitFor()
    expect(await violations(page), 'wrong number').toEqual([])
    await page.context().close()
  })
})
