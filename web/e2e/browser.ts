import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject } from 'vitest'

/** The password of every demo account. */
export const password = 'onedoor-demo'

export const desktop = { width: 1366, height: 768 }
export const phone = { width: 390, height: 844 }

let browser: Browser

/** Call once in a test file: one browser for all its tests. */
export function useBrowser() {
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    })
  })
  afterAll(async () => browser.close())
}

export const base = () => inject('base')

type Options = { viewport?: { width: number; height: number }; script?: boolean }

export async function context(o: Options = {}): Promise<BrowserContext> {
  const c = await browser.newContext({
    viewport: o.viewport ?? desktop,
    javaScriptEnabled: o.script ?? true,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    baseURL: base(),
  })
  c.setDefaultTimeout(30_000)
  return c
}

/** A page of somebody who has signed in through the screen's own API. */
export async function signedIn(login: string, o: Options = {}): Promise<Page> {
  const c = await context(o)
  const answer = await c.request.post('/api/v1/session', { data: { login, password } })
  expect(answer.status(), `sign in ${login}`).toBe(200)
  return c.newPage()
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Violation {
  id: string
  help: string
  nodes: { html: string; failureSummary?: string }[]
}

/** Runs axe on the page and returns what it finds, one line each. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const found = (await page.evaluate(async () => {
    const runner = (window as unknown as { axe: { run: (d: Document, o: object) => Promise<{ violations: unknown[] }> } }).axe
    return (await runner.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] })).violations
  })) as Violation[]
  return found.flatMap((v) => v.nodes.map((n) => `${v.id}: ${v.help}: ${n.html.slice(0, 200)}`))
}
