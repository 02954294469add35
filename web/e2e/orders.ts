import type { APIRequestContext, Page } from 'playwright-core'

/** As much of an order as the tests look at. */
export interface OrderSeen {
  id: string
  number: string
  title: string
  state: string
  direct: boolean
  kind: string
  category_id?: string | null
  unit_name: string
  urge_count: number
  redo_count: number
  created_at: string
  due_at?: string
  version: number
  content: string
  replies: { article_ids: string[]; public_text: string; state: string }[]
  supplements: { content: string }[]
  verbs: string[]
}

async function read<T>(request: APIRequestContext, path: string): Promise<T> {
  const answer = await request.get('/api/v1' + path)
  if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`)
  return (await answer.json()) as T
}

/** One order, as the person of the page may see it. */
export const order = (page: Page, id: string) => read<OrderSeen>(page.request, `/orders/${id}`)

/** The orders of exactly this title: how a test counts what it made. */
export async function ordersCalled(page: Page, title: string): Promise<OrderSeen[]> {
  const found = await read<{ items: OrderSeen[] }>(page.request, `/orders?q=${encodeURIComponent(title)}`)
  return Promise.all(found.items.filter((o) => o.title === title).map((o) => order(page, o.id)))
}

/** A list of the API, whatever its rows are. */
export const rows = async <T>(page: Page, path: string) => (await read<{ items: T[] }>(page.request, path)).items
