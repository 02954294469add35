import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { signedIn, useBrowser } from './browser'
import { dispatched, done, unitCalled } from './given'
import { order } from './orders'
import { choose } from './verbform'

useBrowser()

/** Answers the question that asks whether one is sure. */
async function sure(page: Page, title: string, button: string) {
  const dialog = page.getByRole('dialog', { name: title })
  await dialog.getByRole('button', { name: button }).click()
}

test('a disputed order goes to a joint meeting, whose decision binds', async () => {
  const { seat, made } = await dispatched('联席会议：两区交界路灯无人管', undefined, '13900550001')
  const officer = await signedIn('officer-xiangzhou')
  await done(officer, made.id, 'return', { reason_code: 'several_units', reason: '地处两区交界，需明确主办。', duty_basis: '《管养分工》', proposed_unit_id: (await unitCalled(officer, '斗门区人民政府')).id })
  // The unit itself proposes it.
  await officer.goto(`/staff/orders/${made.id}`)
  await officer.getByRole('button', { name: '提请联席会议' }).click()
  let dialog = officer.getByRole('dialog')
  await dialog.getByRole('button', { name: '提交提请联席会议' }).click()
  await dialog.getByText('请填写提请理由').waitFor()
  await choose(officer, dialog.getByLabel('提请原因'), '多个', '涉及多个单位')
  await dialog.getByLabel('提请理由').fill('灯杆编号属斗门，路段在香洲。')
  await dialog.getByRole('button', { name: '提交提请联席会议' }).click()
  await officer.getByText('已列入议题库。').waitFor()

  const page = await signedIn('supervisor1')
  await page.goto('/staff/meetings?tab=docket')
  await page.getByRole('row').filter({ hasText: made.number }).getByRole('checkbox').check()
  await page.getByRole('button', { name: '筹备会议（1 项议题）' }).click()
  await page.getByLabel('会议名称').fill('两区交界路灯会商')
  await page.getByLabel('会议时间').fill('2027-01-08T15:00')
  await page.getByLabel(/^\*?地点$/).fill('三楼会议室')
  await choose(page, page.getByLabel('添加参会单位'), '香洲区', '香洲区人民政府')
  await choose(page, page.getByLabel('添加参会单位'), '斗门区', '斗门区人民政府')
  await page.getByRole('button', { name: '提交筹备会议' }).click()
  await page.waitForURL(/\/meetings\/\d+/)
  const id = page.url().split('/').pop()!
  // Nobody was called yet: the unit knows nothing.
  expect((await officer.request.get(`/api/v1/meetings/${id}`)).status()).toBe(404)
  await page.getByRole('button', { name: '发会议通知' }).click()
  await sure(page, '将通知所有参会单位，确定发出？', '发会议通知')
  await page.getByText('会议通知已发出。').waitFor()
  await officer.goto(`/staff/meetings/${id}`)
  await officer.getByText('灯杆编号属斗门，路段在香洲。').waitFor()

  await page.getByRole('button', { name: '开会', exact: true }).or(page.getByRole('button', { name: '开会' })).click()
  await sure(page, '开会后不能再改议程，确定开会？', '开会')
  await page.getByText('会议已开始').waitFor()
  await page.getByRole('button', { name: '登记出席' }).click()
  dialog = page.getByRole('dialog')
  await dialog.getByLabel('香洲区 出席人').fill('李科长')
  await dialog.getByRole('button', { name: '提交登记出席' }).click()
  await page.getByText('出席情况已登记。').waitFor()
  // No minutes before every item is decided.
  await page.getByRole('button', { name: '印发纪要' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '提交印发纪要' }).click()
  await page.getByText('还有议题没有作出决定').waitFor()
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: '作出决定' }).click()
  dialog = page.getByRole('dialog').filter({ has: page.getByLabel(/^\*?主办单位$/) })
  await dialog.getByLabel('会议决定').fill('由斗门区主办修复，香洲区配合断电。')
  await choose(page, dialog.getByLabel(/^\*?主办单位$/), '斗门区', '斗门区人民政府')
  await dialog.getByLabel('主办单位要做什么').fill('五日内修复。')
  await dialog.getByRole('button', { name: '增加协办单位' }).click()
  await choose(page, dialog.getByLabel(/^\*?协办单位 1$/), '香洲区', '香洲区人民政府')
  await dialog.getByLabel('协办单位 1 要做什么').fill('配合断电。')
  await dialog.getByRole('button', { name: '提交作出决定' }).click()
  await page.getByText('决定已生效。').waitFor()
  // It binds at once: the order is designated, and may not be returned.
  expect(await order(seat, made.id)).toMatchObject({ state: 'dispatched', unit_name: '斗门区', designated: true })

  await page.getByRole('button', { name: '印发纪要' }).click()
  dialog = page.getByRole('dialog').filter({ has: page.getByLabel('纪要正文') })
  expect(await dialog.getByLabel('纪要正文').inputValue()).toContain('由斗门区主办修复，香洲区配合断电。')
  await dialog.getByLabel('添加附件').first().setInputFiles({ name: '签到表.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n') })
  await dialog.getByText('签到表.pdf').waitFor()
  await dialog.getByRole('button', { name: '提交印发纪要' }).click()
  await page.getByText('纪要已印发。').waitFor()
  const [word] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '导出 Word' }).click()])
  expect(word.suggestedFilename()).toMatch(/\.docx$/)

  // Each unit sees its own part and answers; then the meeting is closed.
  for (const [login, words] of [['officer-doumen', '五日内修复。'], ['officer-xiangzhou', '配合断电。']] as const) {
    const unit = await signedIn(login)
    await unit.goto(`/staff/meetings/${id}`)
    await unit.getByRole('link', { name: '下载附件 签到表.pdf' }).waitFor()
    const part = unit.getByRole('article')
    expect(await part.count()).toBe(1)
    await part.filter({ hasText: words }).getByRole('button', { name: '反馈', exact: true }).click()
    await unit.getByRole('dialog').getByLabel('反馈内容').fill('已完成。')
    await unit.getByRole('dialog').getByRole('button', { name: '提交反馈' }).click()
    await unit.getByText('反馈已提交。').waitFor()
    await unit.context().close()
  }
  for (const words of ['五日内修复。', '配合断电。']) {
    await page.getByRole('article').filter({ hasText: words }).getByRole('button', { name: '认可反馈' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '提交认可反馈' }).click()
    await page.getByText('已认可。').first().waitFor()
    await page.getByRole('article').filter({ hasText: words }).getByText('已认可', { exact: true }).first().waitFor()
  }
  await page.getByRole('button', { name: '落实完毕' }).click()
  await sure(page, '确定所有决定都已落实？', '落实完毕')
  await page.getByText('会议决定已全部落实。').waitFor()
  await page.getByText('已落实', { exact: true }).waitFor()
})

test('a meeting is changed, then called off: its item goes back to the docket', async () => {
  const { made } = await dispatched('联席会议取消：路口路灯归属', undefined, '13900550002')
  const dispatcher = await signedIn('dispatcher1')
  await dispatcher.goto(`/staff/orders/${made.id}`)
  await dispatcher.getByRole('button', { name: '提请联席会议' }).click()
  const form = dispatcher.getByRole('dialog')
  await choose(dispatcher, form.getByLabel('提请原因'), '职责', '职责不清')
  await form.getByLabel('提请理由').fill('归属不清。')
  await form.getByRole('button', { name: '提交提请联席会议' }).click()
  await dispatcher.getByText('已列入议题库。').waitFor()

  const page = await signedIn('supervisor1')
  await page.goto('/staff/meetings')
  await page.getByRole('button', { name: '筹备会议', exact: true }).click()
  let dialog = page.getByRole('dialog')
  await dialog.getByLabel('会议名称').fill('将取消的会议')
  await dialog.getByLabel('会议时间').fill('2027-01-09T15:00')
  await dialog.getByLabel(/^\*?地点$/).fill('四楼')
  await choose(page, dialog.getByLabel('从议题库添加'), made.number, `${made.number} ${made.title}`)
  await dialog.getByRole('button', { name: '提交筹备会议' }).click()
  await page.waitForURL(/\/meetings\/\d+/)
  await page.getByRole('button', { name: '修改会议' }).click()
  dialog = page.getByRole('dialog')
  await dialog.getByLabel(/^\*?地点$/).fill('五楼')
  await dialog.getByRole('button', { name: '提交修改会议' }).click()
  await page.getByText('会议已修改。').waitFor()
  await page.getByText('五楼').first().waitFor()
  await page.getByRole('button', { name: '取消会议' }).click()
  await page.getByRole('dialog').getByLabel('取消的理由').fill('台风改期。')
  await page.getByRole('dialog').getByRole('button', { name: '提交取消会议' }).click()
  await page.getByText('会议已取消。').waitFor()
  await page.goto('/staff/meetings?tab=docket')
  const row = page.getByRole('row').filter({ hasText: made.number })
  await row.getByRole('button', { name: '不上会' }).click()
  await page.getByRole('dialog').getByLabel('不上会的理由').fill('已协调一致。')
  await page.getByRole('dialog').getByRole('button', { name: '提交不上会' }).click()
  await page.getByText('议题已移出。').waitFor()
  await expect.poll(() => page.getByRole('row').filter({ hasText: made.number }).count()).toBe(0)
})
