import { join } from 'node:path'
import { test } from 'vitest'
import type { Page } from 'playwright-core'
import { context, desktop, phone, signedIn, useBrowser } from '../browser'
import { screens } from '../screens'

// `make screenshots` sets ONEDOOR_SCREENSHOTS; the tests of `make test` do not take pictures.
const folder = process.env.ONEDOOR_SCREENSHOTS ?? ''

useBrowser()

async function still(page: Page) {
  await page.waitForLoadState('load')
  await page.waitForFunction(() => document.querySelectorAll('.ant-spin-spinning, .ant-skeleton-active').length === 0)
  await page.waitForFunction(() => document.getAnimations().every((a) => a.playState !== 'running' || a.effect?.getTiming().iterations === Infinity))
}

const skipped = ['article-new', 'article-edit', 'article', 'print', 'order', 'desk', 'wallboard']

test.each(screens.filter((s) => !skipped.includes(s.name)))('$name', async (s) => {
  for (const [suffix, viewport] of s.phone ? ([['', desktop], ['-phone', phone]] as const) : ([['', desktop]] as const)) {
    const page = await signedIn(s.login, { viewport })
    await page.goto('/staff' + s.route)
    await page.locator('h1, h2').first().waitFor()
    await still(page)
    await page.screenshot({ path: join(folder, `${s.name}${suffix}.png`) })
    await page.context().close()
  }
})

test('desk', async () => {
  const page = await signedIn('seat1')
  await page.goto('/staff/desk')
  await page.getByLabel('来电号码').fill('15400000037')
  await page.getByText('求助', { exact: true }).click()
  await page.getByLabel('标题').fill('翠香路口红绿灯时间太短')
  await page.getByLabel('诉求内容').fill('来电人反映，翠香路口行人绿灯只有八秒，老人走不到对面，希望延长。')
  await still(page)
  await page.screenshot({ path: join(folder, 'desk.png') })
  await page.context().close()
})

test('order', async () => {
  for (const [name, viewport] of [['order', desktop], ['order-phone', phone]] as const) {
    const page = await signedIn('reviewer1', { viewport })
    const list = (await (await page.request.get('/api/v1/orders?view=to_review&limit=1')).json()) as { items: { id: string }[] }
    await page.goto(`/staff/orders/${list.items[0]!.id}`)
    await page.locator('h1, h2').first().waitFor()
    await still(page)
    await page.screenshot({ path: join(folder, `${name}.png`) })
    await page.context().close()
  }
})

test('wallboard', async () => {
  const page = await signedIn('leader1', { viewport: { width: 1920, height: 1080 } })
  await page.goto('/staff/wallboard')
  await page.locator('canvas').first().waitFor()
  await still(page)
  await page.screenshot({ path: join(folder, 'wallboard.png') })
  await page.context().close()
})

test('portal', async () => {
  const page = await (await context({ viewport: phone })).newPage()
  for (const [name, path] of [['home', '/'], ['report', '/report'], ['answers', '/answers'], ['home-large', '/?mode=large'], ['home-contrast', '/?mode=contrast']] as const) {
    await page.goto(path)
    await page.screenshot({ path: join(folder, `portal-${name}.png`) })
  }
  await page.context().close()
})
