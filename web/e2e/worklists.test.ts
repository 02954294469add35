import { expect, test } from 'vitest'
import { phone, signedIn, useBrowser } from './browser'
import { dispatched, done, goodReply } from './given'
import { order } from './orders'

useBrowser()

test('two replies are approved one after the other in the queue', async () => {
  const given = []
  for (const title of ['连续审核：路灯一', '连续审核：路灯二']) {
    const { seat, made } = await dispatched(title)
    const officer = await signedIn('officer-xiangzhou')
    await done(officer, made.id, 'sign')
    await done(officer, made.id, 'reply', goodReply)
    given.push({ seat, made })
  }
  const reviewer = await signedIn('reviewer1')
  await reviewer.goto('/staff/queue?view=to_review')
  const list = reviewer.getByRole('list', { name: '答复待审' })
  for (const { seat, made } of given) {
    await list.getByRole('button', { name: made.title, exact: true }).click()
    await reviewer.getByRole('heading', { name: made.title }).waitFor()
    await reviewer.getByRole('button', { name: '提交审核答复' }).click()
    await expect.poll(async () => (await order(seat, made.id)).state).toBe('completed')
    await list.getByRole('button', { name: made.title, exact: true }).waitFor({ state: 'detached' })
  }
  // By key, too, the next one comes and the one before it again.
  const open = () => list.locator('[aria-current=true]').innerText()
  const first = await open()
  await reviewer.getByRole('heading', { name: '派单审核' }).click()
  await reviewer.keyboard.press('j')
  await expect.poll(open).not.toBe(first)
  await reviewer.keyboard.press('k')
  await expect.poll(open).toBe(first)
})

test('on a phone the drawer of the inbox opens, closes and signs', async () => {
  const first = await dispatched('手机抽屉：路灯一')
  const second = await dispatched('手机抽屉：路灯二')
  const officer = await signedIn('officer-xiangzhou', { viewport: phone })
  await officer.goto('/staff/inbox')
  await officer.getByLabel('搜索编号、标题').fill('手机抽屉')
  const list = officer.getByRole('list', { name: '待签收' })
  const drawer = officer.getByRole('dialog')
  for (const { made } of [first, second]) {
    await list.getByRole('button', { name: made.title }).click()
    await drawer.getByRole('heading', { name: made.title }).waitFor()
    await drawer.getByRole('button', { name: '关闭' }).click()
    await drawer.waitFor({ state: 'hidden' })
  }
  await list.getByRole('button', { name: second.made.title }).click()
  await drawer.getByRole('button', { name: '签收', exact: true }).click()
  await officer.getByText('已签收。').waitFor()
  expect((await order(second.seat, second.made.id)).state).toBe('handling')
  // What was signed has left the list, and the list is in sight again.
  await drawer.waitFor({ state: 'hidden' })
  await list.getByRole('button', { name: first.made.title }).waitFor()
  expect(await list.getByRole('button', { name: second.made.title }).count()).toBe(0)
})
