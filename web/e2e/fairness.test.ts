import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { phone, signedIn, useBrowser, violations } from './browser'
import { dayFromNow } from './clock'
import { completed } from './given'
import { mark } from './mark'
import { rows } from './orders'

useBrowser()

interface Row {
  id: string
  order_number: string
  state: string
}

const choose = (page: Page, name: string, option: string) => page.getByRole('radiogroup', { name }).getByText(option, { exact: true }).click()

test('the rates draw intervals, list what they leave out, and show law-enforcement matters apart', async () => {
  const page = await signedIn('analyst1')
  await page.goto('/staff/rates')
  const answer = (await (await page.request.get('/api/v1/rates?by=unit')).json()) as {
    total: { asked: number; response_interval: { low: number; high: number } }
    excluded: { name: string; n: number }[]
    enforcement: { items: { name: string }[] }
    definitions: { name: string; numerator: string }[]
  }
  const { low, high } = answer.total.response_interval
  await page.getByText(`95% 区间 ${(low * 100).toFixed(1)}%–${(high * 100).toFixed(1)}%`).first().waitFor()
  const left = page.getByRole('region', { name: '不计入分母的件次' })
  for (const x of answer.excluded) await left.getByRole('row').filter({ hasText: x.name }).getByText(`${x.n} 件`, { exact: true }).waitFor()
  expect(answer.enforcement.items.length).toBeGreaterThan(0)
  await page.getByRole('heading', { name: '执法类（另列，不计入上表）' }).waitFor()
  await page.getByRole('row', { name: /^执法类合计/ }).waitFor()
  for (const d of answer.definitions) await page.getByText(d.numerator).last().waitFor()
})

test('a sampling plan is set up, drawn by, and drawn again for comparison', async () => {
  const page = await signedIn('supervisor1')
  const [name, seed] = [`网站件复核 ${mark()}`, `e2e-${mark()}`]
  await page.goto('/staff/samples')
  await page.getByRole('button', { name: '新增计划' }).click()
  const form = page.getByRole('dialog', { name: '新增计划' })
  await form.getByRole('button', { name: '保存' }).click()
  await form.getByText('请填写名称。').waitFor()
  await form.getByLabel('名称').fill(name)
  await choose(page, '抽取方式', '按数量')
  await form.getByLabel('每层件数').fill('1')
  await form.getByLabel('随机种子').fill(seed)
  await form.getByRole('button', { name: '保存' }).click()
  await page.getByText('抽样计划已保存。').waitFor()
  const row = page.getByRole('row').filter({ hasText: seed })
  await row.getByText('1 件', { exact: true }).waitFor()
  await row.getByRole('button', { name: '抽取' }).click()
  const drawer = page.getByRole('dialog', { name: `按“${name}”抽取` })
  await drawer.getByRole('button', { name: '保存' }).click()
  await page.getByText(/^已从 \d+ 件中抽出 \d+ 件/).waitFor()
  await drawer.waitFor({ state: 'hidden' })
  const draw = page.getByRole('row').filter({ hasText: name }).filter({ hasText: '重新抽取核对' })
  await draw.getByRole('button', { name: '重新抽取核对' }).click()
  await page.getByText('核对一致：用同样的种子重新抽取，结果相同').first().waitFor()

  // The same days are not drawn twice, and it says so.
  await row.getByRole('button', { name: '抽取' }).click()
  await drawer.getByRole('button', { name: '保存' }).click()
  await drawer.getByText('所选日期中有的已按此计划抽取过').waitFor()
})

test('a recheck is done by somebody who had no part in it, and disagreement is shown', async () => {
  const page = await signedIn('reviewer1')
  const waiting = await rows<Row & { mine: boolean; title: string }>(page, '/rechecks?limit=200')
  const mine = waiting.find((x) => x.mine)!
  await page.goto(`/staff/rechecks?id=${mine.id}`)
  await page.getByText('您好，这里是 12345 热线质量复核').waitFor()
  expect(await page.getByText('首次评价', { exact: true }).count()).toBe(0) // nobody leads the citizen to the same answer
  await page.getByRole('button', { name: '提交独立复核' }).click()
  await page.getByText('请选择是否解决。').waitFor()
  await choose(page, '承办单位是否联系过您', '否')
  await choose(page, '诉求是否解决', '未解决')
  await choose(page, '对办理结果是否满意', '不满意')
  await page.getByLabel('记录').fill('表示从未接到电话。')
  await page.getByRole('button', { name: '提交独立复核' }).click()
  await page.getByText('复核已保存。').waitFor()
  await page.goto(`/staff/rechecks?state=done&disagree=1&id=${mine.id}`)
  await page.getByRole('heading', { name: '复核结果' }).waitFor()
  await page.getByText('未联系 · 未解决 · 不满意').waitFor()
  await page.getByText('表示从未接到电话。').waitFor()
  await page.getByText('联系属实率').first().waitFor()

  const not = waiting.find((x) => !x.mine)
  if (not) {
    await page.goto(`/staff/rechecks?id=${not.id}`)
    await page.getByText('您参与过这件工单的办理或首次回访，须由其他人员复核。').waitFor()
  }
})

test('a closing without contact is found, shown with its reason, and confirmed by an inspector', async () => {
  // The unit says that it reached the caller; the caller says no.
  const title = '疑点核查：路灯灭了没人联系'
  const { seat, made } = await completed(title, '13900550001')
  await expect.poll(async () => (await rows<{ order_id: string }>(seat, `/followups?q=${made.number}`)).length, { timeout: 15_000 }).toBe(1)
  const plan = (await rows<Row>(seat, `/followups?q=${made.number}`))[0]!
  const said = await seat.request.post(`/api/v1/followups/${plan.id}/attempts`, {
    data: { reached: true, contacted: false, resolved: 'yes', satisfaction: 4 },
    headers: { 'Idempotency-Key': crypto.randomUUID() },
  })
  expect(said.ok(), await said.text()).toBe(true)

  const page = await signedIn('inspector1')
  const found = async () => (await rows<Row>(page, '/doubts?kind=contact&limit=200')).find((x) => x.order_number === made.number)
  await expect.poll(found, { timeout: 15_000 }).toBeTruthy()
  const doubt = (await found())!
  await page.goto(`/staff/doubts?kind=contact&id=${doubt.id}`)
  await page.getByText('答复称已联系，诉求人表示未联系').first().waitFor()
  await page.getByRole('button', { name: '提交核查结论' }).click()
  await page.getByText('请选择核查结论。').waitFor()
  await choose(page, '核查结论', '属实')
  await page.getByLabel('核查情况').fill('通话记录中没有这次联系。')
  await page.getByRole('button', { name: '提交核查结论' }).click()
  await page.getByText('核查结论已保存。').waitFor()
  expect((await rows<Row>(page, '/doubts?state=confirmed&limit=200')).some((x) => x.id === doubt.id)).toBe(true)
  await page.getByRole('heading', { name: '分单位统计与命中率' }).waitFor()

  // The rules are open to whoever sees doubts; the unit does not see doubts at all.
  await page.getByRole('button', { name: '规则与权重' }).click()
  await page.getByRole('dialog', { name: '规则与权重' }).getByText('同一诉求人曾就同类事项投诉').waitFor()
  const officer = await signedIn('officer-xiangzhou')
  expect((await officer.request.get('/api/v1/doubts')).status()).toBe(403)
})

test('the rules of doubts are changed by the analyst', async () => {
  const page = await signedIn('analyst1')
  await page.goto('/staff/doubts')
  await page.getByRole('button', { name: '规则与权重' }).click()
  const form = page.getByRole('dialog', { name: '规则与权重' })
  await form.getByLabel('直接答复，未转承办单位（权重）').fill('15')
  await form.getByRole('button', { name: '保存' }).click()
  await page.getByText('规则已保存。').waitFor()
  const rules = (await (await page.request.get('/api/v1/doubt-rules')).json()) as { reasons: { code: string; weight: number }[] }
  expect(rules.reasons.find((r) => r.code === 'at_once')!.weight).toBe(15)
})

test('a unit sees its own grades on the telephone, objects, and a supervisor corrects the figure', async () => {
  const officer = await signedIn('officer-xiangzhou', { viewport: phone })
  await officer.goto('/staff/grades')
  await officer.getByRole('heading', { name: /总评/ }).waitFor()
  const figures = officer.getByRole('list', { name: '各项指标' })
  await figures.getByText('越高越好').count()
  await figures.getByText('在办理时限内提交').waitFor() // the definition stands beside the figure
  expect(await violations(officer)).toEqual([])
  await figures.getByRole('button', { name: '对“按时签收率”提出异议' }).click()
  const form = officer.getByRole('dialog')
  await form.getByRole('button', { name: '保存' }).click()
  await form.getByText('请写明异议理由。').waitFor()
  await form.getByLabel('异议理由').fill('系统维护期间无法签收，请剔除。')
  await form.getByRole('button', { name: '保存' }).click()
  await officer.getByText('异议已提交，由督办员处理。').waitFor()

  const periods = await rows<{ id: string; state: string }>(officer, '/grade-periods')
  const period = periods[0]!
  expect(periods.every((p) => p.state === 'published')).toBe(true)
  const seen = (await (await officer.request.get(`/api/v1/grade-periods/${period.id}`)).json()) as { items: { unit_id: string }[] }
  expect(seen.items.length).toBe(1)

  const page = await signedIn('supervisor1')
  await page.goto(`/staff/grades?period=${period.id}`)
  const item = page.getByRole('listitem').filter({ hasText: '系统维护期间无法签收' })
  await item.getByRole('button', { name: '处理异议' }).click()
  const decide = page.getByRole('dialog', { name: '处理异议' })
  await choose(page, '处理结论', '成立，更正数据')
  await decide.getByLabel('更正后分子').fill('9')
  await decide.getByLabel('更正后分母').fill('9')
  await decide.getByLabel('处理意见').fill('维护记录属实。')
  await decide.getByRole('button', { name: '保存' }).click()
  await page.getByText('异议已处理。').waitFor()
  await item.getByText('成立，已更正').waitFor()
  await officer.reload()
  await figures.getByText('9 / 9 件').waitFor()
  await figures.getByText(/^更正前 /).waitFor()
})

test('a period is computed, looked at by name, exported and printed', async () => {
  const page = await signedIn('analyst1')
  await page.goto('/staff/grades')
  await page.getByRole('button', { name: /计算$/ }).click()
  const form = page.getByRole('dialog', { name: '计算考核期' })
  await choose(page, '周期', '季度')
  await form.getByLabel('其中任一天').fill(dayFromNow(0)) // yesterday may belong to a quarter that is over
  await form.getByRole('button', { name: '保存' }).click()
  await page.getByText('已计算，结果为试算，尚未公布。').waitFor()
  await page.getByText('试算', { exact: true }).first().waitFor()
  const names = await page.getByRole('rowheader').allInnerTexts()
  expect(names.length).toBeGreaterThan(0)
  const byName = [...names].sort((a, b) => (a < b ? -1 : 1))
  expect(names).toEqual(byName)
  await page.getByRole('button', { name: `查看${names[0]}的各项指标` }).click()
  await page.getByRole('list', { name: '各项指标' }).waitFor()
  await page.getByRole('button', { name: '公布' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '公布' }).click()
  await page.getByText('该考核期尚未结束，可以试算，不能公布。').waitFor()
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '导出 xlsx' }).click()])
  expect(download.suggestedFilename()).toMatch(/^grades-.*\.xlsx$/)
  await page.getByRole('button', { name: '打印' }).click()
  await page.getByRole('heading', { name: '承办单位考核分档' }).waitFor()
  await page.getByRole('heading', { name: '口径' }).waitFor()
  // Beside every figure on the paper stands what it counts and by what it divides.
  const figures = page.locator('main.print tbody tr')
  const beside = await figures.locator('td.print-meaning').allInnerTexts()
  expect(beside.length).toBeGreaterThan(0)
  expect(beside.length).toBe(await figures.count())
  for (const text of beside) expect(text).toMatch(/^分子：\S[\s\S]*分母：\S/)
})

test('a category is marked as a law-enforcement matter', async () => {
  const page = await signedIn('admin1')
  await page.goto('/staff/admin/categories')
  await page.getByLabel('名称、编码或拼音首字母').fill('飙车炸街')
  await page.getByRole('button', { name: '飙车炸街', exact: true }).click()
  const form = page.getByRole('dialog')
  await form.getByLabel(/执法类/).check()
  await form.getByRole('button', { name: '保存' }).click()
  await form.waitFor({ state: 'hidden' })
  await page.getByRole('row').filter({ hasText: '飙车炸街' }).getByText('执法类').waitFor()
})
