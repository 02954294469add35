import { expect, test } from 'vitest'
import { base, context, phone, signedIn, useBrowser } from './browser'

useBrowser()

const story = '小区北门外的井盖从昨天起松动，车一压就响，晚上看不清容易绊倒人。'
const title = '小区北门井盖松动'
const answer = '已派人更换井盖并加固井圈，现场试压无异响，感谢您的反映。'

interface Board {
  today: Record<string, number>
}

/** One request from the citizen to the archive, each step on the screen of who takes it. */
test('the whole loop', async () => {
  const leader = await signedIn('leader1')
  const board = async () => (await (await leader.request.get('/api/v1/wallboard')).json()) as Board
  const before = await board()

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
  await citizen.getByLabel('联系电话').fill('15400009876')
  await citizen.getByLabel('照片或文件').setInputFiles({ name: '井盖.png', mimeType: 'image/png', buffer: picture() })
  await citizen.getByRole('button', { name: '提交' }).click()
  await citizen.getByRole('heading', { name: '提交成功' }).waitFor()
  const number = (await citizen.getByTestId('number').innerText()).trim()
  const code = (await citizen.getByTestId('code').innerText()).trim()

  // The dispatcher finds it in the queue and gives it to a unit.
  const dispatcher = await signedIn('dispatcher1')
  await dispatcher.goto('/staff/orders')
  await dispatcher.getByLabel('编号、标题或内容').fill(title)
  await dispatcher.getByRole('button', { name: '查询' }).click()
  await dispatcher.getByText(title).first().click()
  await dispatcher.getByRole('button', { name: '派单' }).first().click()
  const dispatch = dispatcher.getByRole('dialog')
  await dispatch.getByLabel('承办单位').click()
  await dispatch.getByLabel('承办单位').fill('香洲区')
  await dispatcher.getByRole('option', { name: '香洲区人民政府' }).waitFor({ state: 'attached' })
  await dispatch.getByLabel('承办单位').press('Enter')
  await dispatch.getByRole('button', { name: '提交派单' }).click()
  await dispatcher.getByText('已派单。').waitFor()

  // The unit signs for it and replies, on a phone.
  const officer = await signedIn('officer-xiangzhou', { viewport: phone })
  await officer.goto('/staff/inbox')
  const card = officer.getByRole('listitem').filter({ hasText: title }).or(officer.locator('article', { hasText: title })).first()
  await card.getByRole('button', { name: '签收' }).click()
  await officer.getByText('已签收。').waitFor()
  await officer.goto(`/staff/orders/${await orderId(dispatcher)}`)
  await officer.getByRole('button', { name: '答复' }).first().click()
  const reply = officer.getByRole('dialog')
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
  const reviewer = await signedIn('reviewer1')
  await reviewer.goto(`/staff/orders/${await orderId(dispatcher)}`)
  await reviewer.getByRole('button', { name: '审核答复' }).first().click()
  const review = reviewer.getByRole('dialog')
  await review.getByText('通过', { exact: true }).click()
  await review.getByRole('button', { name: '提交审核答复' }).click()
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

  // The wallboard shows it.
  await expect
    .poll(async () => {
      const after = await board()
      return ['requests', 'dispatched', 'signed', 'replied', 'completed', 'archived'].map((m) => (after.today[m] ?? 0) - (before.today[m] ?? 0))
    }, { timeout: 30_000 })
    .toEqual([1, 1, 1, 1, 1, 1])
  await leader.goto('/staff/wallboard')
  await leader.getByText('今日办结').first().waitFor()
  const shown = await board()
  await leader.getByText(String(shown.today.completed), { exact: true }).first().waitFor()

  async function orderId(page: import('playwright-core').Page): Promise<string> {
    const found = (await (await page.request.get(`${base()}/api/v1/orders?q=${encodeURIComponent(title)}`)).json()) as { items: { id: string }[] }
    expect(found.items).toHaveLength(1)
    return found.items[0]!.id
  }
})

/** A small real PNG. */
function picture(): Buffer {
  return Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
}
