import { createHmac, randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { signedIn, useBrowser, violations } from './browser'
import { pick } from './keyboard'
import { mark } from './mark'
import { rows } from './orders'

useBrowser()

interface Message {
  id: string
  kind: string
  exchange: string
  seq: number
  body: Record<string, unknown>
}

/** A neighbouring city's platform: what it took, and with which code it refuses a kind of message; written from the documentation of the exchange. */
const neighbour = { kid: '', key: Buffer.alloc(0), taken: [] as Message[], refuse: new Map<string, string>(), name: '', url: '' }
let server: Server

const sign = (at: string, method: string, path: string, body: string) =>
  createHmac('sha256', neighbour.key).update(`${at}\n${method}\n${path}\n${body}`).digest('hex')
const now = () => String(Math.floor(Date.now() / 1000))

beforeAll(async () => {
  server = createServer((req, res) => {
    let body = ''
    req.on('data', (chunk: Buffer) => (body += chunk.toString()))
    req.on('end', () => {
      const good = req.headers['x-onedoor-signature'] === sign(String(req.headers['x-onedoor-time']), 'POST', '/partner/v1/messages', body)
      const message = JSON.parse(body) as Message
      if (!good || neighbour.refuse.has(message.kind)) {
        res.writeHead(good ? 422 : 401, { 'Content-Type': 'application/json' }).end(JSON.stringify({ code: good ? neighbour.refuse.get(message.kind) : 'neighbour.bad' }))
        return
      }
      if (message.kind !== 'ping') neighbour.taken.push(message)
      const ack = JSON.stringify({ message: message.id, outcome: 'ok', city: '邻市' })
      const at = now()
      res.writeHead(200, { 'X-Onedoor-Key': neighbour.kid, 'X-Onedoor-Time': at, 'X-Onedoor-Signature': sign(at, 'ACK', message.id, ack) }).end(ack)
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  neighbour.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => server.close())

/** The neighbour hands an order over. */
async function offer(page: Page, ref: string, title: string) {
  const path = '/partner/v1/messages'
  const body = JSON.stringify({
    version: 1,
    id: randomUUID(),
    kind: 'order.offered',
    exchange: ref,
    seq: 1,
    sent_at: new Date().toISOString(),
    body: {
      offer: {
        number: `LS-${ref}`,
        kind: 'help',
        category: { code: 'LS-GS', name: '供水保障' },
        created_at: new Date().toISOString(),
        due_at: new Date(Date.now() + 3 * 86_400_000).toISOString(),
        title,
        content: `${title}，请协助处理。`,
        requester: { contact: `邻市 12345 转 3，报 LS-${ref}` },
      },
    },
  })
  const at = now()
  const answer = await page.request.post(path, {
    data: Buffer.from(body),
    headers: { 'Content-Type': 'application/json', 'X-Onedoor-Key': neighbour.kid, 'X-Onedoor-Time': at, 'X-Onedoor-Signature': sign(at, 'POST', path, body) },
  })
  expect(answer.status(), await answer.text()).toBe(200)
}

const orderCalled = async (page: Page, title: string) => (await rows<{ id: string; title: string }>(page, '/orders?limit=200&door=partner')).find((o) => o.title === title)!

test('a partner is connected: agreement, a key shown once, a test, and a code that waits to be mapped', async () => {
  const page = await signedIn('admin1')
  const code = `neighbour-${mark()}`
  const name = (neighbour.name = `邻市热线 ${code}`)
  await page.goto('/staff/admin/partners')
  await page.getByRole('button', { name: '登记协同单位' }).click()
  const form = page.getByRole('dialog', { name: '登记协同单位' })
  await form.getByLabel('名称').fill(name)
  await form.getByLabel('编码').fill(code)
  await form.getByLabel('对方地址').fill(neighbour.url)
  expect(await violations(page)).toEqual([])
  await form.getByRole('button', { name: '保存' }).click()
  await page.getByRole('button', { name: `${name} · 接入` }).click()
  const setup = page.getByRole('dialog', { name: `${name} · 接入` })
  await setup.getByText('还没有密钥').waitFor()
  await setup.getByRole('button', { name: '生成密钥' }).click()
  const line = await setup.getByLabel('新密钥').inputValue()
  const [, kid, algorithm, key] = line.split(':')
  expect(algorithm).toBe('hmac-sha256')
  neighbour.kid = kid!
  neighbour.key = Buffer.from(key!, 'base64url')
  await setup.getByRole('button', { name: '测试连接' }).click()
  await setup.getByText(/连接正常：邻市/).waitFor()
  expect(await violations(page)).toEqual([])

  const leader = await signedIn('leader1')
  await offer(leader, `b1-${mark()}`, '邻市转来的停水')
  await page.reload()
  await page.getByRole('button', { name: `${name} · 接入` }).click()
  expect(await setup.getByText(line).count()).toBe(0)
  const waits = setup.getByRole('list', { name: '待对照编码' })
  await waits.getByText('供水保障').waitFor()
  await waits.getByRole('button', { name: '对照 LS-GS' }).click()
  const category = (await rows<{ code: string; name: string; level: number }>(page, '/categories?limit=200')).find((c) => c.level === 3)!
  await setup.getByLabel('本系统编码').fill(category.code)
  await setup.getByRole('button', { name: '保存对照' }).click()
  await setup.getByRole('list', { name: '编码对照' }).getByText(category.name).waitFor()
  await setup.getByText('没有待对照的编码').waitFor()
})

test('an order that a partner handed over says so, and is given back with a reason', async () => {
  const leader = await signedIn('leader1')
  const ref = `b2-${mark()}`
  const reason = `该路段由邻市管养（${ref}）。`
  await offer(leader, ref, `邻市转来的路灯不亮 ${ref}`)
  const made = await orderCalled(leader, `邻市转来的路灯不亮 ${ref}`)
  await leader.goto(`/staff/orders/${made.id}`)
  const panel = leader.locator('section').filter({ has: leader.getByRole('heading', { name: '跨平台往来' }) })
  await panel.getByText(`由 ${neighbour.name} 转来`).waitFor()
  await panel.getByText(`LS-${ref}`, { exact: true }).waitFor()
  await panel.getByText('未提供，经转出方转接').waitFor()
  expect(await violations(leader)).toEqual([])
  await panel.getByRole('button', { name: '退回转出方' }).click()
  await panel.getByLabel('退回原因').click()
  await leader.getByTitle('不在本单位辖区').click()
  await panel.getByLabel('理由').fill(reason)
  await panel.getByRole('button', { name: /退回转出方/ }).click()
  await panel.getByText('已退回', { exact: true }).waitFor()
  await expect.poll(() => neighbour.taken.filter((m) => m.body.text === reason).length).toBe(1)
  const back = neighbour.taken.find((m) => m.body.text === reason)!
  expect(back).toMatchObject({ kind: 'order.returned', seq: 2, body: { code: 'not_our_area' } })
})

test('a message that the partner refuses is a dead letter until it is sent again', async () => {
  const admin = await signedIn('admin1')
  const ref = `b3-${mark()}`
  neighbour.refuse.set('order.accepted', `neighbour.closed-${ref}`)
  await offer(admin, ref, '邻市转来的噪声')
  await admin.goto('/staff/admin/partners?tab=out')
  const filter = admin.getByRole('group', { name: '状态' })
  const row = admin.getByRole('row').filter({ hasText: `422 neighbour.closed-${ref}` })
  await expect.poll(async () => {
    await filter.getByRole('button', { name: '全部' }).click()
    await filter.getByRole('button', { name: '未送达' }).click()
    return row.count()
  }, { timeout: 15_000 }).toBe(1)
  expect(await violations(admin)).toEqual([])
  neighbour.refuse.clear()
  await row.getByRole('button', { name: /重发消息/ }).click()
  await admin.getByText('已安排重发').waitFor()
  await expect.poll(() => neighbour.taken.filter((m) => m.kind === 'order.accepted' && m.exchange === ref).length, { timeout: 15_000 }).toBe(1)
})

test('a change of a number is planned, said in the list, and taken back', async () => {
  const admin = await signedIn('admin1')
  await admin.goto('/staff/admin/hotlines')
  await admin.getByRole('region', { name: /^按号码统计/ }).getByText('合计').waitFor()
  const row = admin.getByRole('region', { name: /^热线号码/ }).getByRole('row').filter({ hasText: '双号并行' }).first()
  const number = (await row.locator('strong').textContent())!
  await row.click()
  const form = admin.getByRole('dialog', { name: '编辑号码' })
  await form.getByLabel('计划变更：改为').click()
  await admin.getByTitle('整体并入').last().click()
  await form.getByRole('button', { name: '保存' }).click()
  await form.getByText('请填写生效时间').waitFor()
  await form.getByLabel('生效时间').fill('2030-01-01T00:00')
  await form.getByText('已在办理的工单按原来的路径走完').waitFor()
  expect(await violations(admin)).toEqual([])
  await form.getByRole('button', { name: '保存' }).click()
  const changed = admin.getByRole('region', { name: /^热线号码/ }).getByRole('row').filter({ hasText: number })
  await changed.getByText('2030-01-01 00:00 起改为整体并入').waitFor()
  await changed.click()
  await form.getByLabel('计划变更：改为').click()
  await admin.getByTitle('不变更').last().click()
  await form.getByRole('button', { name: '保存' }).click()
  await expect.poll(() => changed.getByText('起改为').count()).toBe(0)
})

test('a call on a sub-centre\'s number is its own by default, and goes on to a unit that works through it', async () => {
  const title = `公交站牌时刻不符 ${mark()}`
  const seat = await signedIn('seat1')
  await seat.goto('/staff/desk')
  await seat.getByLabel('来电号码').fill('13900440001')
  await seat.getByLabel('拨打号码').focus()
  await pick(seat, '12328', /12328/)
  await seat.keyboard.press('Enter')
  await seat.locator('label').filter({ hasText: /^求助$/ }).click()
  await seat.getByLabel('标题').fill(title)
  await seat.getByLabel('诉求分类').focus()
  await pick(seat, '路灯不亮', /路灯不亮/)
  await seat.keyboard.press('Enter')
  await seat.getByLabel('所属区域').focus()
  await pick(seat, '翠香', /翠香/)
  await seat.keyboard.press('ArrowDown')
  await seat.keyboard.press('Enter')
  await seat.getByLabel('诉求内容').fill('站牌写的末班车时间与实际不符，请核对。')
  await seat.getByText('12328 设分中心，默认派给交通分中心').waitFor()
  await expect.poll(() => seat.locator('.ant-select-tree:visible').count()).toBe(0)
  expect(await violations(seat)).toEqual([])
  await seat.keyboard.press('Control+Enter')
  await seat.getByRole('heading', { name: '受理成功' }).waitFor()
  const made = (await rows<{ id: string; title: string; unit_name: string; due_at: string }>(seat, '/orders?limit=200')).find((o) => o.title === title)!
  expect(made.unit_name).toBe('交通分中心')

  const lead = await signedIn('subcentre-jiaotong')
  await lead.goto(`/staff/orders/${made.id}`)
  await lead.getByRole('button', { name: '转办', exact: true }).click()
  await lead.getByLabel('转给哪个单位').click()
  await lead.getByTitle('市交通局').click()
  await lead.getByRole('button', { name: '提交转办' }).click()
  await expect.poll(async () => (await rows<{ id: string; unit_name: string }>(lead, '/orders?limit=200')).find((o) => o.id === made.id)?.unit_name).toBe('市交通局')
  const after = (await rows<{ id: string; due_at: string }>(lead, '/orders?limit=200')).find((o) => o.id === made.id)!
  expect(after.due_at).toBe(made.due_at)
})
