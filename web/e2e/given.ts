import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { signedIn } from './browser'
import { order, rows, type OrderSeen } from './orders'

/** What a test starts from is made by the API; what it is about happens on the screen. */
export async function post<T>(page: Page, path: string, body: object): Promise<T> {
  const answer = await page.request.post('/api/v1' + path, { data: body, headers: { 'Idempotency-Key': crypto.randomUUID() } })
  expect(answer.ok(), `${path}: ${answer.status()} ${await answer.text()}`).toBe(true)
  return (await answer.json()) as T
}

/** What the citizen is told to write down. */
interface Receipt {
  order_id: string
  number: string
  query_code: string
}

interface Row {
  id: string
  name: string
  code: string
}

export const unitCalled = async (page: Page, name: string) => (await rows<Row>(page, `/units?limit=200&q=${encodeURIComponent(name)}`)).find((u) => u.name === name)!

/** An order that a seat took on and left for the dispatcher. */
export const registered = (title: string, phone?: string) => dispatched(title, '', phone)

/** An order that a seat took on and dispatched. */
export async function dispatched(
  title: string,
  unit = '香洲区人民政府',
  phone = '13900220001',
  more: object = {},
): Promise<{ seat: Page; made: OrderSeen; receipt: Receipt }> {
  const seat = await signedIn('seat2')
  const category = (await rows<Row>(seat, '/categories?limit=200')).find((c) => c.name === '路灯不亮')!
  const division = (await rows<Row>(seat, '/divisions?limit=200')).find((d) => d.name === '翠香街道')!
  const to = unit ? await unitCalled(seat, unit) : undefined
  const taken = await post<{ receipts: Receipt[] }>(seat, '/contacts', {
    door: 'phone',
    caller_number: phone,
    requests: [
      {
        kind: 'help',
        title,
        content: `${title}，来电人希望尽快处理。`,
        category_id: category.id,
        division_code: division.code,
        reply_wanted: true,
        reply_way: 'phone',
        ...more,
        then: to ? { verb: 'dispatch', unit_id: to.id } : undefined,
      },
    ],
  })
  return { seat, made: await order(seat, taken.receipts[0]!.order_id), receipt: taken.receipts[0]! }
}

/** Does a verb on an order without the screen. */
export async function done(page: Page, id: string, verb: string, body: object = {}): Promise<OrderSeen> {
  const { version } = await order(page, id)
  return post(page, `/orders/${id}/${verb}`, { version, ...body })
}

export const goodReply = {
  outcome: 'resolved',
  basis: '现场查看并更换灯头。',
  reached: true,
  contacted_at: new Date(Date.now() - 60_000).toISOString(),
  contact_number: '13900220001',
  public_text: '路灯已修复，当晚已正常亮灯，感谢您的反映。',
}

/** An order that was signed for, answered and approved. */
export async function completed(title: string, phone?: string): Promise<{ seat: Page; made: OrderSeen; receipt: Receipt }> {
  const { seat, made, receipt } = await dispatched(title, undefined, phone)
  const officer = await signedIn('officer-xiangzhou')
  await done(officer, made.id, 'sign')
  await done(officer, made.id, 'reply', goodReply)
  const reviewer = await signedIn('reviewer1')
  await done(reviewer, made.id, 'review', { approve: true })
  await officer.context().close()
  await reviewer.context().close()
  return { seat, made: await order(seat, made.id), receipt }
}

/** A request that was not taken on, with its coded reason. */
export async function refused(phone: string): Promise<Receipt> {
  const seat = await signedIn('seat2')
  const taken = await post<{ receipts: Receipt[] }>(seat, '/contacts', {
    door: 'phone',
    caller_number: phone,
    requests: [{ kind: 'help', content: '老家在外省，村口的路灯坏了很久没有人修。', then: { verb: 'refuse', code: 'outside-city', text: '事发地在外省。' } }],
  })
  await seat.context().close()
  return taken.receipts[0]!
}

/** A running event that matches nothing that a test says, and how to end it. */
export async function running(name: string): Promise<{ name: string; end: () => Promise<void> }> {
  const leader = await signedIn('leader1')
  const unit = await unitCalled(leader, '香洲区人民政府')
  const made = await post<{ id: string }>(leader, '/storms', {
    name,
    kind: 'water',
    keywords: `${name}专用词`,
    announcement: '水管抢修，预计 20 时恢复供水。',
    sample: 0,
    unit_id: unit.id,
  })
  return {
    name,
    end: async () => {
      const x = (await (await leader.request.get(`/api/v1/storms/${made.id}`)).json()) as { version: number }
      await post(leader, `/storms/${made.id}/end`, { version: x.version, summary: '已恢复供水。' })
    },
  }
}
