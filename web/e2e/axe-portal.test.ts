import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { context, desktop, phone, useBrowser, violations } from './browser'
import { completed, dispatched, refused, running } from './given'

useBrowser()

const modes = ['normal', 'large', 'contrast'] as const

/** A citizen's page in one way of showing it. */
async function citizen(mode: string): Promise<Page> {
  const page = await (await context()).newPage()
  await page.goto(`/?mode=${mode}`)
  expect(await page.locator('html').getAttribute('data-mode')).toBe(mode)
  return page
}

/** The page of somebody with an address of their own, so that who is held up is nobody else. */
async function elsewhere(mode: string): Promise<Page> {
  const page = await citizen(mode)
  await page.context().setExtraHTTPHeaders({ 'X-Onedoor-Replay-Source': `10.77.0.${++others}` })
  return page
}
let others = 0

/** What axe says of the page as it stands, wide and on a phone; and every page has one heading and fits. */
async function judged(page: Page, what: string): Promise<string[]> {
  const found: string[] = []
  for (const [size, viewport] of [['wide', desktop], ['phone', phone]] as const) {
    await page.setViewportSize(viewport)
    found.push(...(await violations(page)).map((v) => `${what}, ${size}: ${v}`))
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    if (width > viewport.width) found.push(`${what}, ${size}: ${width} px wide`)
  }
  if ((await page.locator('h1').count()) !== 1) found.push(`${what}: not one h1`)
  await page.setViewportSize(desktop)
  return found
}

/** Shows a receipt's number and code. */
async function opened(page: Page, receipt: { number: string; query_code: string }) {
  await page.goto('/track')
  await page.getByLabel(/受理编号/).fill(receipt.number)
  await page.getByLabel(/查询码/).fill(receipt.query_code)
  await page.getByRole('button', { name: '查询' }).click()
  await page.getByRole('heading', { name: '办理进度' }).waitFor()
}

/** Sends a form as it is: the browser's own check of what must be filled in is put aside, as an old one would. */
async function sentBlank(page: Page, button: string) {
  await page.evaluate(() => document.querySelectorAll('form').forEach((f) => (f.noValidate = true)))
  await page.getByRole('button', { name: button }).click()
  await page.getByRole('alert').first().waitFor()
}

describe.each(modes)('%s', (mode) => {
  test('pages', async () => {
    const page = await citizen(mode)
    const found = await judged(page, '/')
    for (const path of ['/report', '/call', '/track', '/answers', '/answers?q=公积金', '/answers?q=xqzvw', '/answers/1', '/nothing']) {
      await page.goto(path)
      found.push(...(await judged(page, path)))
    }
    await page.goto('/answers?q=xqzvw')
    await page.getByText('没有找到相关内容').waitFor()
    await page.goto('/answers')
    await page.locator('ul.plain a').first().click()
    await page.locator('article h1').waitFor()
    found.push(...(await judged(page, 'an answer')))
    expect(found).toEqual([])
  })

  test('reporting: mistakes, advice, receipt, progress', async () => {
    const page = await citizen(mode)
    const found: string[] = []
    await page.goto('/report')
    await sentBlank(page, '提交')
    found.push(...(await judged(page, 'an empty form')))
    await page.getByRole('radio', { name: /咨询/ }).check()
    await page.getByLabel(/事情的经过/).fill('想了解图书馆周末开放到几点。')
    await page.getByLabel('联系电话').fill('不是号码')
    await page.getByRole('button', { name: '提交' }).click()
    await page.getByRole('alert').waitFor()
    expect(await page.getByLabel('联系电话').getAttribute('aria-describedby')).toBe('phone-wrong')
    found.push(...(await judged(page, 'a wrong number')))
    await page.getByLabel('联系电话').fill('')
    await page.getByLabel(/事情的经过/).fill('楼下正在着火，浓烟很大。')
    await page.getByRole('button', { name: '提交' }).click()
    await page.getByRole('button', { name: '已看过，仍要提交' }).waitFor()
    found.push(...(await judged(page, 'advice')))
    await page.getByRole('button', { name: '已看过，仍要提交' }).click()
    await page.getByRole('heading', { name: '提交成功' }).waitFor()
    found.push(...(await judged(page, 'receipt')))
    for (const what of ['number', 'code'])
      expect(await page.getByTestId(what).evaluate((e) => e.getClientRects().length === 1 && e.scrollWidth <= e.clientWidth), `${what} on one line`).toBe(true)
    await page.getByRole('button', { name: '查看办理进度' }).click()
    await page.getByRole('heading', { name: '办理进度' }).waitFor()
    found.push(...(await judged(page, 'progress')))
    await page.goto('/track')
    await page.getByLabel(/受理编号/).fill('X')
    await page.getByLabel(/查询码/).fill('Y')
    await page.getByRole('button', { name: '查询' }).click()
    await page.getByRole('alert').waitFor()
    found.push(...(await judged(page, 'a number that is not ours')))
    expect(found).toEqual([])
  })

  test('adding and taking back', async () => {
    const { receipt } = await dispatched(`门户检查：补充和撤回（${mode}）`, undefined, '13900990001')
    const page = await citizen(mode)
    await opened(page, receipt)
    const found: string[] = []
    await sentBlank(page, '提交补充')
    found.push(...(await judged(page, 'nothing to add')))
    await page.getByText('不需要办理了').click()
    await page.getByRole('button', { name: '确认撤回' }).waitFor()
    found.push(...(await judged(page, 'taking back')))
    await page.getByLabel(/补充内容/).fill('今晚又不亮了。')
    await page.getByRole('button', { name: '提交补充' }).click()
    await page.getByText('补充内容已收到').waitFor()
    found.push(...(await judged(page, 'added')))
    await page.getByText('不需要办理了').click()
    await page.getByRole('button', { name: '确认撤回' }).click()
    await page.getByText('您的诉求已撤回。').waitFor()
    found.push(...(await judged(page, 'taken back')))
    expect(found).toEqual([])
  })

  test('refused: the right path and the appeal, with mistakes, and appealed', async () => {
    const page = await citizen(mode)
    await opened(page, await refused('13900990003'))
    await page.getByRole('button', { name: '提交申诉' }).waitFor()
    const found = await judged(page, 'refused')
    await sentBlank(page, '提交申诉')
    found.push(...(await judged(page, 'an appeal without words')))
    await page.getByLabel(/理由/).fill('这件事在本市，请再看看。')
    await page.getByRole('button', { name: '提交申诉' }).click()
    await page.getByText('申诉已收到').first().waitFor()
    found.push(...(await judged(page, 'appealed')))
    expect(found).toEqual([])
  })

  test('too often, and too late', async () => {
    const { receipt } = await dispatched(`门户检查：限流（${mode}）`, undefined, '13900990004')
    const page = await elsewhere(mode)
    await opened(page, receipt)
    const late = await page.context().newPage()
    await late.goto(page.url())
    await page.getByText('不需要办理了').click()
    await page.getByRole('button', { name: '确认撤回' }).click()
    await page.getByText('您的诉求已撤回。').waitFor()
    const found: string[] = []
    await late.getByLabel(/补充内容/).fill('今晚又不亮了。')
    const [answer] = await Promise.all([late.waitForResponse((r) => r.request().method() === 'POST'), late.getByRole('button', { name: '提交补充' }).click()])
    expect(answer.status()).toBe(409)
    await late.getByRole('alert').first().waitFor()
    found.push(...(await judged(late, 'taken back meanwhile')))
    // On a slow machine time goes by meanwhile, and one more is let in: then it is asked again.
    for (let tries = 1; ; tries++) {
      await page.goto('/track')
      await page.getByLabel(/受理编号/).fill(receipt.number)
      await page.getByLabel(/查询码/).fill(receipt.query_code)
      for (let n = 0; n < 100; n++) {
        const guess = await page.request.post('/track', { form: { number: 'X', code: 'Y' }, headers: { Origin: new URL(page.url()).origin } })
        if (guess.status() === 429) break
      }
      const [held] = await Promise.all([page.waitForResponse((r) => r.request().method() === 'POST'), page.getByRole('button', { name: '查询' }).click()])
      if (held.status() !== 429 && tries < 5) continue
      expect([held.status(), Number(held.headers()['retry-after']) > 0]).toEqual([429, true])
      break
    }
    await page.getByRole('alert').first().waitFor()
    found.push(...(await judged(page, 'too often')))
    expect(found).toEqual([])
  })

  test('an event is announced', async () => {
    const event = await running('翠微片区停水')
    const page = await citizen(mode)
    const found: string[] = []
    for (const path of ['/', '/report']) {
      await page.goto(path)
      await page.getByRole('heading', { name: event.name }).waitFor()
      found.push(...(await judged(page, `${path} with an event`)))
    }
    await event.end()
    expect(found).toEqual([])
  })

  test('answered: rating with mistakes, and rated', async () => {
    const { receipt } = await completed(`门户检查：评价（${mode}）`, '13900990002')
    const page = await citizen(mode)
    await opened(page, receipt)
    const found = await judged(page, 'answered')
    await sentBlank(page, '提交评价')
    found.push(...(await judged(page, 'no answer chosen')))
    await page.getByRole('radio', { name: '没有联系' }).check()
    await page.getByRole('radio', { name: '部分解决' }).check()
    await page.getByRole('radio', { name: '不满意', exact: true }).check()
    await page.getByRole('button', { name: '提交评价' }).click()
    await page.getByText('感谢您的评价。').waitFor()
    expect(await page.getByText('请您评价').count()).toBe(0)
    found.push(...(await judged(page, 'rated')))
    expect(found).toEqual([])
  })
})
