import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { signedIn, useBrowser } from './browser'
import { completed, dispatched, done, registered, unitCalled } from './given'
import { order } from './orders'
import { choose, form, refusedEmpty, start } from './verbform'

useBrowser()

/** A verb of the centre that needs nothing but words. */
async function say(page: Page, id: string, verb: string, field: string, words: string, told: string) {
  const dialog = await form(page, id, verb)
  await refusedEmpty(dialog, verb)
  await dialog.getByLabel(field).fill(words)
  await dialog.getByRole('button', { name: `提交${verb}` }).click()
  await page.getByText(told).waitFor()
}

test('a dispatcher gives an order that nobody has to the right unit', async () => {
  const { made } = await registered('派单：路灯杆歪斜')
  const dispatcher = await signedIn('dispatcher1')
  const dialog = await form(dispatcher, made.id, '派单')
  await choose(dispatcher, dialog.getByLabel('承办单位'), '香洲区', '香洲区人民政府')
  await dialog.getByLabel('派单意见').fill('请尽快现场查看。')
  await dialog.getByRole('button', { name: '提交派单' }).click()
  await dispatcher.getByText('已派单。').waitFor()
  expect(await order(dispatcher, made.id)).toMatchObject({ state: 'dispatched', unit_name: '香洲区' })
})

test('a dispatcher takes an order from one unit and gives it to another', async () => {
  const { made } = await dispatched('改派：斗门路灯派错了')
  const dispatcher = await signedIn('dispatcher1')
  const dialog = await form(dispatcher, made.id, '改派')
  await refusedEmpty(dialog, '改派')
  await choose(dispatcher, dialog.getByLabel('改派单位'), '斗门区', '斗门区人民政府')
  await dialog.getByLabel('改派理由').fill('该路段由斗门区管养。')
  await dialog.getByRole('button', { name: '提交改派' }).click()
  await dispatcher.getByText('已改派。').waitFor()
  expect(await order(dispatcher, made.id)).toMatchObject({ state: 'dispatched', unit_name: '斗门区' })
})

test('a leader designates the unit of a returned order, which cannot return it', async () => {
  const { made } = await dispatched('指定承办：两区交界处路灯')
  const officer = await signedIn('officer-xiangzhou')
  await done(officer, made.id, 'return', { reason_code: 'several_units', reason: '不属于本区', duty_basis: '三定方案', proposed_unit_id: (await unitCalled(officer, '斗门区人民政府')).id })
  const leader = await signedIn('leader1')
  const dialog = await form(leader, made.id, '指定承办')
  await choose(leader, dialog.getByLabel('承办单位'), '香洲区', '香洲区人民政府')
  await dialog.getByLabel('指定的理由').fill('首接负责，由香洲区牵头办理。')
  await dialog.getByRole('button', { name: '提交指定承办' }).click()
  await leader.getByText('已指定承办。').waitFor()
  const again = await order(officer, made.id)
  expect(again).toMatchObject({ state: 'dispatched', unit_name: '香洲区' })
  expect(again.verbs).not.toContain('return')
})

test('an order returned as often as it may be is designated, which the dispatcher finds in place of dispatching', async () => {
  const { made } = await dispatched('指定承办：退了两次的路灯')
  const officer = await signedIn('officer-xiangzhou')
  const reviewer = await signedIn('reviewer1')
  const back = { reason_code: 'not_our_area', reason: '该路段属斗门区管养。', duty_basis: '《管养分工》', proposed_unit_id: (await unitCalled(officer, '斗门区人民政府')).id }
  await done(officer, made.id, 'return', back)
  await done(reviewer, made.id, 'review-return', { uphold: false, note: '请先核实。' })
  await done(officer, made.id, 'return', back)
  const dialog = await form(reviewer, made.id, '审核退单')
  await dialog.getByText('这张工单已退单 2 次').waitFor()
  expect(await dialog.getByLabel('改派单位').count()).toBe(0)
  await dialog.getByRole('button', { name: '提交审核退单' }).click()
  await reviewer.getByText('退单审核已完成。').waitFor()
  const dispatcher = await signedIn('dispatcher1')
  await dispatcher.goto(`/staff/queue?view=to_dispatch&id=${made.id}`)
  await dispatcher.getByRole('heading', { name: '指定承办', exact: true }).waitFor()
  expect(await dispatcher.getByRole('button', { name: '提交派单' }).count()).toBe(0)
  await dispatcher.getByLabel('指定的理由').fill('按管养分工，由斗门区办理。')
  await dispatcher.getByRole('button', { name: '提交指定承办' }).click()
  await dispatcher.getByText('已指定承办。').waitFor()
  expect(await order(dispatcher, made.id)).toMatchObject({ state: 'dispatched', unit_name: '斗门区', designated: true })
})

test('a leader lets a clock stand and run again', async () => {
  const { seat, made } = await dispatched('暂停：等待设备到货')
  const officer = await signedIn('officer-xiangzhou')
  await done(officer, made.id, 'sign')
  const leader = await signedIn('leader1')
  const dialog = await form(leader, made.id, '暂停计时')
  await refusedEmpty(dialog, '暂停计时')
  await dialog.getByLabel('计划恢复时间').fill(inDays(2))
  await dialog.getByLabel('暂停的理由').fill('灯杆配件正在运输途中。')
  await dialog.getByRole('button', { name: '提交暂停计时' }).click()
  await leader.getByText('已暂停计时。').waitFor()
  expect((await order(seat, made.id)).state).toBe('paused')
  await say(leader, made.id, '恢复办理', '恢复的理由', '配件提前到货。', '已恢复办理。')
  expect((await order(seat, made.id)).state).toBe('handling')
})

test('duplicates are merged into one order and split again', async () => {
  const main = await dispatched('并单主单：翠香路路灯整排不亮', undefined, '13900220011')
  const { seat, made } = await dispatched('并单：翠香路路灯又不亮', undefined, '13900220012')
  const dispatcher = await signedIn('dispatcher1')
  const dialog = await form(dispatcher, made.id, '并单')
  await dialog.getByRole('button', { name: '提交并单' }).click()
  await dialog.getByText(/^请选择.*并入哪一张工单/).waitFor()
  await dialog.getByLabel('查找主单').fill(main.made.number)
  await dialog.getByRole('radio', { name: new RegExp(main.made.number) }).check()
  await dialog.getByRole('button', { name: '提交并单' }).click()
  await dispatcher.getByText('已并单。').waitFor()
  expect((await order(seat, made.id)).state).toBe('merged')
  await dispatcher.goto(`/staff/orders/${main.made.id}`)
  await dispatcher.getByText(made.number).first().waitFor() // the main order names whom it answers
  await say(dispatcher, made.id, '拆单', '拆单的理由', '另一条路上的路灯，不是同一件事。', '已拆单，等待派单。')
  expect((await order(seat, made.id)).state).toBe('registered')
})

test('a seat urges and adds to an order, and writes a note', async () => {
  const { seat, made } = await dispatched('催办：路灯三天没人修', undefined, '13900220013')
  await say(seat, made.id, '催办', '催办说明', '来电人再次催促，请尽快回复。', '已催办。')
  await say(seat, made.id, '追加', '追加内容', '来电人补充：夜间已有人摔倒。', '已追加。')
  await say(seat, made.id, '备注', '备注内容', '来电人晚上八点后方便接听。', '备注已保存。')
  const after = await order(seat, made.id)
  expect(after.urge_count).toBe(1)
  expect(after.supplements.map((s) => s.content)).toEqual(['来电人补充：夜间已有人摔倒。'])
  await seat.goto(`/staff/orders/${made.id}`)
  await seat.getByText('来电人晚上八点后方便接听。').first().waitFor()
  const officer = await signedIn('officer-xiangzhou')
  await officer.goto(`/staff/orders/${made.id}`)
  await officer.getByText('来电人补充：夜间已有人摔倒。').first().waitFor()
})

test('a result that does not stand is redone, and a closed order is opened again', async () => {
  const { seat, made } = await completed('重办：路灯修好又坏', '13900220014')
  const reviewer = await signedIn('reviewer1')
  const dialog = await form(reviewer, made.id, '重办')
  await refusedEmpty(dialog, '重办')
  await dialog.getByLabel('重办理由').fill('回访时来电人反映并未修好。')
  await dialog.getByRole('button', { name: '提交重办' }).click()
  await reviewer.getByText('已退回重办。').waitFor()
  expect(await order(seat, made.id)).toMatchObject({ state: 'dispatched', redo_count: 1 })

  const closed = await completed('重启：归档后再坏', '13900220015')
  await done(reviewer, closed.made.id, 'archive')
  const leader = await signedIn('leader1')
  await say(leader, closed.made.id, '重启', '重启的理由', '同一盏灯再次损坏，需继续办理。', '已重启，等待派单。')
  expect((await order(seat, closed.made.id)).state).toBe('registered')
})

test('a seat withdraws what the caller takes back', async () => {
  const { seat, made } = await registered('撤回：来电人自行解决', '13900220016')
  await say(seat, made.id, '撤回', '撤回的理由', '来电人说已经自行解决。', '已撤回。')
  expect((await order(seat, made.id)).state).toBe('withdrawn')
})

test('a leader seals an order, which its seat can then no longer read, and opens it again', async () => {
  const { seat, made } = await dispatched('保密：举报施工单位偷工减料', undefined, '13900220017')
  const leader = await signedIn('leader1')
  await say(leader, made.id, '设为保密', '保密的理由', '来电人要求保密。', '已设为保密。')
  await seat.goto(`/staff/orders/${made.id}`)
  await seat.getByText(/保密/).first().waitFor()
  expect(await seat.getByText('举报施工单位偷工减料', { exact: false }).count()).toBe(0)
  await leader.goto(`/staff/orders/${made.id}`)
  await leader.getByRole('button', { name: '更多操作' }).or(leader.getByRole('button', { name: '解除保密' })).first().waitFor()
  expect((await order(leader, made.id)).verbs).not.toContain('seal')
  await start(leader, '解除保密')
  const dialog = leader.getByRole('dialog')
  await dialog.getByLabel('解除保密的理由').fill('来电人同意公开。')
  await dialog.getByRole('button', { name: '提交解除保密' }).click()
  await leader.getByText('已解除保密。').waitFor()
  expect((await order(seat, made.id)).title).toBe(made.title)
})

/** A moment so many days from now, as the browser's field takes it in the city's time. */
function inDays(n: number): string {
  return new Date(Date.now() + n * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 16)
}
