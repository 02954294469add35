import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { context, phone, signedIn, useBrowser, violations } from './browser'
import { dispatched, done } from './given'

useBrowser()

const binary = process.env.ONEDOOR_BINARY ?? resolve(import.meta.dirname, '../../bin/onedoor')

interface Verdict {
  ok: boolean
  number: string
  events: number
  whole: number
  told: number
  hidden: number
  head: string
}

/** Clicks a download and has the program itself check the file. */
async function verified(page: Page, click: () => Promise<void>): Promise<{ verdict: Verdict; text: string; name: string }> {
  const [download] = await Promise.all([page.waitForEvent('download'), click()])
  const path = await download.path()
  const out = execFileSync(binary, ['verify', path, '--json'], { encoding: 'utf8' })
  return { verdict: JSON.parse(out) as Verdict, text: readFileSync(path, 'utf8'), name: download.suggestedFilename() }
}

test('the history of an order is exported from its page and can be checked', async () => {
  const { made } = await dispatched('校验记录：路口路灯不亮')
  const leader = await signedIn('leader1')
  await leader.goto(`/staff/orders/${made.id}`)
  const link = leader.getByRole('link', { name: '导出校验记录' })
  const { verdict, name } = await verified(leader, () => link.click())
  expect(verdict).toMatchObject({ ok: true, number: made.number, hidden: 0 })
  expect(verdict.whole).toBe(verdict.events)
  expect(name).toBe(`办理记录-${made.number}.json`)
  // A seat may not export.
  const seat = await signedIn('seat1')
  await seat.goto(`/staff/orders/${made.id}`)
  await seat.getByRole('button', { name: '催办', exact: true }).first().waitFor()
  expect(await seat.getByRole('link', { name: '导出校验记录' }).count()).toBe(0)
})

test('a citizen sees the chain on the page of the request and takes it along', async () => {
  const page = await (await context({ viewport: phone, script: false })).newPage()
  await page.goto('/report')
  await page.getByRole('radio', { name: /求助/ }).check()
  await page.getByLabel(/事情的经过/).fill('小区门口下雨后积水，行人难以通过，请疏通排水。')
  await page.getByRole('button', { name: '提交' }).click()
  await page.getByRole('heading', { name: '提交成功' }).waitFor()
  const number = (await page.getByTestId('number').textContent())!.trim()
  await page.getByRole('button', { name: '查看办理进度' }).click()
  await page.getByRole('heading', { name: '记录指纹' }).waitFor()
  await page.getByText('任何一步被改动、删除或插入，指纹都会对不上').waitFor()

  // What happens inside is in the chain, but not in the file.
  const leader = await signedIn('leader1')
  const found = (await (await leader.request.get(`/api/v1/orders?q=${number}`)).json()) as { items: { id: string }[] }
  await done(leader, found.items[0]!.id, 'note', { text: '内部备注，不给市民看' })
  await page.reload()

  for (const mode of ['normal', 'large', 'contrast']) {
    await page.goto(`/track/${number}?mode=${mode}`)
    await page.getByText('完整指纹').click()
    const card = page.locator('section.card', { has: page.getByRole('heading', { name: '记录指纹' }) })
    const shown = (await card.locator('.code').textContent())!.trim()
    const full = (await card.locator('.print').textContent())!.replaceAll(' ', '').trim()
    expect(shown).toMatch(/^([0-9a-f]{4} ){3}[0-9a-f]{4}$/)
    expect(full).toMatch(/^[0-9a-f]{64}$/)
    expect(full.startsWith(shown.replaceAll(' ', ''))).toBe(true)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(phone.width)
    const { verdict, text } = await verified(page, () => page.getByRole('link', { name: '下载办理记录' }).click())
    expect(verdict).toMatchObject({ ok: true, number, whole: 0, head: full })
    expect(verdict.told).toBeGreaterThan(0)
    expect(verdict.hidden).toBeGreaterThan(0)
    expect(text).not.toContain('noted')
    expect(text).not.toContain('payload')
  }
  const scripted = await (await context({ viewport: phone })).newPage()
  await scripted.context().addCookies(await page.context().cookies())
  await scripted.goto(`/track/${number}`)
  await scripted.getByText('完整指纹').click()
  expect(await violations(scripted)).toEqual([])
})
