import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium, type Browser, type BrowserContext, type ConsoleMessage, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { own } from './provided'

/** The password of every demo account. */
export const password = 'onedoor-demo'

export const desktop = { width: 1366, height: 768 }
export const phone = { width: 390, height: 844 }

const voiced = [
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  '--allow-loopback-in-peer-connection',
  '--disable-features=WebRtcHideLocalIpsWithMdns',
]

/** The one without a window is lighter. */
const browsers = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium']

/** A name of another machine: pages from it by plain HTTP lack what browsers keep for HTTPS and for the machine itself. */
const other = 'hotline.test'

let browser: Browser

/** Who has signed in during the test that runs. */
const known = new Set<string>()

/** What went wrong on the pages of the test that runs, whether or not it looked. */
const faults: string[] = []

/** An error on the console; that the server refused something is for the test to judge. */
function complaint(m: ConsoleMessage): string | undefined {
  if (m.type() !== 'error' || m.text().startsWith('Failed to load resource')) return undefined
  return `console: ${m.text().split('\n', 4).join(' ')}`
}

/** The screen that says that a screen broke, on any page still open. */
async function crashed(): Promise<string[]> {
  const pages = browser.contexts().flatMap((c) => c.pages())
  const found = await Promise.all(pages.map(async (p) => ((await p.locator('.crash[role=alert]').count()) > 0 ? `crash screen: ${p.url()}` : '')))
  return found.filter(Boolean)
}

/**
 * Call once in a test file: one browser for all its tests. A test fails when a page of it threw, complained on the
 * console or shows the crash screen; its pages are closed when it ends. With voice, it has a microphone that pages may
 * use, and plays sound without a click.
 */
export function useBrowser({ voice = false } = {}) {
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? browsers.find((b) => existsSync(b)),
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--lang=zh-CN', `--host-resolver-rules=MAP ${other} 127.0.0.1`, ...(voice ? voiced : [])],
    })
  })
  afterEach(async () => {
    const all = [...faults, ...(await crashed())]
    faults.length = 0
    known.clear()
    await Promise.all(browser.contexts().map((c) => c.close()))
    faults.length = 0
    expect(all, 'faults of the pages').toEqual([])
  })
  afterAll(async () => browser.close())
}

/** The address of the server that this worker has to itself. */
export const base = () => own('bases').http

/** The same as another machine of the network has it. */
export const plainBase = () => base().replace('127.0.0.1', other)

/** The same by HTTPS, with the certificate that the demo makes for itself. */
export const secureBase = () => own('bases').https

type Options = { viewport?: { width: number; height: number }; script?: boolean; motion?: boolean; secure?: boolean }

export async function context(o: Options = {}): Promise<BrowserContext> {
  const c = await browser.newContext({
    viewport: o.viewport ?? desktop,
    javaScriptEnabled: o.script ?? true,
    locale: 'zh-CN',
    // As a rule nothing moves, so that nothing is clicked on its way.
    reducedMotion: o.motion ? 'no-preference' : 'reduce',
    timezoneId: 'Asia/Shanghai',
    baseURL: o.secure ? secureBase() : base(),
    ignoreHTTPSErrors: o.secure ?? false, // nobody has signed that certificate
  })
  c.setDefaultTimeout(30_000)
  c.on('page', (page) => page.on('pageerror', (err) => faults.push(`page error on ${page.url()}: ${err.stack ?? err.message}`)))
  c.on('console', (m) => {
    const text = complaint(m)
    if (text) faults.push(`${text} (${m.page()?.url() ?? ''})`)
  })
  return c
}

/**
 * A page of somebody who has signed in through the screen's own API. What another test left half written is gone, or it
 * would stand in the form that this test opens, and so is the seat that it left signed in, which is kept for a while; what
 * this test does stays, however often it signs in.
 */
export async function signedIn(login: string, o: Options = {}): Promise<Page> {
  const c = await context(o)
  const answer = await c.request.post('/api/v1/session', { data: { login, password } })
  expect(answer.status(), `sign in ${login}`).toBe(200)
  if (!known.has(login)) {
    await dropDrafts(c, login)
    await c.request.post('/api/v1/seat/sign-out', { headers: { 'Idempotency-Key': crypto.randomUUID() } }) // refused to who is no seat
  }
  known.add(login)
  return c.newPage()
}

async function dropDrafts({ request }: BrowserContext, login: string) {
  const answer = await request.get('/api/v1/drafts')
  if (answer.status() === 403) return // who takes no calls writes no drafts
  expect(answer.status(), `drafts of ${login}`).toBe(200)
  const { items } = (await answer.json()) as { items: { key: string }[] }
  for (const d of items) await request.delete(`/api/v1/drafts/${d.key}`)
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Violation {
  id: string
  help: string
  nodes: { html: string; failureSummary?: string }[]
}

/** Waits until nothing on the page is being fetched or moves on its way somewhere. */
export async function quiet(page: Page) {
  await page.waitForFunction(() => document.querySelectorAll('.ant-spin-spinning, .ant-skeleton-active, [aria-busy=true]').length === 0)
  await page.waitForFunction(() => document.getAnimations().every((a) => a.playState !== 'running' || a.effect?.getTiming().iterations === Infinity))
}

/** Runs axe on the page, when it is quiet, and returns what it finds, one line each. A table that is fetched anew is dimmed. */
export async function violations(page: Page): Promise<string[]> {
  await quiet(page)
  await page.evaluate(axe)
  const found = (await page.evaluate(async () => {
    const runner = (window as unknown as { axe: { run: (d: Document, o: object) => Promise<{ violations: unknown[] }> } }).axe
    return (await runner.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] })).violations
  })) as Violation[]
  return found.flatMap((v) => v.nodes.map((n) => `${v.id}: ${v.help}: ${n.html.slice(0, 200)}`))
}
