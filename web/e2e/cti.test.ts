import { createHash, createHmac, randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { phone, desktop, signedIn, useBrowser, violations } from './browser'
import { dispatched } from './given'
import { mark } from './mark'

useBrowser({ voice: true })

const patient = { timeout: 20_000 }
const bar = (page: Page) => page.getByRole('region', { name: '话务条' })

/** An old call centre with its recorder, whose adapter was written from the documentation of the events. */
const centre = { kid: '', key: Buffer.alloc(0), host: '', fetched: 0, seq: 0, call: '' }
const caller = '13900220077'
let recorder: Server

/** Two seconds of A-law, mono, 8 kHz. */
function wav(): Buffer {
  const head = Buffer.from('524946460000000057415645666d74201000000006000100401f0000401f0000010008006461746100000000', 'hex')
  const sound = Buffer.from(Array.from({ length: 16_000 }, (_, i) => (i % 16 < 8 ? 0x2a : 0xaa)))
  head.writeUInt32LE(36 + sound.length, 4)
  head.writeUInt32LE(sound.length, 40)
  return Buffer.concat([head, sound])
}

beforeAll(async () => {
  recorder = createServer((req, res) => {
    centre.fetched++
    if (centre.fetched === 1) res.writeHead(503).end() // it is tried again
    else res.writeHead(req.url === '/rec/1.wav?ticket=geheim' ? 200 : 404, { 'Content-Type': 'audio/wav' }).end(wav())
  })
  await new Promise<void>((done) => recorder.listen(0, '127.0.0.1', done))
  centre.host = `127.0.0.1:${(recorder.address() as AddressInfo).port}`
})
afterAll(() => recorder.close())

async function post(page: Page, event: Record<string, unknown>): Promise<{ status: number; outcome?: string; code?: string }> {
  const path = '/cti/v1/events'
  const body = JSON.stringify({ version: 1, id: randomUUID(), at: new Date().toISOString(), ...event })
  const at = String(Math.floor(Date.now() / 1000))
  const sign = createHmac('sha256', centre.key).update(`${at}\nPOST\n${path}\n${body}`).digest('hex')
  const answer = await page.request.post(path, {
    data: Buffer.from(body),
    headers: { 'Content-Type': 'application/json', 'X-Onedoor-Key': centre.kid, 'X-Onedoor-Time': at, 'X-Onedoor-Signature': sign },
  })
  return { status: answer.status(), ...((await answer.json()) as object) }
}

const tell = async (page: Page, kind: string, more: Record<string, unknown> = {}) =>
  expect(await post(page, { kind, call: centre.call, seq: ++centre.seq, ...more }), kind).toMatchObject({ status: 200, outcome: 'ok' })

test('an existing call centre is connected; its call opens the caller, becomes an order, and its recording is heard there', async () => {
  const found: string[] = []
  const judged = async (page: Page, what: string) => {
    for (const viewport of [phone, desktop]) {
      await page.setViewportSize(viewport)
      const width = await page.evaluate(() => document.documentElement.scrollWidth)
      if (width > viewport.width) found.push(`${what}: ${width} px wide`)
      found.push(...(await violations(page)).map((v) => `${what}: ${v}`))
    }
  }

  // The administrator enters it, makes a key and says who the agent is.
  const code = `old-${mark()}`
  const name = `老呼叫中心 ${code}`
  const earlier = `老号码反映过的路灯 ${code}`
  const admin = await signedIn('admin1')
  if (centre.call) await post(admin, { kind: 'call.ended', call: centre.call, seq: ++centre.seq }) // that an earlier try left
  Object.assign(centre, { fetched: 0, seq: 0, call: code })
  await admin.goto('/staff/admin/cti')
  await admin.getByRole('button', { name: '登记呼叫中心' }).click()
  const form = admin.getByRole('dialog', { name: '登记呼叫中心' })
  await form.getByLabel('名称').fill(name)
  await form.getByLabel('编码').fill(code)
  await form.getByLabel('录音主机').fill(centre.host)
  found.push(...(await violations(admin)))
  await form.getByRole('button', { name: '保存' }).click()
  await admin.getByRole('button', { name: `${name} · 接入` }).click()
  const setup = admin.getByRole('dialog', { name: `${name} · 接入` })
  await setup.getByRole('button', { name: '生成密钥' }).click()
  const [, kid, , secret] = (await setup.getByLabel('新密钥').inputValue()).split(':')
  centre.kid = kid!
  centre.key = Buffer.from(secret!, 'base64url')
  expect(await post(admin, { kind: 'ping' })).toMatchObject({ status: 200, outcome: 'ok', centre: name })
  centre.key = Buffer.from('x'.repeat(32))
  expect(await post(admin, { kind: 'ping' })).toMatchObject({ status: 401, code: 'cti.bad_signature' })
  centre.key = Buffer.from(secret!, 'base64url')
  expect(await post(admin, { kind: 'agent.state', agent: '8006', state: 'ready' })).toMatchObject({ outcome: 'cti.unknown_agent' })
  await admin.reload()
  await admin.getByRole('button', { name: `${name} · 接入` }).click()
  await setup.getByRole('list', { name: /拒收或未生效/ }).getByText('签名不正确').waitFor()
  expect(await setup.getByLabel('新密钥').count()).toBe(0)
  await setup.getByRole('button', { name: '对照 8006' }).click()
  await setup.getByLabel('本系统登录名').fill('seat6')
  await setup.getByRole('button', { name: '保存对照' }).click()
  await setup.getByRole('list', { name: '工号和队列对照', exact: true }).getByText('seat6').waitFor()
  await judged(admin, 'the call centre is connected')

  // Somebody with a history calls; the telephone that rings is the old one, and the desk opens the caller.
  await dispatched(earlier, undefined, caller)
  const seat = await signedIn('seat6')
  await seat.goto('/staff/knowledge')
  await seat.getByRole('heading', { name: '知识库' }).first().waitFor()
  await tell(seat, 'call.arrived', { number: caller, hotline: '12345' })
  await tell(seat, 'call.queued')
  await tell(seat, 'call.ringing', { agent: '8006' })
  await bar(seat).getByRole('status').getByText('来电振铃').waitFor(patient)
  await bar(seat).getByText('139****0077').waitFor()
  await judged(seat, 'it rings')
  await tell(seat, 'call.answered', { agent: '8006' })
  await bar(seat).getByRole('status').getByText('通话中').waitFor(patient)
  await seat.waitForURL(/\/staff\/desk/, patient)
  await expect.poll(() => seat.getByLabel('来电号码').inputValue(), patient).toBe(caller)
  await seat.getByRole('region', { name: /历史诉求/ }).getByText(earlier).waitFor(patient)
  await bar(seat).getByText(`由${name}接听`).waitFor()
  for (const verb of ['接听', '挂断', '保持', '转接', '求助']) expect(await bar(seat).getByRole('button', { name: verb }).count(), verb).toBe(0)
  await judged(seat, 'the desk')
  await tell(seat, 'call.held')
  await bar(seat).getByRole('status').getByText('保持中').waitFor(patient)
  await tell(seat, 'call.retrieved')

  await seat.getByText('无效', { exact: true }).click()
  await seat.getByLabel('标题').fill('老话机打来的电话')
  await seat.getByLabel('诉求内容').fill('来电人反映后自行挂断。')
  await seat.getByText('仅登记', { exact: true }).click()
  const sent = seat.waitForResponse((r) => r.request().method() === 'POST' && r.url().endsWith('/contacts'))
  await seat.keyboard.press('Control+Enter')
  const made = (await (await sent).json()) as { receipts: { order_id: string }[] }
  await seat.getByRole('heading', { name: '受理成功' }).waitFor()
  await tell(seat, 'call.ended')
  await bar(seat).waitFor({ state: 'detached', ...patient })
  const sha256 = createHash('sha256').update(wav()).digest('hex')
  await tell(seat, 'recording.ready', { recording: { url: `http://${centre.host}/rec/1.wav?ticket=geheim`, sha256 } })
  await tell(seat, 'rating', { rating: 5 })

  // The recording was fetched at the second try, and is heard on the order's page for a purpose.
  const leader = await signedIn('leader1')
  await expect
    .poll(async () => ((await (await leader.request.get(`/api/v1/orders/${made.receipts[0]!.order_id}/calls`)).json()) as { items: { recorded: boolean; rating: number }[] }).items[0], { timeout: 60_000 })
    .toMatchObject({ recorded: true, rating: 5 })
  expect(centre.fetched).toBe(2)
  await leader.goto(`/staff/orders/${made.receipts[0]!.order_id}`)
  await leader.getByText('按键评价 5 分').waitFor()
  await leader.getByText('没有告知录音的记录').first().waitFor() // the other call centre told nobody that we know of
  await leader.getByRole('button', { name: '调听录音' }).first().click()
  const heard = leader.waitForResponse((r) => /\/hearings\/\d+/.test(r.url()))
  await leader.getByTitle('核实反映内容').click()
  await leader.getByRole('button', { name: '播放' }).first().click()
  expect((await heard).headers()['content-type']).toBe('audio/wav')
  await leader.getByText(/0:02/).first().waitFor()
  await admin.reload()
  await admin.getByRole('cell', { name }).first().waitFor()
  await judged(admin, 'the list')
  expect(found).toEqual([])
})
