import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { signedIn, useBrowser } from './browser'
import { unitCalled } from './given'
import { pick as typedInto } from './keyboard'
import { order, ordersCalled, rows } from './orders'

useBrowser()

interface Row {
  id: string
  name: string
  code: string
  number: string
}

/** Chooses an entry of a list that opens under a field. */
async function pick(page: Page, field: string, option: RegExp, typed?: string) {
  const box = page.getByRole('combobox', { name: field, exact: true })
  await box.click()
  if (typed) await box.fill(typed)
  await page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option').filter({ hasText: option }).first().click()
}

test('every field of the form reaches the order, its contact and its request', async () => {
  const page = await signedIn('seat1')
  await page.goto('/staff/desk')
  const title = '逐项核对：翠香路商铺占道经营'
  const [category, division, hotline] = await Promise.all([
    rows<Row>(page, '/categories?limit=200').then((all) => all.find((c) => c.name === '流动摊贩')!),
    rows<Row>(page, '/divisions?limit=200').then((all) => all.find((d) => d.name === '翠香街道')!),
    rows<Row>(page, '/hotlines?limit=200').then((all) => all.find((h) => h.number === '12345')!),
  ])
  const accused = await unitCalled(page, '市教育局')

  // The contact.
  await pick(page, '来件方式', /^窗口$/)
  await page.getByLabel('来电号码').fill('15400123456')
  await page.getByLabel('联系电话').fill('0756-2123456')
  await page.getByRole('textbox', { name: '姓名' }).fill('齐女士')
  await pick(page, '称谓', /^女士$/)
  await pick(page, '语言', /^粤语$/)
  await pick(page, '拨打号码', /^12345 /, '12345')

  // The request.
  await page.getByText('举报', { exact: true }).first().click()
  expect(await page.getByRole('radio', { name: '举报' }).isChecked()).toBe(true)
  await page.getByLabel('标题').fill(title)
  await page.getByLabel('诉求分类').focus()
  await typedInto(page, '流动摊贩', /流动摊贩/)
  await page.keyboard.press('Enter')
  await page.getByLabel('所属区域').focus()
  await typedInto(page, '翠香', /翠香/)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.getByLabel('事发地址').fill('翠香路12号门前')
  await page.getByLabel('事发时间').fill('2026-01-05 09:30')
  await page.getByLabel('诉求内容').fill('商铺每天早上把货架摆到人行道上，行人只能走机动车道。')
  await page.getByRole('textbox', { name: '被反映对象' }).fill('翠香路某五金店')
  await page.getByRole('textbox', { name: '期望' }).fill('清理货架并加强巡查')
  for (const flag of ['紧急', '涉企', '要求保密']) await page.getByRole('checkbox', { name: flag, exact: true }).check()
  await pick(page, '专题', /^营商环境$/, '营商')
  await page.keyboard.press('Escape')
  await pick(page, '回复方式', /^短信答复$/)
  await pick(page, '回复时段', /^周末$/)
  const unit = page.getByLabel('被反映单位')
  await unit.fill('市教育局')
  await page.getByRole('option', { name: '市教育局' }).first().waitFor({ state: 'attached' })
  await unit.press('Enter')
  await page.locator('input[type=file]').setInputFiles({ name: '货架.txt', mimeType: 'text/plain', buffer: Buffer.from('照片说明') })
  await page.getByText('货架.txt').waitFor()

  // What becomes of it: to a unit of the seat's choice, with a word for it.
  const lead = page.getByLabel('承办单位')
  await lead.fill('香洲区')
  await page.getByRole('option', { name: '香洲区人民政府' }).first().waitFor({ state: 'attached' })
  await lead.press('Enter')
  await page.getByLabel('派单意见').fill('请会同街道现场核实。')
  const [sent] = await Promise.all([
    page.waitForRequest((r) => r.method() === 'POST' && r.url().endsWith('/api/v1/contacts')),
    page.getByRole('button', { name: /^提交派单/ }).click(),
  ])
  await page.getByRole('heading', { name: '受理成功' }).waitFor()
  expect(sent.postDataJSON()).toMatchObject({ door: 'counter', hotline_number: hotline.number, caller_number: '15400123456', contact_phone: '0756-2123456', caller_name: '齐女士' })

  const leader = await signedIn('leader1')
  const made = (await ordersCalled(leader, title))[0]!
  const seen = (await order(leader, made.id)) as unknown as Record<string, unknown>
  expect(seen).toMatchObject({
    kind: 'report',
    title,
    category_id: category.id,
    division_code: division.code,
    address: '翠香路12号门前',
    occurred_at: '2026-01-05T01:30:00Z',
    content: '商铺每天早上把货架摆到人行道上，行人只能走机动车道。',
    accused: '翠香路某五金店',
    expectation: '清理货架并加强巡查',
    urgent: true,
    business: true,
    sealed: true,
    topics: ['营商环境'],
    language: 'yue',
    reply_wanted: true,
    reply_way: 'sms',
    reply_hours: 'weekend',
    door: 'counter',
    unit_name: '香洲区',
    state: 'dispatched',
  })
  expect(seen.attachments).toMatchObject([{ name: '货架.txt' }])
  expect(seen.accused_parties).toMatchObject([{ unit_id: accused.id }])
  expect(JSON.stringify(seen.assignments)).toContain('请会同街道现场核实。')
  // The person behind it, where only those who may see it do: what was entered, and masked.
  const [request] = await rows<{ contact: { door: string; hotline_number?: string; salutation?: string; language?: string }; phone_masked?: string }>(leader, `/requests?order_id=${made.id}`)
  expect(JSON.stringify(request)).toMatch(/"salutation":"女士|"salutation":"ms/)
  expect(JSON.stringify(request)).not.toContain('15400123456')
})
