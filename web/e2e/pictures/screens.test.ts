import { join } from 'node:path'
import { test } from 'vitest'
import type { Page } from 'playwright-core'
import { context, desktop, phone, signedIn, useBrowser } from '../browser'
import { address, screens } from '../screens'

// `make screenshots` sets ONEDOOR_SCREENSHOTS; the tests of `make test` do not take pictures.
const folder = process.env.ONEDOOR_SCREENSHOTS ?? ''
const sizes = [
  ['', desktop],
  ['-phone', phone],
] as const

useBrowser()

async function still(page: Page) {
  await page.waitForLoadState('load')
  await page.waitForFunction(() => document.querySelectorAll('.ant-spin-spinning, .ant-skeleton-active').length === 0)
  await page.waitForFunction(() => document.getAnimations().every((a) => a.playState !== 'running' || a.effect?.getTiming().iterations === Infinity))
}

/** What is typed before the picture: an empty desk shows little. */
const typed: Record<string, (page: Page) => Promise<void>> = {
  desk: async (page) => {
    await page.getByLabel('来电号码').fill('15400000037')
    await page.getByText('求助', { exact: true }).click()
    await page.getByLabel('标题').fill('翠香路口红绿灯时间太短')
    await page.getByLabel('诉求分类').fill('信号配时')
    await page.getByRole('treeitem', { name: /信号配时/ }).first().waitFor()
    await page.getByLabel('诉求分类').press('Enter')
    await page.getByLabel('所属区域').fill('翠香')
    await page.getByRole('menuitemcheckbox').first().waitFor()
    await page.getByLabel('所属区域').press('ArrowDown')
    await page.getByLabel('所属区域').press('Enter')
    await page.getByLabel('诉求内容').fill('来电人反映，翠香路口行人绿灯只有八秒，老人走不到对面，希望延长。')
    await page.getByText(/^建议 /).waitFor()
    await page.getByRole('button', { name: /^引用/ }).first().waitFor()
  },
  wallboard: (page) => page.getByRole('img').first().waitFor(),
}

test.each(screens)('$name', async (s) => {
  const { request } = (await signedIn(s.login)).context() // nobody may sign in for every picture
  const { cookies } = await request.storageState()
  for (const [suffix, viewport] of sizes) {
    const c = await context({ viewport })
    await c.addCookies(cookies)
    const page = await c.newPage()
    await page.goto(await address(page, s))
    await page.getByRole('heading').first().waitFor()
    await typed[s.name]?.(page)
    await still(page)
    await page.screenshot({ path: join(folder, `${s.name}${suffix}.png`) })
    await c.close()
  }
})

test('sign-in', async () => {
  for (const [suffix, viewport] of sizes) {
    const page = await (await context({ viewport })).newPage()
    await page.goto('/staff/signin')
    await page.getByLabel('登录名').waitFor()
    await still(page)
    await page.screenshot({ path: join(folder, `signin${suffix}.png`) })
    await page.context().close()
  }
})

test('wallboard on a wall', async () => {
  const page = await signedIn('leader1', { viewport: { width: 1920, height: 1080 } })
  await page.goto('/staff/wallboard')
  await typed.wallboard!(page)
  await still(page)
  await page.screenshot({ path: join(folder, 'wallboard-wide.png') })
  await page.context().close()
})

test('portal', async () => {
  const page = await (await context({ viewport: phone })).newPage()
  for (const [name, path] of [['home', '/'], ['report', '/report'], ['answers', '/answers'], ['call', '/call'], ['home-large', '/?mode=large'], ['home-contrast', '/?mode=contrast']] as const) {
    await page.goto(path)
    await page.screenshot({ path: join(folder, `portal-${name}.png`) })
  }
  await page.context().close()
})
