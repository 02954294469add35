import { randomInt } from 'node:crypto'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { context, phone, signedIn, useBrowser } from './browser'
import { notAtMidnight } from './clock'
import { mark } from './mark'

useBrowser()

const story = '小区北门外的井盖从昨天起松动，车一压就响，晚上看不清容易绊倒人。'
let title = ''
const answer = '已派人更换井盖并加固井圈，现场试压无异响，感谢您的反映。'

/** What the caller adds, before anybody has the order and while the unit has it. */
const added = { before: '又来电说明：井盖旁还有一块碎石，骑车容易摔倒。', after: '再次来电：今早又有一位老人被绊，请尽快处理。' }

/** A card of a list of orders. */
const card = (page: Page, list: string) => page.getByRole('list', { name: list, exact: true }).getByRole('listitem').filter({ hasText: title })

/** Turns the pages of a list until the order is among its cards. */
async function found(page: Page, list: string) {
  const more = page.getByRole('button', { name: '加载更多' })
  await page.getByRole('list', { name: list, exact: true }).waitFor()
  await expect
    .poll(async () => {
      if ((await card(page, list).count()) > 0) return true
      if (await more.isVisible()) await more.click()
      return false
    }, { timeout: 30_000 })
    .toBe(true)
  return card(page, list).first()
}

/** The figure of a tile of the wallboard, as it stands on the wall. */
const tile = (page: Page, name: string) => page.getByRole('term').filter({ hasText: new RegExp(`^${name}$`) })
const figure = async (page: Page, name: string) => Number(await tile(page, name).locator('xpath=following-sibling::dd').innerText())

/** One request from the citizen to the archive, each step on the screen of who takes it; here everything moves as usual. */
test('the whole loop', { timeout: 360_000 }, async () => {
  await notAtMidnight(120)
  title = `小区北门井盖松动 ${mark()}`
  const caller = `154${String(randomInt(100_000_000)).padStart(8, '0')}` // who has no history
  // A wallboard hangs there all the while.
  const wall = await signedIn('leader1', { motion: true })
  await wall.goto('/staff/wallboard')
  await tile(wall, '今日办结').waitFor()
  const figures = () => Promise.all(['今日来话来件', '今日诉求', '今日派单', '今日办结'].map((name) => figure(wall, name)))
  const before = await figures()

  // The citizen reports, without script, on a phone.
  const citizens = await context({ viewport: phone, script: false })
  const citizen = await citizens.newPage()
  await citizen.goto('/')
  await citizen.getByRole('link', { name: /^我要反映/ }).first().click()
  await citizen.getByRole('radio', { name: /求助/ }).check()
  await citizen.getByLabel(/事情的经过/).fill(story)
  await citizen.getByLabel('一句话概括').fill(title)
  await citizen.getByLabel('所在地区').selectOption({ label: '翠香街道' })
  await citizen.getByLabel('详细地址').fill('翠香路北门')
  await citizen.getByLabel('怎么称呼').fill('江先生')
  await citizen.getByLabel('联系电话').fill(caller)
  await citizen.getByLabel('照片或文件').setInputFiles({ name: '井盖.png', mimeType: 'image/png', buffer: picture() })
  await citizen.getByRole('button', { name: '提交' }).click()
  await citizen.getByRole('heading', { name: '提交成功' }).waitFor()
  const number = (await citizen.getByTestId('number').innerText()).trim()
  const code = (await citizen.getByTestId('code').innerText()).trim()

  // The citizen rings up about it: the seat finds it by the number that calls.
  const seat = await signedIn('seat1', { motion: true })
  await seat.goto('/staff/desk')
  await seat.getByLabel('来电号码').fill(caller)
  const history = seat.getByRole('region', { name: /历史诉求/ })
  await history.getByText(title).click()
  await seat.getByText(story).first().waitFor()
  const heading = await seat.getByText(/^工单 \S+$/).first().innerText()
  const orderNumber = heading.replace('工单 ', '').trim()
  await history.getByRole('row').filter({ hasText: title }).getByText('待派单').waitFor()

  // The same caller rings again: it is added to the order, not taken on a second time.
  async function again(words: string) {
    await seat.getByRole('button', { name: '追加／催办' }).click()
    const dialog = seat.getByRole('dialog')
    await dialog.getByLabel('来话内容').fill(words)
    await dialog.getByRole('checkbox', { name: '来电人催办' }).check()
    await dialog.getByRole('button', { name: '追加到此工单' }).click()
    await seat.getByRole('heading', { name: '受理成功' }).waitFor()
  }
  await again(added.before)

  // The dispatcher takes it from the queue and gives it to a unit.
  const dispatcher = await signedIn('dispatcher1', { motion: true })
  await dispatcher.goto('/staff/queue')
  const waiting = await found(dispatcher, '待派单')
  await waiting.getByText(orderNumber, { exact: true }).waitFor()
  await waiting.getByRole('button', { name: title }).click()
  await dispatcher.getByText(story).first().waitFor()
  await dispatcher.getByText(added.before).first().waitFor()
  const unit = dispatcher.getByLabel('承办单位')
  await unit.click()
  await unit.fill('香洲区')
  await dispatcher.getByRole('option', { name: '香洲区人民政府' }).waitFor({ state: 'attached' })
  await unit.press('Enter')
  await dispatcher.getByRole('button', { name: '提交派单' }).click()
  await dispatcher.getByText('已派单。').waitFor()
  await expect.poll(() => card(dispatcher, '待派单').count()).toBe(0)

  // Another call while the unit has it.
  await seat.getByRole('button', { name: '登记下一位' }).click()
  await seat.getByLabel('来电号码').fill(caller)
  await history.getByText(title).first().click()
  await seat.getByText(story).first().waitFor()
  await again(added.after)

  // The unit signs for it and replies, on a phone.
  const officer = await signedIn('officer-xiangzhou', { viewport: phone, motion: true })
  await officer.goto('/staff/inbox')
  const given = await found(officer, '待签收')
  await given.getByRole('button', { name: '签收', exact: true }).click()
  await officer.getByText('已签收。').waitFor()
  await officer.getByRole('group', { name: '办件箱' }).getByRole('button', { name: /^办理中/ }).click()
  await (await found(officer, '办理中')).getByRole('button', { name: title }).click()
  await officer.getByText(story).first().waitFor()
  for (const words of Object.values(added)) await officer.getByText(words).first().waitFor()
  await officer.getByRole('button', { name: '答复', exact: true }).click()
  const reply = officer.getByRole('dialog', { name: '答复' })
  await reply.getByText('已解决', { exact: true }).click()
  await reply.getByLabel('办理依据').fill('现场查看，更换井盖。')
  await reply.getByText('未联系上', { exact: true }).click()
  await reply.getByLabel('答复内容（市民可见）').fill(answer)
  await reply.getByRole('button', { name: '提交答复' }).click()
  await officer.getByText('答复已提交，等待审核。').waitFor()

  // Before the review the citizen does not see it.
  await citizen.goto('/track')
  await citizen.getByLabel(/受理编号/).fill(number)
  await citizen.getByLabel(/查询码/).fill(code)
  await citizen.getByRole('button', { name: '查询' }).click()
  await citizen.getByText('办理结果正在审核').first().waitFor()
  expect(await citizen.getByText(answer).count()).toBe(0)

  // The centre approves.
  const reviewer = await signedIn('reviewer1', { motion: true })
  await reviewer.goto('/staff/queue')
  await reviewer.getByRole('button', { name: /^答复待审/ }).click()
  await (await found(reviewer, '答复待审')).getByRole('button', { name: title }).click()
  await reviewer.getByText(answer).first().waitFor()
  for (const words of Object.values(added)) await reviewer.getByText(words).first().waitFor()
  await reviewer.getByRole('radiogroup').getByText('通过', { exact: true }).click()
  await reviewer.getByRole('button', { name: '提交审核答复' }).click()
  await reviewer.getByText('审核已完成。').waitFor()

  // The citizen reads the answer and rates it.
  await citizen.reload()
  await citizen.getByText(answer).waitFor()
  await citizen.getByRole('radio', { name: '联系过', exact: true }).check()
  await citizen.getByRole('radio', { name: '已解决', exact: true }).check()
  await citizen.getByRole('radio', { name: '非常满意', exact: true }).check()
  await citizen.getByRole('button', { name: '提交评价' }).click()
  await citizen.getByText('感谢您的评价。').waitFor()
  await citizen.getByText('已办结', { exact: true }).first().waitFor()

  // The wallboard shows it, by itself; so does the seat's next look at the caller.
  await expect.poll(async () => (await figures()).map((n, i) => n - before[i]!), { timeout: 30_000 }).toEqual([3, 3, 1, 1])
  await wall.getByRole('listitem').filter({ hasText: '翠香街道' }).getByText('已归档').first().waitFor()
  await seat.reload()
  await seat.getByLabel('来电号码').fill(caller)
  await history.getByRole('row').filter({ hasText: title }).getByText('已归档').waitFor()
  await seat.getByText('非常满意', { exact: true }).waitFor()
})

/** A small real PNG. */
function picture(): Buffer {
  return Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
}
