import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { context, phone, signedIn, useBrowser, violations } from './browser'
import { order, rows } from './orders'

useBrowser()

interface Refusal {
  id: string
  number: string
  state: string
  code: string
  transferred?: string
  transferred_at?: string
  order_id: string | null
}

const refusals = (page: Page) => rows<Refusal>(page, '/refusals?limit=200')

async function desk(login = 'seat1'): Promise<Page> {
  const page = await signedIn(login)
  await page.goto('/staff/desk')
  await page.getByLabel('来电号码').waitFor()
  return page
}

/** The number and code that a receipt on the desk shows. */
async function receipt(page: Page): Promise<{ number: string; code: string }> {
  await page.getByRole('heading', { name: '已登记（不予受理）' }).waitFor()
  const values = await page.locator('.receipts dd').allTextContents()
  return { number: values[0]!, code: values[1]! }
}

test('an emergency: the banner, one key, and the time is kept', async () => {
  const page = await desk()
  await page.getByLabel('来电号码').fill('13900330001')
  await page.getByLabel('诉求内容').fill('楼下正在着火，浓烟很大，有人喊救命。')
  const banner = page.getByRole('alert').filter({ hasText: '请立即转接 119' })
  await banner.waitFor()
  await banner.getByText('着火').waitFor()
  expect(await violations(page)).toEqual([])
  await page.keyboard.press('Alt+e')
  await page.getByText(/已转接 119/).waitFor()
  await page.keyboard.press('Control+Enter')
  const { number } = await receipt(page)
  await page.getByText('请立即拨打 119').first().waitFor()
  const made = (await refusals(page)).find((r) => r.number === number)!
  expect(made).toMatchObject({ code: 'fire-119', transferred: '119', state: 'refused', order_id: null })
  expect(Math.abs(Date.parse(made.transferred_at!) - Date.now())).toBeLessThan(60_000)
})

test('a blocked fire exit is no emergency', async () => {
  const page = await desk()
  await page.getByLabel('诉求内容').fill('小区消防通道被占，存在火灾隐患，请处理。')
  await page.waitForResponse((r) => r.url().endsWith('/api/v1/advice'))
  expect(await page.getByText('疑似紧急情况').count()).toBe(0)
  await page.getByRole('button', { name: '清空' }).click()
  await page.getByRole('dialog').getByRole('button', { name: /确\s*定|OK/ }).click()
})

/** Refuses a call about a court and returns its receipt. */
async function refusedCall(page: Page, words: string): Promise<{ number: string; code: string }> {
  await page.getByLabel('来电号码').fill('13900330002')
  await page.getByLabel('诉求内容').fill(words)
  const hint = page.getByRole('status').filter({ hasText: '可能不属于受理范围' }).filter({ hasText: '法院工作事项' })
  await hint.getByRole('button', { name: '按此答复' }).click()
  await page.getByText('12368').first().waitFor()
  await page.getByRole('button', { name: /答复不予受理/ }).click()
  return receipt(page)
}

test('a refusal is told with its path, appealed on the portal and granted by somebody else', async () => {
  const page = await desk()
  const made = await refusedCall(page, '区法院立案庭一直不给立案，法官态度不好。')

  const portal = await (await context({ script: false })).newPage()
  await portal.goto('/track')
  await portal.getByLabel('受理编号').fill(made.number)
  await portal.getByLabel('查询码').fill(made.code)
  await portal.getByRole('button', { name: '查询' }).click()
  await portal.getByText('12368 诉讼服务热线').waitFor()
  await portal.getByLabel('申诉理由').fill('我反映的是法院门口的路灯，不是案件。')
  await portal.getByRole('button', { name: '提交申诉' }).click()
  await portal.getByText('申诉已收到').waitFor()

  const reviewer = await signedIn('reviewer1')
  await reviewer.goto('/staff/refusals?state=appealed')
  await reviewer.getByRole('row').filter({ hasText: made.number }).click()
  const drawer = reviewer.getByRole('dialog')
  await drawer.getByText('我反映的是法院门口的路灯').waitFor()
  await drawer.getByRole('button', { name: /提交复核意见/ }).click()
  await drawer.getByText('请选择复核结论。').waitFor()
  await drawer.getByText('申诉成立，予以受理').click()
  await drawer.getByLabel('复核理由（告知当事人）').fill('经核实属于路灯维护，予以受理。')
  await drawer.getByRole('button', { name: /提交复核意见/ }).click()
  await reviewer.getByText('复核已完成').waitFor()

  const after = (await refusals(reviewer)).find((r) => r.number === made.number)!
  expect(after.state).toBe('taken_on')
  expect(await order(reviewer, after.order_id!)).toMatchObject({ state: 'registered', number: made.number })
  await portal.reload()
  await portal.getByText('已受理，正在确定承办单位').waitFor()
  await portal.getByText('经核实属于路灯维护，予以受理。').waitFor()
})

test('an appeal through a seat is decided: the refusal stands', async () => {
  const page = await desk()
  const made = await refusedCall(page, '对法院判决不满意，法官没有看材料。')
  await page.goto('/staff/refusals')
  await page.getByRole('row').filter({ hasText: made.number }).click()
  const drawer = page.getByRole('dialog')
  await drawer.getByLabel('申诉理由').fill('再考虑一下。')
  await drawer.getByRole('button', { name: /提交代记申诉/ }).click()
  await page.getByText('申诉已记录').waitFor()
  const leader = await signedIn('leader1')
  await leader.goto('/staff/refusals?state=appealed')
  await leader.getByRole('row').filter({ hasText: made.number }).click()
  const deciding = leader.getByRole('dialog')
  await deciding.getByText('维持不予受理', { exact: true }).last().click()
  await deciding.getByLabel('复核理由（告知当事人）').fill('判决不服应当上诉。')
  await deciding.getByRole('button', { name: /提交复核意见/ }).click()
  await leader.getByText('复核已完成').waitFor()
  expect((await refusals(leader)).find((r) => r.number === made.number)!.state).toBe('stands')
})

test('a dispatcher refuses a form from the portal', async () => {
  const citizen = await (await context({ script: false, viewport: phone })).newPage()
  await citizen.goto('/report')
  await citizen.getByLabel(/求助/).check()
  await citizen.getByLabel(/事情的经过/).fill('不服行政处罚，要求撤销处罚，已经提交行政复议。')
  await citizen.getByRole('button', { name: '提交', exact: true }).click()
  await citizen.getByText('可能不由本热线受理').waitFor()
  await citizen.getByText('行政复议事项').waitFor()
  expect(await citizen.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(phone.width)
  await citizen.getByRole('button', { name: '已看过，仍要提交' }).click()
  const number = await citizen.getByTestId('number').textContent()

  const page = await signedIn('dispatcher1')
  const [made] = await rows<{ id: string }>(page, `/orders?q=${number}`)
  await page.goto(`/staff/queue?view=to_dispatch&id=${made!.id}`)
  await page.getByRole('button', { name: '不予受理', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: /提交不予受理/ }).click()
  await dialog.getByText('请选择不予受理的情形。').waitFor()
  await dialog.getByLabel('不予受理的情形').fill('行政复议')
  await dialog.getByLabel('不予受理的情形').press('Enter')
  await dialog.getByLabel('本件的具体原因').fill('复议机关已受理。')
  await dialog.getByRole('button', { name: /提交不予受理/ }).click()
  await page.getByText('已答复不予受理').waitFor()
  expect((await order(page, made!.id)).state).toBe('withdrawn')
  expect((await refusals(page)).find((r) => r.number === number)).toMatchObject({ code: 'reconsideration', state: 'refused' })
})

test('the portal says to call 119 now, before anything is sent', async () => {
  for (const mode of ['normal', 'large', 'contrast']) {
    const page = await (await context({ script: false })).newPage()
    await page.goto(`/report?mode=${mode}`)
    await page.getByLabel(/求助/).check()
    await page.getByLabel(/事情的经过/).fill('隔壁正在着火，快来人。')
    await page.getByRole('button', { name: '提交', exact: true }).click()
    await page.getByRole('alert').filter({ hasText: '请现在拨打' }).waitFor()
    expect(await page.getByRole('alert').getByRole('link', { name: '119' }).getAttribute('href')).toBe('tel:119')
  }
})

test('the list of coded refusals is changed on its screen', async () => {
  const page = await signedIn('leader1')
  await page.goto('/staff/admin/remit')
  await page.getByRole('button', { name: '新增情形' }).click()
  const drawer = page.getByRole('dialog')
  await drawer.getByLabel('代码').fill('funeral')
  await drawer.getByLabel('情形（告知市民）').fill('殡葬服务预约')
  await drawer.getByLabel('办理途径（告知市民）').fill('请拨打殡仪馆服务电话，全天有人接听。')
  await drawer.getByLabel('提示词规则').fill('殡仪馆；以及 火化')
  await drawer.getByRole('button', { name: /保\s*存/ }).click()
  await drawer.getByText(/第 1 行/).first().waitFor()
  await drawer.getByLabel('提示词规则').fill('殡仪馆、火化')
  await drawer.getByRole('button', { name: /保\s*存/ }).click()
  await page.getByRole('row').filter({ hasText: 'funeral' }).waitFor()

  const seat = await desk('seat2')
  await seat.getByLabel('诉求内容').fill('殡仪馆火化要排队几天？')
  await seat.getByText('殡葬服务预约').first().waitFor()
})
