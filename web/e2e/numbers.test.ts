import { expect, test } from 'vitest'
import { signedIn, useBrowser } from './browser'
import { pick } from './keyboard'
import { ordersCalled } from './orders'

useBrowser()

const title = '断缴三个月后能否提取公积金'

test("a dual number's own seat takes a question on its number and answers it", async () => {
  const page = await signedIn('seat-gongjijin')
  await page.goto('/staff/desk')
  await page.getByLabel('来电号码').fill('13900110077')
  await page.getByLabel('姓名').fill('郭女士')
  await page.getByText('咨询', { exact: true }).click()
  await page.getByLabel('标题').fill(title)
  await page.getByLabel('诉求分类').focus()
  await pick(page, '公积金', /公积金/)
  await page.keyboard.press('Enter')
  await page.getByLabel('所属区域').focus()
  await pick(page, '翠香', /翠香/)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.getByLabel('诉求内容').fill('来电人离职三个月，想知道现在能不能提取。')
  const next = (name: string) => page.getByRole('radio', { name, exact: true })
  expect(await next('派单').count()).toBe(0) // the centre dispatches
  await page.getByText('直接答复', { exact: true }).first().click()
  await page.getByLabel('答复内容').fill('断缴满半年且在本市没有在缴账户的，可以申请提取。')
  await page.getByRole('button', { name: /直接答复办结/ }).click()
  await page.getByRole('heading', { name: '受理成功' }).waitFor()

  const [made] = await ordersCalled(page, title)
  expect(made).toMatchObject({ state: 'completed' })
  await page.goto('/staff/orders')
  await page.getByRole('link', { name: made!.number }).waitFor()
  await page.context().close()
})
