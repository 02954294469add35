import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { signedIn, useBrowser, violations } from './browser'
import { post } from './given'
import { rows } from './orders'
import { speaks } from './sound'

useBrowser({ voice: true })

const patient = { timeout: 20_000 }

const name = '老年人体检告知'
const list = '电话,称谓\n15400000301,江先生\n不是号码,李女士\n15400000301,又是江先生\n15400000302,周女士\n'

/** Calls may be made at any time of the day. */
async function wideHours(page: Page) {
  await page.getByLabel('时段 1 开始').fill('00:00')
  await page.getByLabel('时段 1 结束').fill('12:00')
  await page.getByLabel('时段 2 开始').fill('12:00')
  await page.getByLabel('时段 2 结束').fill('24:00')
}

/** A campaign from its script to its results: written, its list checked, approved by somebody else, worked by hand. */
test('people of a list are called by hand once somebody else has approved', async () => {
  const leader = await signedIn('leader1')
  await leader.goto('/staff/outreach')
  await leader.getByRole('button', { name: '新建任务' }).click()
  await leader.getByRole('heading', { name: '新建外呼任务' }).waitFor()
  await leader.getByRole('textbox', { name: '名称', exact: true }).fill(name)
  await leader.getByText('预览外呼', { exact: true }).click()
  for (const gone of ['免打扰', '人工', '不满意', '满意']) {
    await leader.getByRole('button', { name: `删除此步 ${gone}`, exact: true }).click()
    await leader.getByRole('dialog').getByRole('button', { name: '删除此步' }).click()
    await leader.getByRole('dialog').waitFor({ state: 'detached' })
  }
  const first = leader.getByRole('region', { name: '第 1 步 开场' })
  await first.getByRole('textbox', { name: '要说的话' }).fill('您好，{称谓')
  await leader.getByRole('button', { name: /^保\s?存$/ }).click()
  // What the server found stands at the field.
  await first.getByText('花括号不成对。').waitFor()
  await first.getByRole('textbox', { name: '要说的话' }).fill('您好，{称谓}，本月可以免费体检，您参加吗？')
  await first.getByText('结束通话', { exact: true }).first().click()
  await wideHours(leader)
  expect(await violations(leader)).toEqual([])
  await leader.getByRole('button', { name: /^保\s?存$/ }).click()
  await leader.getByRole('heading', { name }).waitFor()
  await leader.getByText('须由编写人以外的人审批。').waitFor()
  await leader.locator('input[type=file]').setInputFiles({ name: '名单.csv', mimeType: 'text/csv', buffer: Buffer.from(list) })
  await leader.getByText('收入 2 人，未收 2 行。').waitFor()
  await leader.getByText(/^第 3 行：/).waitFor()
  await leader.getByText(/^第 4 行：/).waitFor()
  expect(await violations(leader)).toEqual([])

  const supervisor = await signedIn('supervisor1')
  await supervisor.goto('/staff/outreach')
  await supervisor.getByText(name).first().click()
  await supervisor.getByRole('button', { name: '审批通过' }).click()
  await supervisor.getByText('已审批', { exact: true }).last().waitFor()

  await leader.reload()
  await leader.getByText(name).first().click()
  await leader.getByRole('button', { name: /开\s?始/ }).click()
  const hand = leader.getByRole('region', { name: '人工外呼' })
  await hand.getByRole('button', { name: '领取下一个' }).click()
  await hand.getByText('154****0301').waitFor()
  await hand.getByText('您好，江先生，本月可以免费体检，您参加吗？').waitFor()
  // A result is of a call.
  expect(await hand.getByText('通话结果').count()).toBe(0)
  expect(await violations(leader)).toEqual([])
  const [campaign] = (await rows<{ id: string; name: string }>(leader, '/campaigns')).filter((c) => c.name === name)
  const people = await rows<{ state: string; line: number }>(leader, `/campaigns/${campaign!.id}/people?sort=line`)
  expect(people.map((x) => x.state)).toEqual(['waiting', 'waiting'])
  await leader.getByRole('button', { name: /^结\s?束$/ }).click()
  await leader.getByText('已结束', { exact: true }).last().waitFor()
})

/** A progressive campaign goes on by itself after somebody who is busy; after an answer it waits for the result. */
test('people are called one after the other, and who is busy does not stop it', async () => {
  const seat = await signedIn('leader1')
  await speaks(seat, 'seat')
  await seat.goto('/staff/outreach')
  const hours = [{ from: '00:00', to: '12:00' }, { from: '12:00', to: '24:00' }]
  const { id } = await post<{ id: string }>(seat, '/campaigns', {
    name: '逐个告知',
    kind: 'progressive',
    script: { steps: [{ id: '开场', say: '您好，{称谓}。', result: '已告知' }] },
    settings: { hours, workdays_only: false, lines: 1, per_minute: 10, ring_seconds: 30, wait_seconds: 5, redial: [{ result: 'busy', times: 1, after_minutes: 60 }] },
  })
  await post(seat, `/campaigns/${id}/people`, { file: Buffer.from('电话,称谓\n15400000386,江先生\n15400000387,周女士\n').toString('base64') })
  const version = async () => ((await (await seat.request.get(`/api/v1/campaigns/${id}`)).json()) as { version: number }).version
  await post(await signedIn('supervisor1'), `/campaigns/${id}/approve`, { version: await version() })
  await post(seat, `/campaigns/${id}/start`, { version: await version() })
  await seat.reload()
  await seat.getByRole('button', { name: '签入', exact: true }).click()
  await seat.getByRole('button', { name: '示闲', exact: true }).click(patient)
  await seat.getByText('逐个告知').first().click()
  const hand = seat.getByRole('region', { name: '人工外呼' })
  await hand.getByRole('button', { name: '逐个呼叫' }).click()
  await hand.getByText('154****0386').waitFor(patient)
  await seat.getByRole('button', { name: /^结束整理/ }).click(patient)
  await hand.getByText('154****0387').waitFor(patient)
  const bar = seat.getByRole('region', { name: '话务条' })
  await bar.getByRole('status').getByText('通话中', { exact: true }).waitFor(patient)
  await hand.getByText('已告知', { exact: true }).waitFor()
  await hand.getByRole('button', { name: '停止逐个呼叫' }).click()
  await seat.keyboard.press('F4')
  await bar.waitFor({ state: 'detached', ...patient })
  await hand.getByText('154****0387').waitFor()
  await hand.getByText('已告知', { exact: true }).click()
  await hand.getByRole('button', { name: '登记结果' }).click()
  await hand.getByText('154****0387').waitFor({ state: 'detached' })
  const people = await rows<{ state: string; result?: string; attempts: number }>(seat, `/campaigns/${id}/people?sort=line`)
  expect(people.map((x) => `${x.state} ${x.attempts}`)).toEqual(['waiting 1', 'done 1'])
  await post(seat, '/seat/sign-out', {}) // other tests sit at the same seat
})

test('a script is written step by step, drawn, and tried by keys, words and silence', async () => {
  const leader = await signedIn('leader1')
  await leader.goto('/staff/outreach/new')
  await leader.getByRole('textbox', { name: '名称', exact: true }).fill('供水回访')
  const first = leader.getByRole('region', { name: '第 1 步 开场' })
  // A phrase beside a key, and a step that is called otherwise: what leads there follows.
  await first.getByRole('button', { name: '增加语音回答' }).click()
  await first.getByLabel('可以说').fill('满意、很好')
  await leader.getByRole('button', { name: /^保\s?存$/ }).click()
  await leader.getByText(/^有 \d+ 处需要修改/).waitFor()
  await first.getByRole('combobox', { name: '转到' }).last().click()
  await leader.getByTitle('满意', { exact: true }).last().click()
  const second = leader.getByRole('region', { name: '第 2 步 满意' })
  await second.getByLabel('步骤名称').fill('感谢')
  await leader.getByRole('region', { name: '第 2 步 感谢' }).waitFor()
  await leader.getByRole('img', { name: '话术分支图，共 5 步' }).waitFor()
  const tried = leader.getByRole('region', { name: '试走' })
  await tried.getByLabel('称谓').fill('郑先生')
  await tried.getByLabel('事项').fill('停水')
  await tried.getByRole('button', { name: '从头试走' }).click()
  await tried.getByText('您好，郑先生', { exact: false }).waitFor()
  await tried.getByRole('button', { name: '不回答' }).click()
  await tried.getByText('（重复）').waitFor()
  await tried.getByLabel('说一句话').fill('我很满意')
  await tried.getByRole('button', { name: /^说$/ }).click()
  await tried.getByText('走到的结果：', { exact: false }).waitFor()
  expect(await tried.locator('.try-path').innerText()).toContain('感谢')
  await tried.getByRole('button', { name: '从头试走' }).click()
  await tried.getByRole('button', { name: '按 9', exact: true }).click()
  await tried.getByText('列入免打扰', { exact: false }).waitFor()
  // Steps move by the keyboard alone.
  await leader.getByRole('button', { name: '下移 感谢' }).focus()
  await leader.keyboard.press('Enter')
  await leader.getByRole('region', { name: '第 3 步 感谢' }).waitFor()
  expect(await violations(leader)).toEqual([])
  await leader.getByRole('button', { name: /^保\s?存$/ }).click()
  await leader.getByRole('heading', { name: '供水回访' }).waitFor()
  const [campaign] = (await rows<{ id: string; name: string }>(leader, '/campaigns')).filter((c) => c.name === '供水回访')
  const kept = (await (await leader.request.get(`/api/v1/campaigns/${campaign!.id}`)).json()) as { script: { steps: { id: string; keys?: Record<string, string>; spoken?: object[] }[] } }
  expect(kept.script.steps[0]!.keys!['1']).toBe('感谢')
  expect(kept.script.steps[0]!.spoken).toEqual([{ phrases: ['满意', '很好'], next: '感谢' }])
})

test('a number is put on the list of those not to be called, a file row by row, and one is taken off', async () => {
  const leader = await signedIn('leader1')
  await leader.goto('/staff/do-not-call')
  await leader.getByRole('heading', { name: '免打扰名单' }).waitFor()
  await leader.getByRole('button', { name: '加入号码' }).click()
  const form = leader.getByRole('dialog')
  await form.getByRole('button', { name: /^保\s?存$/ }).click()
  await form.getByText('请填写电话号码。').waitFor()
  await form.getByLabel('原因').fill('来电要求')
  await form.getByLabel('电话号码').fill('154 0000 0391')
  await form.getByRole('button', { name: /^保\s?存$/ }).click()
  await form.waitFor({ state: 'detached' })
  await leader.getByText('154****0391').waitFor()
  await leader.getByRole('button', { name: '导入名单' }).click()
  await leader.getByRole('dialog').getByLabel('原因').fill('来信要求')
  await leader.locator('input[type=file]').setInputFiles({ name: '免打扰.csv', mimeType: 'text/csv', buffer: Buffer.from('电话,原因\n15400000391,\n15400000392,线下登记\n不是,\n') })
  await leader.getByText('收入 1 个号码，未收 2 行。').waitFor()
  await leader.getByText('第 2 行：已在免打扰名单中').waitFor()
  expect(await violations(leader)).toEqual([])
  await leader.getByRole('dialog').getByRole('button', { name: /^取\s?消$/ }).click()
  await leader.getByText('线下登记').waitFor()
  await leader.getByRole('button', { name: '移出 154****0391' }).click()
  await leader.getByRole('dialog').getByRole('button', { name: /^移\s?出$/ }).click()
  await leader.getByRole('button', { name: '移出 154****0391' }).waitFor({ state: 'detached' })
})
