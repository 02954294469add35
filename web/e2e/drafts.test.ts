import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { signedIn, useBrowser } from './browser'
import { completed, dispatched, done, goodReply } from './given'
import { order, rows } from './orders'

useBrowser()

async function desk(): Promise<Page> {
  const page = await signedIn('seat3')
  await page.goto('/staff/desk')
  await page.getByLabel('来电号码').waitFor()
  return page
}

const title = (page: Page) => page.getByLabel('标题')

test('taking a parked draft up parks what is being written', async () => {
  const page = await desk()
  const missing: string[] = []
  page.on('response', (r) => r.status() >= 400 && missing.push(`${r.status()} ${r.url()}`))
  await title(page).fill('先来的一件')
  await page.keyboard.press('Alt+s')
  await page.getByText('已暂存，可从“暂存”中取回。').waitFor()
  await title(page).fill('后来的一件')
  await page.getByRole('button', { name: '暂存 1' }).click()
  await page.getByRole('listitem').filter({ hasText: '先来的一件' }).getByRole('button', { name: '取回' }).click()
  await page.getByText('已取回；刚才填写的内容已暂存。').waitFor()
  await expect.poll(() => title(page).inputValue()).toBe('先来的一件')
  await page.getByRole('button', { name: '暂存 1' }).click()
  await page.getByRole('listitem').filter({ hasText: '后来的一件' }).getByRole('button', { name: '删除' }).click()
  await page.getByRole('button', { name: '暂存 1' }).waitFor({ state: 'detached' })
  await page.evaluate(() => window.dispatchEvent(new Event('focus')))
  await page.waitForLoadState('networkidle')
  expect(missing.filter((x) => x.includes('/drafts'))).toEqual([])
})

test('a draft written without a network goes up when it is back', async () => {
  const page = await desk()
  await page.context().setOffline(true)
  await title(page).fill('断网时写下的一句')
  await page.getByText('草稿仅存在本机，网络恢复后自动同步').waitFor()
  await page.context().setOffline(false)
  await page.getByText(/^草稿已保存/).waitFor()
  expect(await page.evaluate(() => Object.keys(localStorage).filter((k) => k.startsWith('draft.')))).toEqual([])
  expect((await rows<{ key: string }>(page, '/drafts')).map((d) => d.key)).toEqual(['desk'])
})

test('a registered draft does not come back by a saving that was under way', async () => {
  const page = await desk()
  let release = () => {}
  const held = new Promise<void>((go) => (release = go))
  let saving = false
  await page.route('**/api/v1/drafts/desk', async (r) => {
    if (r.request().method() === 'PUT') {
      saving = true
      await held
    }
    await r.continue()
  })
  await page.getByLabel('来电号码').fill('13900110078')
  await page.getByText('无效', { exact: true }).click()
  await title(page).fill('无声电话')
  await page.getByLabel('诉求内容').fill('接通后无人说话。')
  await page.getByText('仅登记', { exact: true }).click()
  await expect.poll(() => saving).toBe(true)
  await page.keyboard.press('Control+Enter')
  await page.getByRole('heading', { name: '受理成功' }).waitFor()
  release()
  await expect.poll(() => rows(page, '/drafts')).toEqual([])
  await page.reload()
  await page.getByLabel('来电号码').waitFor()
  await page.waitForLoadState('networkidle')
  expect(await title(page).inputValue()).toBe('')
})

test('a reply that was closed by mistake is there again', async () => {
  const { seat, made } = await dispatched('答复草稿：路灯不亮')
  const officer = await signedIn('officer-xiangzhou')
  await done(officer, made.id, 'sign')
  await officer.goto(`/staff/orders/${made.id}`)
  const open = () => officer.getByRole('button', { name: '答复', exact: true }).click()
  const drawer = officer.getByRole('dialog').filter({ has: officer.getByLabel('办理依据') })
  await open()
  // An empty form closes without a question.
  await drawer.waitFor()
  await officer.keyboard.press('Escape')
  await drawer.waitFor({ state: 'hidden' })
  await open()
  await drawer.getByLabel('办理依据').fill('现场查看并更换灯头。')
  await drawer.getByLabel('答复内容（市民可见）').fill('写到一半的答复')
  await officer.keyboard.press('Escape')
  const sure = officer.getByRole('dialog', { name: '先关闭这张表单？' })
  await sure.getByRole('button', { name: '继续填写' }).click()
  await sure.waitFor({ state: 'hidden' })
  expect(await drawer.getByLabel('答复内容（市民可见）').inputValue()).toBe('写到一半的答复')
  await officer.mouse.click(200, 400)
  await sure.getByRole('button', { name: '关闭' }).last().click()
  await drawer.waitFor({ state: 'hidden' })
  await officer.reload()
  await open()
  await drawer.getByText('已恢复上次未提交的内容。').waitFor()
  expect(await drawer.getByLabel('办理依据').inputValue()).toBe('现场查看并更换灯头。')
  await drawer.getByRole('radiogroup').getByText('已解决', { exact: true }).click()
  await drawer.getByRole('radiogroup').getByText('未联系上', { exact: true }).click()
  await drawer.getByRole('button', { name: '提交答复' }).click()
  await officer.getByText('答复已提交，等待审核。').waitFor()
  expect((await order(seat, made.id)).replies[0]!.public_text).toBe('写到一半的答复')
  expect(await officer.evaluate(() => Object.keys(localStorage).filter((k) => k.startsWith('draft.')))).toEqual([])
})

test('a decision and a call are there again after looking at the next', async () => {
  const { made } = await dispatched('审核草稿：路灯不亮')
  const officer = await signedIn('officer-xiangzhou')
  await done(officer, made.id, 'sign')
  await done(officer, made.id, 'reply', goodReply)
  const reviewer = await signedIn('reviewer1')
  await reviewer.goto(`/staff/queue?view=to_review&id=${made.id}`)
  await reviewer.getByLabel('审核意见').fill('写到一半的意见')
  await reviewer.getByRole('list', { name: '答复待审' }).getByRole('listitem').first().getByRole('button').last().click()
  await expect.poll(() => reviewer.getByLabel('审核意见').inputValue()).toBe('')
  await reviewer.goBack().catch(() => null)
  await reviewer.goto(`/staff/queue?view=to_review&id=${made.id}`)
  await expect.poll(() => reviewer.getByLabel('审核意见').inputValue()).toBe('写到一半的意见')
  await reviewer.getByRole('button', { name: '清空重填' }).click()
  await expect.poll(() => reviewer.getByLabel('审核意见').inputValue()).toBe('')

  const asked = await completed('回访草稿：路灯不亮', '13900330051')
  const find = async () => (await rows<{ id: string; order_id: string }>(asked.seat, '/followups?limit=200&state=waiting')).find((x) => x.order_id === asked.made.id)
  await expect.poll(find, { timeout: 15_000 }).toBeTruthy()
  const call = `/staff/followups?id=${(await find())!.id}`
  await asked.seat.goto(call)
  await asked.seat.getByLabel('记录').fill('来电人请十分钟后再打')
  await asked.seat.goto('/staff/desk')
  await asked.seat.goto(call)
  await expect.poll(() => asked.seat.getByLabel('记录').inputValue()).toBe('来电人请十分钟后再打')
})
