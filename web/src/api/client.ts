import createClient from 'openapi-fetch'
import { networkProblem, problemOf, type Problem } from './problem'
import type { paths } from './schema.gen'
import type { Address } from './shape'

export type Query = Record<string, string | number | boolean | string[] | undefined | null>

interface Options {
  query?: Query
  body?: unknown
  /** Kept by the caller over retries of one and the same command; see useCommand. */
  idempotencyKey?: string
  signal?: AbortSignal
  headers?: Record<string, string>
}

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'

const base = '/api/v1'

// openapi-fetch captures fetch when it is created; a late look-up lets tests replace it.
const client = createClient<paths>({
  baseUrl: base,
  credentials: 'same-origin',
  fetch: (request: Request) => globalThis.fetch(request),
})

/** Fired when the server no longer knows who is sitting here. */
export const signedOut = new EventTarget()

/**
 * A random UUID (version 4). Not crypto.randomUUID: browsers have that only on HTTPS and on the machine itself, and a
 * centre may run this by plain HTTP in its own network.
 */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

async function call<T>(method: Method, path: string, o: Options = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json, application/problem+json', ...o.headers }
  if (method === 'post') headers['Idempotency-Key'] = o.idempotencyKey ?? newKey()
  let response: Response
  let data: unknown
  let error: unknown
  try {
    const raw = typeof o.body === 'string' || o.body instanceof FormData || o.body instanceof Blob
    const answer = await (client as { request: (...a: unknown[]) => Promise<{ data?: unknown; error?: unknown; response: Response }> }).request(
      method,
      path,
      {
        params: { query: clean(o.query) },
        body: o.body,
        headers,
        signal: o.signal,
        ...(raw ? { bodySerializer: (b: unknown) => b } : {}),
      },
    )
    ;({ data, error, response } = answer)
  } catch (err) {
    if (o.signal?.aborted) throw err
    throw networkProblem()
  }
  if (response.ok) return data as T
  const problem: Problem = problemOf(response.status, typeof error === 'string' ? parse(error) : error)
  // A wrong password or code is also a 401, but the session stands.
  if (problem.status === 401 && path !== '/session' && !/password|code/.test(problem.code)) signedOut.dispatchEvent(new Event('lost'))
  throw problem
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

/** Leaves out what is not set, so that one filter has one address. */
export function clean(query?: Query): Query {
  const out: Query = {}
  for (const [k, v] of Object.entries(query ?? {})) {
    if (v === undefined || v === null || v === '' || v === false) continue
    if (Array.isArray(v) && v.length === 0) continue
    out[k] = v
  }
  return out
}

/** The address of a file to download with the same filters as a list. */
export function downloadURL(path: Address<'get'>, query?: Query): string {
  const p = new URLSearchParams()
  for (const [k, v] of Object.entries(clean(query))) {
    if (Array.isArray(v)) v.forEach((x) => p.append(k, x))
    else p.set(k, String(v))
  }
  const s = p.toString()
  return base + path + (s === '' ? '' : '?' + s)
}

export const http = {
  get: <T>(path: Address<'get'>, query?: Query, signal?: AbortSignal) => call<T>('get', path, { query, signal }),
  post: <T>(path: Address<'post'>, body?: unknown, o: Omit<Options, 'body'> = {}) => call<T>('post', path, { ...o, body: body ?? {} }),
  put: <T>(path: Address<'put'>, body?: unknown, o: Omit<Options, 'body'> = {}) => call<T>('put', path, { ...o, body: body ?? {} }),
  patch: <T>(path: Address<'patch'>, body?: unknown, o: Omit<Options, 'body'> = {}) => call<T>('patch', path, { ...o, body: body ?? {} }),
  del: <T>(path: Address<'delete'>, o: Options = {}) => call<T>('delete', path, o),
}
