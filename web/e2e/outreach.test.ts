import { expect, test } from 'vitest'
import { signedIn, useBrowser, violations } from './browser'
import { rows } from './orders'

useBrowser()

const name = '老年人体检告知'
const settings = {
  hours: [
    { from: '00:00', to: '12:00' },
    { from: '12:00', to: '24:00' },
  ],
  workdays_only: false,
  lines: 1,
  per_minute: 10,
  ring_seconds: 30,
  wait_seconds: 6,
  redial: [],
}
const script = { steps: [{ id: 'ask', say: '您好，{称谓}，本月可以免费体检，您参加吗？' }] }
const list = '电话,称谓\n15400000301,江先生\n不是号码,李女士\n15400000301,又是江先生\n15400000302,周女士\n'

/** A campaign from its script to its results: written, its list checked, approved by somebody else, worked by hand. */
test('people of a list are called by hand once somebody else has approved', async () => {
  const leader = await signedIn('leader1')
  await leader.goto('/staff/outreach')
  await leader.getByRole('button', { name: '新建任务' }).click()
  const form = leader.getByRole('dialog')
  await form.getByLabel('名称').fill(name)
  await form.getByText('预览外呼', { exact: true }).click()
  await form.getByLabel('话术（JSON）').fill('{"steps": [')
  await form.getByLabel('规则（JSON）').fill(JSON.stringify(settings))
  await form.getByRole('button', { name: /保\s?存/ }).click()
  await form.getByText('不是有效的 JSON', { exact: false }).waitFor()
  await form.getByLabel('话术（JSON）').fill(JSON.stringify(script))
  await form.getByRole('button', { name: /保\s?存/ }).click()
  await form.waitFor({ state: 'detached' })
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
