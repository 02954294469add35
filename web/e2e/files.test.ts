import { expect, test } from 'vitest'
import { signedIn, useBrowser } from './browser'
import { dispatched } from './given'

useBrowser()

const file = (name: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(`内容：${name}`) })

test('files added to an order are all there, and shown on its page', async () => {
  const { seat, made } = await dispatched('附件测试：路灯照片补交')
  await seat.goto(`/staff/orders/${made.id}`)
  const panel = seat.locator('section').filter({ has: seat.getByRole('heading', { name: '附件', exact: true }) })
  await panel.locator('input[type=file]').setInputFiles([file('近景.txt'), file('远景.txt'), file('编号牌.txt')])
  await seat.getByText('附件已补充。').waitFor()
  for (const name of ['近景.txt', '远景.txt', '编号牌.txt']) await panel.getByRole('link', { name: new RegExp(name) }).waitFor()
  // The unit sees them, too, and adds one of its own.
  const officer = await signedIn('officer-xiangzhou')
  await officer.goto(`/staff/orders/${made.id}`)
  const theirs = officer.locator('section').filter({ has: officer.getByRole('heading', { name: '附件', exact: true }) })
  await theirs.getByRole('link', { name: /近景/ }).waitFor()
  await theirs.locator('input[type=file]').setInputFiles([file('现场.txt')])
  await theirs.getByRole('link', { name: /现场/ }).waitFor()
  await expect.poll(() => theirs.getByRole('listitem').count()).toBe(4)
})
