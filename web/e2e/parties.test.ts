import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { phone, signedIn, useBrowser, violations } from './browser'
import { dispatched, done, goodReply, unitCalled } from './given'
import { order } from './orders'
import { choose, form } from './verbform'

useBrowser()

/** An order of the district that asked the city-management bureau for a part, by the API. */
async function asked(title: string) {
  const { seat, made } = await dispatched(title)
  const lead = await signedIn('officer-xiangzhou')
  await done(lead, made.id, 'sign')
  const helper = await unitCalled(lead, '市城市管理和综合执法局')
  await done(lead, made.id, 'invite', { unit_id: helper.id, ask: '请到现场核查占道情况。' })
  return { seat, lead, id: made.id, title }
}

interface Party {
  id: string
  unit_name: string
  state: string
  result?: string
  due_at?: string
}
const parties = async (page: Page, id: string) => ((await order(page, id)) as unknown as { parties: Party[] }).parties

test('the unit that leads invites another one, which finds it in its inbox', async () => {
  const { seat, made } = await dispatched('邀请协办：路灯杆被广告牌遮挡')
  const lead = await signedIn('officer-xiangzhou')
  await done(lead, made.id, 'sign')
  const dialog = await form(lead, made.id, '邀请协办')
  await dialog.getByRole('button', { name: '提交邀请协办' }).click()
  await dialog.getByText('请填写协办要求').first().waitFor()
  await choose(lead, dialog.getByLabel('协办单位'), '城市管理', '市城市管理和综合执法局')
  await dialog.getByLabel('协办要求').fill('请到现场核查广告牌是否经过审批。')
  await dialog.getByRole('button', { name: '提交邀请协办' }).click()
  await lead.getByText('已邀请协办。').waitFor()
  await lead.getByRole('list', { name: '协办单位' }).getByText('市城管局').first().waitFor()
  const [party] = await parties(seat, made.id)
  expect(party).toMatchObject({ state: 'open' })
  expect(Date.parse(party!.due_at!)).toBeLessThanOrEqual(Date.parse((await order(seat, made.id)).due_at!))

  const helper = await signedIn('officer-chengguan')
  await helper.goto('/staff/inbox?view=co')
  await helper.getByRole('textbox').first().fill(made.title)
  const card = helper.getByRole('listitem').filter({ hasText: made.title }).first()
  await card.getByText('协办中').waitFor()
  await card.getByRole('button', { name: made.title }).click()
  await helper.getByText('请到现场核查广告牌是否经过审批。').first().waitFor()
  // It reads the order, not the person, and does not reply.
  expect(await helper.getByRole('button', { name: '答复', exact: true }).count()).toBe(0)
  expect(await helper.getByRole('button', { name: /查看.*身份|显示号码/ }).count()).toBe(0)
})

test('the reply waits for the part, which the helper contributes with a file', async () => {
  const { seat, lead, id } = await asked('协办反馈：路灯下占道摆卖')
  const reply = await form(lead, id, '答复')
  await reply.getByRole('radiogroup').getByText('已解决', { exact: true }).click()
  await reply.getByLabel('办理依据').fill('现场查看。')
  await reply.getByRole('radiogroup').getByText('未联系上', { exact: true }).click()
  await reply.getByLabel('答复内容（市民可见）').fill('已处理。')
  await reply.getByRole('button', { name: '提交答复' }).click()
  await reply.getByText(/协办单位.*尚未反馈/).first().waitFor()
  expect((await order(seat, id)).state).toBe('handling')

  const helper = await signedIn('officer-chengguan')
  const dialog = await form(helper, id, '协办反馈')
  await dialog.getByText('请到现场核查占道情况。').waitFor()
  await dialog.getByRole('button', { name: '提交协办反馈' }).click()
  await dialog.getByText('请填写协办结果').waitFor()
  await dialog.getByLabel('协办结果').fill('已清理占道摊位三处，路灯检修通道恢复。')
  await dialog.locator('input[type=file]').setInputFiles({ name: '现场.txt', mimeType: 'text/plain', buffer: Buffer.from('现场记录') })
  await dialog.getByText('现场.txt').waitFor()
  await dialog.getByRole('button', { name: '提交协办反馈' }).click()
  await helper.getByText('协办结果已反馈。').waitFor()
  expect(await parties(seat, id)).toMatchObject([{ state: 'done', result: '已清理占道摊位三处，路灯检修通道恢复。' }])

  await lead.goto(`/staff/orders/${id}`)
  const helpers = lead.getByRole('list', { name: '协办单位' })
  await helpers.getByText('已清理占道摊位三处，路灯检修通道恢复。').waitFor()
  await helpers.getByRole('link', { name: /现场\.txt/ }).waitFor()
  expect(await violations(lead)).toEqual([])
  await done(lead, id, 'reply', goodReply)
  expect((await order(seat, id)).state).toBe('replied')
})

test('a part is given back, insisted on, and in the end released', async () => {
  const { seat, lead, id } = await asked('退回协办：路灯旁违章搭建')
  const helper = await signedIn('officer-chengguan')
  let dialog = await form(helper, id, '退回协办')
  await dialog.getByRole('button', { name: '提交退回协办' }).click()
  await dialog.getByText('请选择退回类别').first().waitFor()
  await dialog.getByLabel('退回类别').click()
  await helper.getByRole('option').first().waitFor({ state: 'attached' })
  await dialog.getByLabel('退回类别').press('Enter')
  await dialog.getByLabel('理由').fill('该处已移交街道管理。')
  await dialog.getByRole('button', { name: '提交退回协办' }).click()
  await helper.getByText('已退回协办，等待决定。').waitFor()

  dialog = await form(lead, id, '坚持协办')
  await dialog.getByText('该处已移交街道管理。').waitFor()
  await dialog.getByLabel('不同意退回的理由').fill('移交手续尚未办结。')
  await dialog.getByRole('button', { name: '提交坚持协办' }).click()
  await lead.getByText('已要求继续协办。').waitFor()
  expect(await parties(seat, id)).toMatchObject([{ state: 'open' }])

  dialog = await form(lead, id, '撤销协办')
  await dialog.getByLabel('撤销的理由').fill('搭建已由业主自行拆除。')
  await dialog.getByRole('button', { name: '提交撤销协办' }).click()
  await lead.getByText('已撤销协办。').waitFor()
  expect(await parties(seat, id)).toMatchObject([{ state: 'released' }])
  expect((await helper.request.get(`/api/v1/orders/${id}`)).status()).toBe(404)
})

test('a district passes an order down to its town, urges it, and takes it back', async () => {
  const { seat, made } = await dispatched('下转收回：社区小路路灯不亮')
  const district = await signedIn('officer-xiangzhou')
  let dialog = await form(district, made.id, '转办')
  await dialog.getByRole('button', { name: '提交转办' }).click()
  await dialog.getByText('请选择转给哪个单位').waitFor()
  await choose(district, dialog.getByLabel('转给哪个单位'), '翠香', '翠香街道')
  await dialog.getByLabel('下转说明').fill('请街道现场核实。')
  await dialog.getByRole('button', { name: '提交转办' }).click()
  await district.getByText('已转办。').waitFor()
  const after = await order(seat, made.id)
  expect(after).toMatchObject({ state: 'dispatched', unit_name: '翠香街道', due_at: made.due_at })

  await district.goto('/staff/inbox?view=passed')
  await district.getByRole('textbox').first().fill(made.title)
  await district.getByRole('listitem').filter({ hasText: made.title }).getByRole('button', { name: made.title }).click()
  await district.getByText('这张工单由本单位下转').first().waitFor()
  dialog = await form(district, made.id, '催办')
  await dialog.getByLabel('催办说明').fill('请今日反馈。')
  await dialog.getByRole('button', { name: '提交催办' }).click()
  await district.getByText('已催办。').waitFor()

  dialog = await form(district, made.id, '收回')
  await dialog.getByLabel('收回的理由').fill('需由区级专业队伍处理。')
  await dialog.getByRole('button', { name: '提交收回' }).click()
  await district.getByText('已收回。').waitFor()
  expect(await order(seat, made.id)).toMatchObject({ state: 'dispatched', unit_name: '香洲区', due_at: made.due_at, urge_count: 1 })
})

test('on a phone a town signs, passes the order up with a reason, and the due time stands', async () => {
  const { seat, made } = await dispatched('手机上转：跨街道路灯线路故障')
  const district = await signedIn('officer-xiangzhou')
  const town = await unitCalled(district, '翠香街道办事处')
  await done(district, made.id, 'transfer', { unit_id: town.id })
  const officer = await signedIn('officer-cuixiang', { viewport: phone })
  await officer.goto('/staff/inbox')
  await officer.getByRole('textbox').first().fill(made.title)
  const card = officer.getByRole('listitem').filter({ hasText: made.title })
  await card.getByRole('button', { name: made.title }).click()
  const detail = officer.getByRole('dialog')
  await detail.getByText('下转 →').first().waitFor()
  // What was passed down is not returned past who passed it.
  expect(await detail.getByRole('button', { name: '退单', exact: true }).count()).toBe(0)
  await detail.getByRole('button', { name: '转办', exact: true }).click()
  const words = officer.getByRole('dialog').filter({ has: officer.getByLabel('转给哪个单位') }).last()
  await choose(officer, words.getByLabel('转给哪个单位'), '香洲', '香洲区')
  await words.getByRole('button', { name: '提交转办' }).click()
  await words.getByText('请填写上转的理由').waitFor()
  await words.getByLabel('上转的理由').fill('线路跨两个街道，需区级统筹。')
  expect(await officer.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(phone.width)
  await words.getByRole('button', { name: '提交转办' }).click()
  await officer.getByText('已转办。').waitFor()
  expect(await order(seat, made.id)).toMatchObject({ state: 'dispatched', unit_name: '香洲区', due_at: made.due_at })
})

test('on a phone a helper answers from its inbox', async () => {
  const { seat, id, title } = await asked('手机协办：路灯杆张贴小广告')
  const helper = await signedIn('officer-chengguan', { viewport: phone })
  await helper.goto('/staff/inbox')
  await helper.getByRole('button', { name: /^协办/ }).click()
  await helper.getByRole('textbox').first().fill(title)
  await helper.getByRole('listitem').filter({ hasText: title }).first().getByRole('button', { name: title }).click()
  await helper.getByRole('dialog').getByRole('button', { name: '协办反馈', exact: true }).click()
  const words = helper.getByRole('dialog').filter({ has: helper.getByLabel('协办结果') }).last()
  await words.getByLabel('协办结果').fill('小广告已清除。')
  expect(await helper.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(phone.width)
  await words.getByRole('button', { name: '提交协办反馈' }).click()
  await helper.getByText('协办结果已反馈。').waitFor()
  expect(await parties(seat, id)).toMatchObject([{ state: 'done' }])
})
