import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { phone, signedIn, useBrowser, violations } from './browser'
import { dispatched, done, post, unitCalled } from './given'
import { mark } from './mark'
import { order, rows, type OrderSeen } from './orders'
import { sheet } from './xlsx'
import { choose } from './verbform'

useBrowser()

interface Version {
  id: string
  number: number
  state: string
  entries: number
  revision: number
}

const versions = (page: Page) => rows<Version>(page, '/dispatch-catalogue/versions')
const draftOf = async (page: Page) => (await versions(page)).find((v) => v.state === 'draft')!

/** The draft of the demo city; where an earlier try has tried it out or published it, one that changes as much. */
async function drafted(page: Page) {
  const draft = await draftOf(page)
  if (draft && (await rows(page, `/dispatch-catalogue/replays?version_id=${draft.id}`)).length === 0) return
  if (draft) await page.request.delete(`/api/v1/dispatch-catalogue/versions/${draft.id}`)
  const made = await post<Version>(page, '/dispatch-catalogue/versions', {})
  const unit = await unitCalled(page, '市公安局')
  const lamps = (await rows<{ id: string; name: string }>(page, '/categories?limit=200')).find((c) => c.name === '路灯不亮')! // other tests dispatch these
  const often = new Set((await rows<OrderSeen>(page, '/orders?limit=200')).map((o) => o.category_id).filter((c) => c && c !== lamps.id))
  for (const category of [...often].slice(0, 5)) await post(page, `/dispatch-catalogue/versions/${made.id}/entries`, { category_id: category, door: 'phone', unit_id: unit.id, priority: 9 })
}

test('a draft is written, exported and imported, replayed, and published by somebody else', async ({ task }) => {
  // The dispatcher finds the draft by the menu and adds a rule.
  const writer = await signedIn('dispatcher1')
  await drafted(writer)
  const last = Math.max(...(await versions(writer)).map((v) => v.number))
  const ours = mark()
  const [first, second] = [`《未成年人与老年人保护分工》${ours}`, `《老年人保护与权益分工》${ours}`]
  const hours = `22:0${task.result?.retryCount ?? 0}-06:00` // no rule is there twice
  await writer.goto('/staff/')
  await writer.getByRole('button', { name: '管理' }).click()
  await writer.getByRole('menuitem', { name: '派单目录' }).click()
  await writer.getByRole('button', { name: '打开草案' }).click()
  await writer.getByRole('heading', { name: '派单目录 · 草案' }).waitFor()
  const draft = await draftOf(writer)
  const before = draft.entries
  await writer.getByRole('button', { name: '新增条目' }).click()
  const form = writer.getByRole('dialog')
  await form.getByRole('button', { name: /保\s*存/ }).click()
  await form.getByText('请选择主办单位。').waitFor()
  await choose(writer, form.getByLabel('主办单位'), '公安局', '市公安局')
  await choose(writer, form.getByRole('combobox', { name: '专题' }), '安全隐患', '安全隐患')
  await form.getByLabel('时段').fill('26:00-06:00')
  await form.getByLabel('职责依据').fill(first)
  await form.getByRole('button', { name: /保\s*存/ }).click()
  await form.getByRole('alert').waitFor() // the server names the field that is wrong
  await form.getByLabel('时段').fill(hours)
  await form.getByRole('button', { name: /保\s*存/ }).click()
  await writer.getByText('已保存。').waitFor()
  expect((await draftOf(writer)).entries).toBe(before + 1)
  await writer.getByText('安全隐患').first().waitFor()

  // It is found again by the filter, and changed.
  await writer.getByLabel('分类、单位、条件或依据').fill(ours)
  await writer.getByRole('button', { name: /查\s*询/ }).click()
  await writer.getByText('共 1').or(writer.getByText(hours)).first().waitFor()
  await writer.getByText(first).click()
  await writer.getByRole('dialog').getByLabel('职责依据').fill(second)
  await writer.getByRole('dialog').getByRole('button', { name: /保\s*存/ }).click()
  await writer.getByText(second).waitFor()

  // The difference is shown.
  await writer.getByRole('button', { name: '变化' }).click()
  await writer.getByText(second).waitFor()
  expect(await violations(writer)).toEqual([])

  // Out as a workbook, in again: nothing differs. A bad file is refused with row and column.
  const [file] = await Promise.all([writer.waitForEvent('download'), writer.getByRole('link', { name: '导出 xlsx' }).click()])
  const path = await file.path()
  const table = sheet(readFileSync(path))
  expect(table[0]).toContain('主办单位编码')
  expect(table.length).toBe(before + 2)
  await writer.locator('input[type=file]').setInputFiles(path)
  await writer.getByText('已导入：新增 0 条，修改 0 条，删除 0 条。').waitFor()
  await writer.locator('input[type=file]').setInputFiles({ name: 'x.csv', mimeType: 'text/csv', buffer: Buffer.from('分类编码,主办单位编码\n9999,gongan\n') })
  const refused = writer.getByRole('dialog').filter({ hasText: '未作任何更改' })
  await refused.getByText('第 2 行“分类编码”').waitFor()
  await refused.getByRole('button').last().click()

  // Tried on the past month's orders.
  await writer.getByRole('button', { name: '推演与发布' }).click()
  await writer.getByText('还没有推演过').waitFor()
  await writer.getByText('您没有发布权限。').waitFor()
  await writer.getByRole('button', { name: '开始推演' }).click()
  await writer.getByRole('heading', { name: '推演结果' }).waitFor()
  await writer.getByText('草案一次派准').first().waitFor()
  await writer.getByRole('img', { name: /各单位增减工单数/ }).waitFor()
  expect(await violations(writer)).toEqual([])
  const replays = await rows<{ id: string; seen: number; changed: number; state: string }>(writer, `/dispatch-catalogue/replays?version_id=${draft.id}`)
  expect(replays[0]).toMatchObject({ state: 'done' })
  expect(replays[0]!.seen).toBeGreaterThan(300)
  expect(replays[0]!.changed).toBeGreaterThan(0)
  await writer.getByText(`${replays[0]!.changed} / ${replays[0]!.seen} 张`).waitFor()
  const [book] = await Promise.all([writer.waitForEvent('download'), writer.getByRole('link', { name: /导出/ }).last().click()])
  expect(sheet(readFileSync(await book.path()))[0]).toEqual(['指标', '数值'])

  // Published by the team leader, who did not write it.
  const leader = await signedIn('leader1')
  await leader.goto(`/staff/catalogue/${draft.id}?tab=replay`)
  await leader.getByRole('button', { name: '发布草案' }).click()
  await leader.getByText('请填写发布说明。').waitFor()
  await leader.getByLabel('发布说明').fill('按近月退单调整噪声、油烟和积水的主办单位。')
  await leader.getByRole('button', { name: '发布草案' }).click()
  const sure = leader.getByRole('dialog', { name: '发布后不能再修改，确定发布？' })
  await sure.waitFor()
  expect((await draftOf(leader)).id).toBe(draft.id)
  await sure.getByRole('button', { name: /发\s*布/ }).click()
  await leader.getByText('已发布。').waitFor()
  const now = await versions(leader)
  expect(now.filter((v) => v.state === 'in_force').map((v) => v.number)).toEqual([last + 1])
  expect(now.find((v) => v.number === last)!.state).toBe('superseded')

  // A new draft begins where this one ended, and is thrown away.
  await leader.getByRole('button', { name: '新建草案' }).click()
  await leader.getByText(`依据第 ${last + 1} 版`).waitFor()
  await leader.getByRole('button', { name: '删除草案' }).click()
  await leader.getByRole('dialog').getByRole('button', { name: '删除草案' }).click()
  await leader.getByText('草案已删除。').waitFor()
  expect((await versions(leader)).some((v) => v.state === 'draft')).toBe(false)
})

test('the dispatcher sees why a unit is recommended, and follows it', async () => {
  const seat = await signedIn('seat2')
  const category = (await rows<{ id: string; name: string }>(seat, '/categories?limit=200')).find((c) => c.name === '路灯不亮')!
  const taken = await seat.request.post('/api/v1/contacts', {
    headers: { 'Idempotency-Key': crypto.randomUUID() },
    data: { door: 'phone', caller_number: '13900220009', requests: [{ kind: 'help', title: '推荐单位：巷口路灯不亮', content: '巷口路灯坏了一周。', category_id: category.id, division_code: '440402', reply_wanted: true, reply_way: 'phone' }] },
  })
  expect(taken.ok(), await taken.text()).toBe(true)
  const id = ((await taken.json()) as { receipts: { order_id: string }[] }).receipts[0]!.order_id
  const dispatcher = await signedIn('dispatcher1')
  await dispatcher.goto(`/staff/queue?view=to_dispatch&id=${id}`)
  const panel = dispatcher.getByRole('region', { name: '推荐单位' })
  await panel.getByText(/按派单目录第\d+版/).first().waitFor()
  await panel.getByText(/把握 \d+/).first().waitFor()
  expect(await violations(dispatcher)).toEqual([])
  await dispatcher.getByRole('button', { name: '提交派单' }).click()
  await dispatcher.getByText('已派单。').waitFor()
  const suggested = (await (await dispatcher.request.get(`/api/v1/default-unit?category_id=${category.id}&division_code=440402`)).json()) as { unit_name: string }
  expect((await order(dispatcher, id)).unit_name).toBe(suggested.unit_name)
})

test('an objection that was decided becomes a precedent, is shown with the next order, and is retired', async () => {
  const title = `判例：香洲路段路灯不亮 ${mark()}`
  const { made } = await dispatched(title, undefined, '13900220010')
  const officer = await signedIn('officer-xiangzhou')
  const doumen = await unitCalled(officer, '斗门区人民政府')
  await done(officer, made.id, 'return', { reason_code: 'not_our_area', reason: '该路段属斗门区管养。', duty_basis: '《管养分工》', proposed_unit_id: doumen.id })
  const reviewer = await signedIn('reviewer1')
  await done(reviewer, made.id, 'review-return', { uphold: true, unit_id: doumen.id, note: '经核实属斗门区管养。' })

  const { made: next } = await dispatched('判例之后：香洲路段路灯不亮', undefined, '13900220011')
  const leader = await signedIn('leader1')
  await expect
    .poll(async () => (await rows<{ number?: string }>(leader, `/precedents/similar?order_id=${next.id}&limit=20`)).some((p) => p.number === made.number), { timeout: 20_000 })
    .toBe(true)

  // The unit that thinks of returning reads how its own was decided; the words left with the order.
  await officer.goto(`/staff/orders/${next.id}`)
  await officer.getByRole('button', { name: '退单', exact: true }).click()
  const dialog = officer.getByRole('dialog')
  await dialog.getByText(/相似判例 \d+ 条/).click()
  await dialog.getByText('香洲区退单 → 同意退单，由斗门区承办').first().waitFor()
  expect(await dialog.getByText('经核实属斗门区管养。').count()).toBe(0)
  // Another unit reads the outcome only.
  await officer.keyboard.press('Escape')

  await leader.goto('/staff/precedents')
  await leader.getByText(title).first().click()
  const detail = leader.getByRole('dialog')
  await detail.getByText('经核实属斗门区管养。').waitFor()
  await detail.getByRole('button', { name: /停\s*用/ }).click()
  await detail.getByText('请填写停用理由。').waitFor()
  await detail.getByLabel('停用理由').fill('路段已移交香洲区管养。')
  await detail.getByRole('button', { name: /停\s*用/ }).click()
  await leader.getByText('已停用。').waitFor()
  const similar = await rows<{ number?: string }>(leader, `/precedents/similar?order_id=${next.id}&limit=20`)
  expect(similar.some((p) => p.number === made.number)).toBe(false)
})

test('the register of shelved orders shows what is owed, exports, and works on a phone', async () => {
  const supervisor = await signedIn('supervisor1')
  await supervisor.goto('/staff/shelved')
  await supervisor.getByRole('columnheader', { name: '下次应报进展' }).waitFor()
  const list = await rows<{ number: string; state: string }>(supervisor, '/orders/shelved?limit=200')
  expect(list.length).toBeGreaterThan(0)
  expect(new Set(list.map((o) => o.state))).toEqual(new Set(['shelved']))
  await supervisor.getByText(list[0]!.number).waitFor()
  const [file] = await Promise.all([supervisor.waitForEvent('download'), supervisor.getByRole('link', { name: /导出/ }).click()])
  const table = sheet(readFileSync(await file.path()))
  expect(table[0]).toContain('计划完成')
  expect(table.length).toBe(list.length + 1)
  const officer = await signedIn('officer-xiangzhou', { viewport: phone })
  await officer.goto('/staff/shelved')
  await officer.getByRole('heading', { name: '挂账台账' }).waitFor()
  expect(await officer.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(phone.width)
})
