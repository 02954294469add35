import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { phone, signedIn, useBrowser, violations } from './browser'
import { address, settled } from './screens'

useBrowser()

const heads = '.page-actions button, .panel-head button'
const verbs = '.verb-buttons button'

/** Screens with what opens on them: whose they are, and where the buttons stand that open it. */
const screens: [name: string, login: string, route: string, buttons: string][] = [
  ['order', 'reviewer1', '/orders/:id', `${verbs}, .page-extra .clock, .stage-bar li:first-child button, .order-side .panel button`],
  ['inbox', 'officer-xiangzhou', '/inbox?view=in_hand', verbs],
  ['queue', 'dispatcher1', '/queue', verbs],
  ['orders', 'leader1', '/orders', '.table-tools button, tbody tr:first-child .clock'],
  ['supervise-case', 'supervisor1', '/supervise/:case', heads],
  ['supervise-cards', 'supervisor1', '/supervise?tab=cards', 'tbody tr:first-child button'],
  ['meetings', 'supervisor1', '/meetings', heads],
  ['samples', 'supervisor1', '/samples', `${heads}, tbody tr:first-child button`],
  ['doubts', 'inspector1', '/doubts', heads],
  ['grades', 'supervisor1', '/grades', '.page-actions [role=combobox]'],
  ['storms', 'leader1', '/storms', heads],
  ['refusals', 'leader1', '/refusals', 'tbody tr:first-child'],
  ['units', 'admin1', '/admin/units', heads],
  ['hotlines', 'admin1', '/admin/hotlines', heads],
  ['staff', 'admin1', '/admin/staff', heads],
  ['categories', 'admin1', '/admin/categories', heads],
  ['clock', 'admin1', '/admin/clock', heads],
  ['remit', 'leader1', '/admin/remit', heads],
]

const popups = ['[role=dialog]', '[role=menu]', '.ant-select-dropdown', '.ant-cascader-dropdown'].map((x) => `${x}:visible`).join(', ')

/** Some buttons open nothing; what opens does so within this time, in milliseconds. */
const patience = 5000

/** Nothing is written: whoever presses every button would archive, publish and sign. */
async function harmless(page: Page) {
  const refused = { status: 422, code: 'request.invalid', detail: '请检查填写的内容。' }
  await page.route(
    (url) => url.pathname.startsWith('/api/v1/'),
    (r) => (['GET', 'HEAD'].includes(r.request().method()) ? r.fallback() : r.fulfill({ status: 422, contentType: 'application/problem+json', json: refused })),
  )
}

async function fresh(page: Page, url: string) {
  await page.goto(url)
  await settled(page)
}

/** What axe says of what a button opens: as it comes, and with the faults of a form that is sent empty. */
async function judged(page: Page, button: Locator, name: string): Promise<{ opened: boolean; found: string[] }> {
  await button.click()
  const opened = await page.locator(popups).first().waitFor({ timeout: patience }).then(() => true, () => false)
  if (!opened) return { opened, found: [] }
  await settled(page)
  const found = (await violations(page)).map((v) => `${name}: ${v}`)
  const send = page.locator('[role=dialog] .ant-btn-primary:enabled').last()
  if ((await send.count()) > 0) {
    await send.click()
    await settled(page)
    found.push(...(await violations(page)).map((v) => `${name}, sent empty: ${v}`))
  }
  return { opened, found }
}

/** Every button there, one of each name: numbers in names do not tell kinds apart. */
async function all(page: Page, url: string, buttons: string): Promise<{ opens: string[]; found: string[] }> {
  const opens: string[] = []
  const found: string[] = []
  await fresh(page, url)
  const names = await page.locator(buttons).evaluateAll((list) =>
    list.map((b) => (b.checkVisibility() && !(b as HTMLButtonElement).disabled ? (b.getAttribute('aria-label') || b.textContent || b.id).replace(/[0-9]+/g, '#') : '')),
  )
  for (const [n, name] of names.entries()) {
    if (name === '' || names.indexOf(name) !== n) continue
    if (n > 0) await fresh(page, url)
    const said = await judged(page, page.locator(buttons).nth(n), name)
    if (said.opened) opens.push(name)
    found.push(...said.found)
  }
  return { opens, found }
}

test.each(screens)('%s: what opens', async (_, login, route, buttons) => {
  const page = await signedIn(login)
  await harmless(page)
  const { opens, found } = await all(page, await address(page, { route }), buttons)
  expect(found).toEqual([])
  expect(opens.length, 'something opens').toBeGreaterThan(0)
})

test('pickers of the desk', async () => {
  const page = await signedIn('seat1')
  await fresh(page, '/staff/desk')
  const found: string[] = []
  for (const label of ['来件方式', '诉求分类', '所属区域', '承办单位', '专题']) {
    const field = page.getByRole('combobox', { name: label })
    await field.click()
    await page.locator('.ant-select-dropdown:visible').waitFor()
    await settled(page)
    found.push(...(await violations(page)).map((v) => `${label}: ${v}`))
    await field.press('Escape')
    await page.locator('.ant-select-dropdown:visible').waitFor({ state: 'hidden' })
  }
  expect(found).toEqual([])
})

test('the head, wide and on a phone', async () => {
  const page = await signedIn('officer-xiangzhou')
  await harmless(page)
  const wide = await all(page, '/staff/inbox', '.head button')
  await page.setViewportSize(phone)
  const small = await all(page, '/staff/inbox', '.head button')
  expect([...wide.found, ...small.found]).toEqual([])
  expect(wide.opens.length, 'bell, help, account and the menu').toBeGreaterThanOrEqual(4)
  expect(small.opens.length).toBeGreaterThanOrEqual(3)
})

test('work queues open over the list on a phone', async () => {
  const found: string[] = []
  for (const [login, path, opener] of [['officer-xiangzhou', '/staff/inbox', '.order-card-title'], ['dispatcher1', '/staff/queue', '.order-card-title'], ['seat1', '/staff/followups', '.card-cover']] as const) {
    const page = await signedIn(login, { viewport: phone })
    await fresh(page, path)
    await page.locator(opener).first().click()
    await page.getByRole('dialog').waitFor()
    await settled(page)
    found.push(...(await violations(page)).map((v) => `${path}: ${v}`))
    expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(phone.width)
    await page.getByRole('dialog').getByRole('button', { name: /关闭|Close/ }).first().click()
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await page.locator(opener).first().waitFor()
    await page.context().close()
  }
  expect(found).toEqual([])
})
