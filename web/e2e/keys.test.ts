import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { signedIn, useBrowser } from './browser'
import { dispatched, registered } from './given'
import { hasFocus, tabTo } from './keyboard'
import { order } from './orders'

useBrowser()

/** Counts what a page sends, but for the drafts. */
function sent(page: Page): string[] {
  const all: string[] = []
  page.on('request', (r) => {
    if (r.method() === 'POST') all.push(new URL(r.url()).pathname)
  })
  return all
}

test('on the desk the keys of the form sleep while a dialogue is open', async () => {
  const { made } = await dispatched('键盘归谁：路灯', undefined, '13900110031')
  const page = await signedIn('seat1')
  const posts = sent(page)
  await page.goto('/staff/desk')
  await page.getByLabel('来电号码').fill('13900110031')
  await page.getByLabel('标题').fill('公积金提取')
  const found = page.getByRole('listitem').filter({ has: page.getByRole('button', { name: /^引用/ }) })
  await found.first().getByRole('button').first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: '引用' }).waitFor()
  await page.keyboard.press('Control+Enter')
  await page.keyboard.press('Alt+n')
  await page.keyboard.press('Alt+s')
  // Neither was the form sent or checked, nor a request added, nor anything put aside.
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
  expect(await page.getByText(/有 \d+ 处需要修改/).count()).toBe(0)
  expect(await page.getByRole('button', { name: '诉求 2', exact: true }).count()).toBe(0)
  expect(await page.getByLabel('标题').inputValue()).toBe('公积金提取')

  // The dialogue of a repeat call answers the key itself, and only once the focus is in it or on the page.
  await page.getByRole('region', { name: '历史诉求列表' }).getByText(made.title).waitFor()
  await page.keyboard.press('Alt+r')
  await hasFocus(page.getByRole('dialog').getByLabel('来话内容'))
  await page.evaluate(() => (document.activeElement as HTMLElement).blur())
  await page.keyboard.press('Control+Enter')
  await page.keyboard.press('Alt+r')
  await page.getByRole('dialog').getByRole('button', { name: '取消' }).click()
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  expect(posts.filter((p) => /contacts|repeat/.test(p))).toEqual([])
  await page.keyboard.press('Control+Enter')
  await page.getByText(/有 \d+ 处需要修改/).waitFor()
})

test('in the queue the order does not change under an open form', async () => {
  const { seat, made } = await registered('键盘归谁：待派单甲')
  await registered('键盘归谁：待派单乙')
  const page = await signedIn('leader1')
  await page.goto(`/staff/queue?view=to_dispatch&id=${made.id}`)
  await page.getByRole('button', { name: '直接答复', exact: true }).click()
  const drawer = page.getByRole('dialog')
  await drawer.getByLabel('答复内容').fill('已联系管养单位，今晚修复。')
  await drawer.getByText('直接答复').first().click()
  for (const key of ['j', 'k', 'j']) await page.keyboard.press(key)
  expect(new URL(page.url()).searchParams.get('id')).toBe(made.id)
  expect(await drawer.getByLabel('答复内容').inputValue()).toBe('已联系管养单位，今晚修复。')
  await drawer.getByLabel('答复内容').focus()
  await page.keyboard.press('Control+Enter')
  await page.getByText('已直接答复办结。').waitFor()
  expect((await order(seat, made.id)).state).toBe('completed')
})

test('an order is dispatched, signed for, answered and approved without the mouse', async () => {
  const { seat, made } = await registered('全程键盘：路灯不亮')
  const state = async () => (await order(seat, made.id)).state
  const dispatcher = await signedIn('dispatcher1')
  await dispatcher.goto(`/staff/queue?view=to_dispatch&id=${made.id}`)
  await dispatcher.getByText(/^建议 /).or(dispatcher.getByText('香洲区')).first().waitFor()
  await dispatcher.getByRole('button', { name: '提交派单' }).waitFor()
  await dispatcher.keyboard.press('e')
  await dispatcher.keyboard.press('Control+Enter')
  await expect.poll(state).toBe('dispatched')

  const officer = await signedIn('officer-xiangzhou')
  await officer.goto(`/staff/orders/${made.id}`)
  await officer.getByRole('button', { name: '签收', exact: true }).waitFor()
  await officer.keyboard.press('e')
  await expect.poll(state).toBe('handling')
  await officer.getByRole('button', { name: '答复', exact: true }).waitFor()
  await officer.keyboard.press('e')
  const form = officer.getByRole('dialog')
  await tabTo(officer, form.getByRole('radiogroup').first())
  await officer.keyboard.press('Space')
  await tabTo(officer, form.getByLabel('办理依据'))
  await officer.keyboard.type('现场更换灯头。')
  await officer.keyboard.press('Tab')
  await officer.keyboard.press('ArrowRight') // 未联系上
  await tabTo(officer, form.getByLabel('答复内容（市民可见）'))
  await officer.keyboard.type('路灯已修复，当晚正常亮灯。')
  await officer.keyboard.press('Control+Enter')
  await expect.poll(state).toBe('replied')

  const reviewer = await signedIn('reviewer1')
  await reviewer.goto(`/staff/queue?view=to_review&id=${made.id}`)
  await reviewer.getByRole('button', { name: '提交审核答复' }).waitFor()
  await reviewer.keyboard.press('e')
  await reviewer.keyboard.press('Control+Enter')
  await expect.poll(state).toBe('completed')
})
