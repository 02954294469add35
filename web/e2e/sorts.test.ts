import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { signedIn, useBrowser } from './browser'
import { lists, type ListOf } from './lists'
import { address, screens, settled } from './screens'

useBrowser()

/** The first words of each row, as they stand. */
const shown = (page: Page) =>
  page.evaluate(() => {
    const rows = [...document.querySelectorAll('table.table tbody tr, ul.order-list > li, ul.know-rows > li, .task-list > *')]
    return rows.slice(0, 20).map((r) => (r as HTMLElement).innerText.replace(/\s+/g, ' ').trim())
  })

/** The rows that were asked for have come. */
const come = (page: Page) => page.waitForFunction(() => document.querySelectorAll('.ant-skeleton-active, [aria-busy=true]').length === 0)

const sortOf = (page: Page) => new URL(page.url()).searchParams.get('sort')

/** Presses the head of a column until the rows stand one way, and then the other. */
async function pressed(page: Page, x: ListOf) {
  const head = page.getByRole('columnheader', { name: x.press!, exact: false }).first()
  const stands = (way: string) => expect.poll(() => head.getAttribute('aria-sort'), { message: `${x.name} is ${way}` }).toBe(way)
  await head.getByRole('button').click()
  const first = (await expect.poll(() => head.getAttribute('aria-sort')).not.toBe('none'), await head.getAttribute('aria-sort'))!
  await come(page)
  const before = await shown(page)
  const at = sortOf(page)
  await head.getByRole('button').click()
  await stands(first === 'ascending' ? 'descending' : 'ascending')
  await come(page)
  return { before, at }
}

/** Chooses the order from the picker where there is no head to press, upwards and then downwards. */
async function picked(page: Page, x: ListOf) {
  const choose = async (label: string) => {
    await page.getByLabel('排序').click()
    await page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option').filter({ hasText: new RegExp(`^${label}$`) }).click()
    // The picker shows the order as soon as the list is asked for in it.
    await page.locator('.ant-select').filter({ has: page.getByLabel('排序') }).getByText(label, { exact: true }).waitFor()
    await page.waitForURL(/sort=/)
    await come(page)
  }
  await choose(x.picker!)
  const [before, at] = [await shown(page), sortOf(page)]
  await choose(x.picker!.replace('升序', '降序'))
  await expect.poll(() => sortOf(page)).not.toBe(at)
  await come(page)
  return { before, at }
}

/** One list: its order turns round, the address keeps it, and the file comes in the same order. */
async function tried(page: Page, x: ListOf, again: boolean) {
  const { before, at } = await (x.press ? pressed(page, x) : picked(page, x))
  if (new Set(before).size > 1) await expect.poll(() => shown(page), { message: `${x.name} turns round` }).not.toEqual(before)
  if (x.sort === 'server') {
    expect(at, `${x.name} in the address`).not.toBeNull()
    const now = sortOf(page)
    expect(now, `${x.name} in the address`).not.toBe(at)
    if (!again) return
    const rows = await shown(page)
    await page.reload()
    await come(page)
    expect(sortOf(page)).toBe(now)
    await expect.poll(() => shown(page), { message: `${x.name} after another look` }).toEqual(rows)
  }
}

/** The file is a workbook, asked for in the order of the list. */
async function taken(page: Page, x: ListOf) {
  const link = page.getByRole('link', { name: '导出 Excel' }).first()
  const href = (await link.getAttribute('href'))!
  expect(href).toContain(x.xlsx as string)
  if (x.sort === 'server') expect(href, `${x.name} is taken along as it stands`).toContain('sort=')
  const answer = await page.request.get(href)
  expect(answer.status(), href).toBe(200)
  expect(answer.headers()['content-type']).toContain('spreadsheetml')
  expect((await answer.body()).subarray(0, 2).toString()).toBe('PK')
}

const loginOf = (x: ListOf) => screens.find((s) => x.screens.includes(s.name))?.login ?? 'admin1'
const routeOf = (x: ListOf) => x.at ?? screens.find((s) => x.screens.includes(s.name))!.route
const people = [...new Set(lists.filter((x) => x.press ?? x.picker).map(loginOf))]

test.each(people)('the lists of %s are sorted both ways, and taken along', async (login) => {
  const page = await signedIn(login)
  page.setDefaultTimeout(15_000)
  let filled = 0
  let looked = false // one list a person is looked at again: the address is the same thing everywhere
  for (const x of lists.filter((y) => (y.press ?? y.picker) && loginOf(y) === login)) {
    await page.goto(await address(page, { route: routeOf(x) }))
    await settled(page)
    if ((await shown(page)).length === 0) continue // the demo city opened no identities; what is empty is not sorted
    filled++
    await tried(page, x, !looked && x.sort === 'server')
    looked ||= x.sort === 'server'
    if (typeof x.xlsx === 'string') await taken(page, x)
  }
  expect(filled, 'lists with rows').toBeGreaterThan(0)
})

test('an order that a list does not have is refused in words, by the list and by its file', async () => {
  const page = await signedIn('leader1')
  for (const path of ['/followups', '/refusals', '/rechecks', '/precedents', '/orders/shelved', '/supervise/cards']) {
    for (const file of ['', '.xlsx']) {
      const answer = await page.request.get(`/api/v1${path}${file}?sort=salary`)
      expect([answer.status(), ((await answer.json()) as { code: string }).code], path + file).toEqual([400, 'list.bad_sort'])
    }
    const answer = await page.request.get(`/api/v1${path}?cursor=x`)
    expect(((await answer.json()) as { code: string }).code, path).toBe('list.bad_cursor')
  }
})
