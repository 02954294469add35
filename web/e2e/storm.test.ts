import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { context, phone, signedIn, useBrowser, violations } from './browser'
import { dispatched, done, goodReply, running } from './given'
import { pick } from './keyboard'
import { mark } from './mark'
import { order, rows } from './orders'
import { sheet } from './xlsx'
import { choose } from './verbform'

useBrowser()

// Words that no other test says, so that a running event disturbs nobody; each try of the first test takes others.
let word = ''
let name = ''
let storm = ''
// Of what a test uses up there is one for each of its tries.
const open = ['已两小时', '已三小时']
let elderly: string[] = []
// A telephone that gets no message and is not yet known: whoever joined twice is told once.
const landline = () => `0756-${randomInt(2_100_000, 2_200_000)}`
const tries = (task: { result?: { retryCount?: number } }) => task.result?.retryCount ?? 0

interface StormSeen {
  id: string
  name: string
  state: string
  order_id: string
  order_number: string
  joined: number
}

const seen = async (page: Page) => (await rows<StormSeen>(page, '/storms')).find((x) => x.name === name)!

/** Ends what is still running of these tests. */
async function ended() {
  const leader = await signedIn('leader1')
  for (const { id } of (await rows<StormSeen>(leader, '/storms')).filter((x) => x.state === 'running' && x.name.startsWith('翠香街道玉簪'))) {
    const x = await (await leader.request.get(`/api/v1/storms/${id}`)).json()
    await leader.request.post(`/api/v1/storms/${id}/end`, { data: { version: x.version, summary: '测试结束。' }, headers: { 'Idempotency-Key': crypto.randomUUID() } })
  }
}

afterAll(ended)

test('a leader declares an event: the master order is dispatched and every door announces it', async () => {
  await ended()
  word = `玉簪${mark()}片区停电`
  name = `翠香街道${word}`
  for (const x of open) await dispatched(word + x, undefined, '13900440001') // there before the event
  const page = await signedIn('leader1')
  await page.goto('/staff/storms')
  await page.getByRole('button', { name: '宣布突发事件' }).click()
  const form = page.getByRole('dialog')
  await form.getByRole('button', { name: /保\s*存/ }).click()
  await form.getByText('请至少选择一个诉求分类，或填写关键词。').waitFor()
  await form.getByLabel('事件名称').fill(name)
  await choose(page, form.getByLabel('范围'), '翠香街道', '翠香街道')
  await page.keyboard.press('Escape')
  await form.getByLabel('关键词').fill(`${word}；不算 停电通知`)
  await form.getByLabel('公告').fill('玉簪片区线路故障，抢修人员已到场，预计 20 时恢复供电。')
  await form.getByLabel('从何时起的来件').fill('2026-01-01T00:00')
  await choose(page, form.getByLabel('牵头单位'), '香洲区', '香洲区人民政府')
  await form.getByRole('button', { name: /保\s*存/ }).click()
  await form.getByText('开始时间应在最近 60 天之内').first().waitFor() // the server's own word, beside the field
  const hourAgo = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 16) // an hour ago on a clock in Shanghai
  await form.getByLabel('从何时起的来件').fill(hourAgo)
  await form.getByRole('button', { name: /保\s*存/ }).click()
  await page.getByRole('heading', { name }).waitFor()
  const x = await seen(page)
  storm = x.id
  expect(await order(page, x.order_id)).toMatchObject({ state: 'dispatched', unit_name: '香洲区', number: x.order_number })
  expect(await violations(page)).toEqual([])

  for (const path of ['/', '/report', '/?mode=large', '/?mode=contrast']) {
    const citizen = await (await context({ script: false })).newPage()
    await citizen.goto(path)
    await citizen.getByRole('heading', { name }).waitFor()
    await citizen.getByText('预计 20 时恢复供电').waitFor()
  }
  const seat = await signedIn('seat1')
  await seat.goto('/staff/desk')
  await seat.getByRole('region', { name: '突发事件公告' }).getByText('预计 20 时恢复供电').waitFor()
  await seat.goto('/staff/knowledge')
  await seat.getByRole('region', { name: '突发事件公告' }).waitFor()
})

test('citizens join by the portal or say that theirs is different; a seat overrides both ways', async () => {
  const report = async (choice: RegExp) => {
    const page = await (await context({ script: false, viewport: phone })).newPage()
    await page.goto('/report')
    await page.getByLabel(/求助/).check()
    await page.getByLabel(/事情的经过/).fill(`${word}，什么时候来电？`)
    await page.getByLabel('所在地区').selectOption({ label: '翠香街道' })
    await page.getByRole('button', { name: '提交', exact: true }).click()
    await page.getByText(`可能与“${name}”有关`).waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(phone.width)
    await page.getByRole('radio', { name: choice }).check()
    await page.getByRole('button', { name: '已看过，仍要提交' }).click()
    return (await page.getByTestId('number').textContent())!
  }
  const leader = await signedIn('leader1')
  elderly = ['家有老人', '家有病人'].map((x) => x + mark())
  const before = (await seen(leader)).joined
  const joined = await report(/^是，一起处理/)
  const own = await report(/^不是，我的情况不同/)
  expect((await seen(leader)).joined).toBe(before + 1)
  expect(await rows(leader, `/orders?q=${joined}`)).toHaveLength(0)
  expect(await rows(leader, `/orders?q=${own}`)).toHaveLength(1)

  const seat = await signedIn('seat1')
  await seat.goto('/staff/desk')
  await seat.getByLabel('来电号码').fill(landline())
  await seat.getByLabel('标题').fill(`${word}，${elderly[0]}`)
  await seat.getByLabel('诉求内容').fill(`${word}，家里有老人要用呼吸机。`)
  const hint = seat.getByRole('status').filter({ hasText: '与突发事件' })
  await hint.getByRole('button', { name: '单独办理' }).click()
  await hint.getByRole('button', { name: '并入主单' }).click()
  await seat.getByText(/并入突发事件“.*”，不另派单/).waitFor()
  await seat.getByRole('region', { name: '诉求登记' }).getByText('求助', { exact: true }).click()
  await seat.getByLabel('诉求分类').focus()
  await pick(seat, '路灯不亮', /路灯不亮/)
  await seat.keyboard.press('Enter')
  await seat.getByLabel('所属区域').focus()
  await pick(seat, '翠香', /翠香/)
  await seat.keyboard.press('ArrowDown')
  await seat.keyboard.press('Enter')
  await seat.getByRole('button', { name: /登记并入/ }).click()
  await seat.getByRole('heading', { name: '受理成功' }).waitFor()
  expect((await seen(leader)).joined).toBe(before + 2)
  await dispatched(`${word}，${elderly[1]}`, '', landline())
  expect((await seen(leader)).joined).toBe(before + 3)
})

test('open orders are joined from a list, one is taken out again', async ({ task }) => {
  const title = word + open[tries(task)]
  const page = await signedIn('dispatcher1')
  await page.goto(`/staff/storms/${storm}?tab=candidates`)
  const row = page.getByRole('row').filter({ hasText: title })
  await row.getByText(/提到：/).waitFor()
  expect(await violations(page)).toEqual([])
  await row.getByRole('checkbox').check()
  await page.getByRole('button', { name: '并入主单（1）' }).click()
  await page.getByText('已并入 1 件。').waitFor()
  await page.getByRole('button', { name: /^已并入/ }).click()
  const joined = page.getByRole('row').filter({ hasText: title })
  await joined.getByText('并单').waitFor()
  expect(await violations(page)).toEqual([])
  await joined.getByRole('button', { name: '移出' }).click()
  await page.getByRole('dialog').getByRole('button', { name: /确\s*定|OK/ }).click()
  await page.getByText('已移出，恢复单独办理。').waitFor()
  await joined.waitFor({ state: 'detached' })
})

test('one answer reaches everybody; who cannot get a message is called', async ({ task }) => {
  const leader = await signedIn('leader1')
  const x = await seen(leader)
  const officer = await signedIn('officer-xiangzhou')
  const may = async (page: Page, verb: string) => (await order(page, x.order_id)).verbs.includes(verb) // not so once an earlier try did
  if (await may(officer, 'sign')) await done(officer, x.order_id, 'sign')
  if (await may(officer, 'reply')) await done(officer, x.order_id, 'reply', { ...goodReply, public_text: '线路已修复，玉簪片区全部恢复供电。' })
  const reviewer = await signedIn('reviewer1')
  if (await may(reviewer, 'review')) await done(reviewer, x.order_id, 'review', { approve: true })

  const seat = await signedIn('seat1')
  await seat.goto(`/staff/storms/${storm}?tab=owed`)
  const row = seat.getByRole('row').filter({ hasText: elderly[tries(task)] }).filter({ hasText: '答复' })
  await row.getByText('回电').waitFor()
  expect(await violations(seat)).toEqual([])
  await row.getByRole('button', { name: '未接通' }).click()
  await row.getByText('1 次').waitFor()
  await row.getByRole('button', { name: '已告知' }).click()
  await row.waitFor({ state: 'detached' })
  await seat.getByRole('button', { name: '统计' }).click()
  await seat.getByText('按渠道').waitFor()
  expect(await violations(seat)).toEqual([])
  const [download] = await Promise.all([seat.waitForEvent('download'), seat.getByRole('link', { name: /导出统计/ }).click()])
  const table = sheet(readFileSync(await download.path()))
  expect(table.find((r) => r[0] === '地区' && r[1] === '翠香街道')?.[2]).toBe(String(x.joined))
})

test('the event ends with a summary, and new requests are ordinary again', async () => {
  const page = await signedIn('leader1')
  let id = storm
  if ((await seen(page)).state !== 'running') {
    // An earlier try ended it.
    name = `${name}又一次`
    await running(name)
    id = (await seen(page)).id
  }
  await page.goto(`/staff/storms/${id}`)
  await page.getByRole('button', { name: '结束事件' }).click()
  const form = page.getByRole('dialog')
  await form.getByRole('button', { name: /提交结束事件/ }).click()
  await form.getByText('请填写事件小结').waitFor()
  expect(await violations(page)).toEqual([])
  await form.getByLabel('事件小结').fill('20 时 10 分全部恢复供电，原因是电缆中间头故障。')
  await form.getByRole('button', { name: /提交结束事件/ }).click()
  await page.getByText('已结束', { exact: true }).first().waitFor()
  expect(await violations(page)).toEqual([])
  const citizen = await (await context({ script: false })).newPage()
  await citizen.goto('/')
  expect(await citizen.getByRole('heading', { name }).count()).toBe(0)
  await citizen.goto('/report')
  await citizen.getByLabel(/求助/).check()
  await citizen.getByLabel(/事情的经过/).fill(`${word}，又停了。`)
  await citizen.getByRole('button', { name: '提交', exact: true }).click()
  const number = (await citizen.getByTestId('number').textContent())!
  expect(await rows(page, `/orders?q=${number}`)).toHaveLength(1)
})
