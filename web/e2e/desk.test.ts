import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { signedIn, useBrowser } from './browser'
import { hasFocus, pick, tabTo } from './keyboard'
import { order, ordersCalled, rows } from './orders'

useBrowser()

const field = (page: Page, name: string) => page.getByLabel(name)
const receipt = (page: Page) => page.getByRole('heading', { name: '受理成功' })

async function desk(): Promise<Page> {
  const page = await signedIn('seat1')
  await page.goto('/staff/desk')
  await field(page, '来电号码').waitFor()
  return page
}

interface Matter {
  kind: string
  title: string
  content: string
  category: string
  division?: string
}

/** Fills the request on screen without the mouse, from its title on. */
async function type(page: Page, m: Matter) {
  await page.keyboard.press('Alt+t')
  await hasFocus(field(page, '标题'))
  await page.keyboard.press('Shift+Tab')
  const kind = page.getByRole('radio', { name: m.kind })
  for (let n = 0; n < 7 && !(await kind.isChecked()); n++) await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Tab')
  await hasFocus(field(page, '标题'))
  await page.keyboard.type(m.title)
  await tabTo(page, field(page, '诉求分类'))
  await pick(page, m.category, new RegExp(m.category))
  await page.keyboard.press('Enter')
  if (m.division) {
    await tabTo(page, field(page, '所属区域'))
    await pick(page, m.division, new RegExp(m.division))
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
  }
  await tabTo(page, field(page, '诉求内容'))
  await page.keyboard.type(m.content)
}

const noise: Matter = {
  kind: '投诉',
  title: '翠前路工地凌晨仍在打桩',
  content: '翠前路在建工地连续三晚凌晨一点打桩，附近居民无法休息。',
  category: '夜间施工',
  division: '翠香',
}

test('a whole take-on by keyboard', async () => {
  const page = await desk()
  await page.keyboard.press('Alt+p')
  await hasFocus(field(page, '来电号码'))
  await page.keyboard.type('13900110001')
  await tabTo(page, field(page, '姓名'))
  await page.keyboard.type('言女士')
  await type(page, noise)
  // The dispatch catalogue names the unit; nobody has to look for it.
  await page.getByText(/^建议 /).waitFor()
  await page.keyboard.press('Control+Enter')
  await receipt(page).waitFor()
  const made = await ordersCalled(page, noise.title)
  expect(made).toHaveLength(1)
  expect(made[0]).toMatchObject({ state: 'dispatched', content: noise.content })
  expect(made[0]!.unit_name).not.toBe('')
  await page.getByRole('link', { name: made[0]!.number }).waitFor()

  // The next caller: the form is empty and waits at the number.
  await hasFocus(page.getByRole('button', { name: '登记下一位' }))
  await page.keyboard.press('Enter')
  await hasFocus(field(page, '来电号码'))
  expect(await field(page, '来电号码').inputValue()).toBe('')
  expect(await field(page, '标题').inputValue()).toBe('')
  await page.context().close()
})

test('the keys are listed, and what is missing is said', async () => {
  const page = await desk()
  await page.getByRole('button', { name: /提交派单/ }).focus()
  await page.keyboard.press('?')
  const help = page.getByRole('dialog')
  for (const name of ['提交登记', '追加／催办所选工单', '增加一项诉求']) await help.getByText(name, { exact: true }).waitFor()
  await page.keyboard.press('Escape')
  await help.waitFor({ state: 'hidden' })
  await page.keyboard.press('Control+Enter')
  await page.getByText(/有 \d+ 处需要修改/).waitFor()
  await expect.poll(() => field(page, '标题').getAttribute('aria-invalid')).toBe('true')
  expect(await receipt(page).count()).toBe(0)
  await page.context().close()
})

test('a draft survives a reload, at once and later', async () => {
  const page = await desk()
  await field(page, '来电号码').fill('13900110002')
  await field(page, '标题').fill('草稿里的一句话')
  // Before the server has it, the browser does.
  await page.reload()
  await page.getByText('已恢复上次未提交的内容。').waitFor()
  expect(await field(page, '标题').inputValue()).toBe('草稿里的一句话')
  expect(await field(page, '来电号码').inputValue()).toBe('13900110002')
  await field(page, '诉求内容').fill('写到一半，浏览器重新打开。')
  await page.getByText(/^草稿已保存/).waitFor()
  expect(await page.evaluate(() => Object.keys(localStorage).filter((k) => k.startsWith('draft.')))).toEqual([])
  await page.reload()
  await page.getByText('已恢复上次未提交的内容。').waitFor()
  expect(await field(page, '诉求内容').inputValue()).toBe('写到一半，浏览器重新打开。')

  // Put aside by one key for the next caller, and taken up again.
  await page.keyboard.press('Alt+s')
  await page.getByText('已暂存，可从“暂存”中取回。').waitFor()
  expect(await field(page, '标题').inputValue()).toBe('')
  await page.getByRole('button', { name: '暂存 1' }).click()
  await page.getByRole('listitem').filter({ hasText: '草稿里的一句话' }).getByRole('button', { name: '取回' }).click()
  await expect.poll(() => field(page, '诉求内容').inputValue()).toBe('写到一半，浏览器重新打开。')
  await page.getByRole('button', { name: '清空' }).click()
  await page.getByRole('dialog').getByRole('button', { name: /确\s*定/ }).click()
  await expect.poll(() => field(page, '标题').inputValue()).toBe('')
  await page.context().close()
})

const lamp: Matter = { kind: '求助', title: '凤凰南路路灯三盏不亮', content: '路口三盏路灯不亮已有一周。', category: '路灯不亮', division: '翠香' }

test('a double click makes one order, and so does a lost answer', async () => {
  const page = await desk()
  await field(page, '来电号码').fill('13900110003')
  await type(page, lamp)
  await page.getByText(/^建议 /).waitFor()
  const sent: string[] = []
  page.on('request', (r) => r.method() === 'POST' && r.url().endsWith('/api/v1/contacts') && sent.push(r.headers()['idempotency-key'] ?? ''))
  await page.getByRole('button', { name: /提交派单/ }).dblclick()
  await receipt(page).waitFor()
  expect(await ordersCalled(page, lamp.title)).toHaveLength(1)
  expect(new Set(sent).size).toBe(1)

  // The server takes it on, the answer is lost on the way: the same command goes again.
  await page.getByRole('button', { name: '登记下一位' }).click()
  const lost = { ...lamp, title: '柠溪路路灯昼夜常亮' }
  let lose = true
  const answers: number[] = []
  await page.route('**/api/v1/contacts', async (r) => {
    const answer = await r.fetch()
    answers.push(answer.status())
    if (!lose) return r.fulfill({ response: answer })
    lose = false
    await r.abort('connectionreset')
  })
  await field(page, '来电号码').fill('13900110003')
  await type(page, lost)
  await page.getByText(/^建议 /).waitFor()
  await page.keyboard.press('Control+Enter')
  await receipt(page).waitFor()
  expect(answers).toEqual([201, 201])
  const made = await ordersCalled(page, lost.title)
  expect(made).toHaveLength(1)
  await page.getByRole('link', { name: made[0]!.number }).waitFor()
  await page.context().close()
})

test('a repeat call is added to the open order by one key', async () => {
  const page = await desk()
  const first = { ...lamp, title: '人民西路人行道地砖破损', content: '人行道地砖松动，雨后溅水。', category: '道路积水' }
  await field(page, '来电号码').fill('13900110004')
  await type(page, first)
  await page.getByText(/^建议 /).waitFor()
  await page.keyboard.press('Control+Enter')
  await receipt(page).waitFor()
  await page.keyboard.press('Enter')
  const [made] = await ordersCalled(page, first.title)

  await hasFocus(field(page, '来电号码'))
  await page.keyboard.type('13900110004')
  await page.getByRole('table', { name: '历史诉求' }).or(page.getByRole('region', { name: /历史诉求/ })).getByText(first.title).waitFor()
  await page.keyboard.press('Alt+r')
  const dialog = page.getByRole('dialog')
  await hasFocus(dialog.getByLabel('来话内容'))
  await page.keyboard.type('今天又有老人绊倒，请尽快修。')
  await page.keyboard.press('Control+Enter')
  await receipt(page).waitFor()
  await page.getByText(`已追加到 ${made!.number}。`).waitFor()
  const after = await order(page, made!.id)
  expect(after.urge_count).toBe(1)
  expect(after.supplements.map((x) => x.content)).toEqual(['今天又有老人绊倒，请尽快修。'])
  expect(await ordersCalled(page, first.title)).toHaveLength(1)
  await page.context().close()
})

test('a direct answer quotes knowledge by one key', async () => {
  const page = await desk()
  await field(page, '来电号码').fill('13900110005')
  const asked = { ...lamp, kind: '咨询', title: '公积金提取怎么办', content: '想了解租房提取公积金的条件。', category: '公积金提取', division: '翠香' }
  await type(page, asked)
  const offered = page.getByRole('listitem').filter({ has: page.getByRole('button', { name: /^引用/ }) })
  const first = offered.filter({ hasText: '公积金' }).first().getByRole('button').first()
  await first.waitFor()
  const title = (await first.innerText()).trim()
  await page.keyboard.press('Alt+1')
  await page.getByText('已引用到答复内容。').waitFor()
  await page.getByText('已引用 1 条知识', { exact: false }).waitFor()
  const quoted = await field(page, '答复内容').inputValue()
  expect(quoted.length).toBeGreaterThan(10)
  await page.keyboard.press('Control+Enter')
  await receipt(page).waitFor()
  const [made] = await ordersCalled(page, asked.title)
  expect(made).toMatchObject({ state: 'completed', direct: true })
  expect(made!.replies[0]!.public_text).toBe(quoted)
  expect(made!.replies[0]!.article_ids).toHaveLength(1)
  const kept = await rows<{ title: string; version: number }>(page, `/quotes?order_id=${made!.id}`)
  expect(kept).toMatchObject([{ title, version: 1 }])
  await page.context().close()
})

test('two requests of one contact become two orders', async () => {
  const page = await desk()
  await field(page, '来电号码').fill('13900110006')
  const one = { ...lamp, title: '菜市场门口占道摆摊', content: '早市占道，公交进不了站。', category: '占道经营' }
  const two = { ...lamp, title: '菜市场门前夜里没有路灯', content: '门前一段路没有路灯，晚上看不清。', category: '增设路灯', division: undefined }
  await type(page, one)
  await page.getByText(/^建议 /).waitFor()
  await page.keyboard.press('Alt+n')
  await page.getByRole('button', { name: '诉求 2', exact: true }).waitFor()
  await type(page, two)
  await page.getByText(/^建议 /).waitFor()
  await page.keyboard.press('Control+Enter')
  await receipt(page).waitFor()
  const made = [...(await ordersCalled(page, one.title)), ...(await ordersCalled(page, two.title))]
  expect(made.map((o) => o.content)).toEqual([one.content, two.content])
  expect(new Set(made.map((o) => o.number)).size).toBe(2)
  for (const o of made) await page.getByRole('link', { name: o.number }).waitFor()
  await page.context().close()
})
