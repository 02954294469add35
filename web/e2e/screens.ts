import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { quiet } from './browser'

/** Every staff screen: its route in the application, a person who sees it, and what it asks the API for. */
export interface Screen {
  name: string
  route: string
  login: string
  /** Paths of the API, as patterns, that the screen is about: their answers are emptied, and refused, to see both. */
  lists: string[]
  /** It stays as it is when these cannot be had. */
  quiet?: boolean
  /** Other parts of it by their address. They look like it when they are empty or refused, so they are seen as they are filled. */
  parts?: string[]
  /** What its person does before it shows what it can: a desk without a caller shows little. */
  first?: (page: Page) => Promise<void>
}

/** A caller with a history, one of whose orders is looked at. */
async function caller(page: Page) {
  await page.getByLabel('来电号码').fill('15400000037')
  await page.getByRole('region', { name: /历史诉求/ }).or(page.getByRole('alert')).or(page.locator('.empty')).first().waitFor()
}

const desk = ['/history', '/articles', '/hotlines', '/divisions', '/categories', '/remit', '/storms/banners']

/** What the API answered, with nothing in it: no entries, no counts, no rates. */
export function emptied(answer: unknown): unknown {
  if (Array.isArray(answer)) return []
  if (typeof answer === 'number') return 0
  if (typeof answer !== 'object' || answer === null) return answer
  return Object.fromEntries(
    Object.entries(answer)
      .filter(([name]) => name !== 'next_cursor')
      .map(([name, value]) => [name, name.endsWith('_rate') ? null : emptied(value)]),
  )
}

export const screens: Screen[] = [
  { name: 'desk', route: '/desk', login: 'seat9', lists: desk, first: caller },
  { name: 'inbox', route: '/inbox', login: 'officer-xiangzhou', lists: ['/orders'] },
  { name: 'orders', route: '/orders', login: 'leader1', lists: ['/orders'] },
  { name: 'order', route: '/orders/:id', login: 'reviewer1', lists: ['/orders/[0-9]+', '/orders/[0-9]+/timeline', '/requests'] },
  { name: 'print', route: '/orders/:id/print', login: 'reviewer1', lists: ['/orders/[0-9]+', '/orders/[0-9]+/timeline'] },
  { name: 'queue', route: '/queue', login: 'dispatcher1', lists: ['/orders'] },
  { name: 'queue-review', route: '/queue?view=to_review', login: 'leader1', lists: ['/orders'], parts: ['/queue?view=returned', '/queue?view=to_decide'] },
  { name: 'followups', route: '/followups', login: 'seat1', lists: ['/followups'] },
  { name: 'owed', route: '/owed', login: 'seat1', lists: ['/owed-calls'] },
  { name: 'outreach', route: '/outreach', login: 'leader1', lists: ['/campaigns'] },
  { name: 'outreach-edit', route: '/outreach/:campaign/edit', login: 'leader1', lists: ['/campaigns/[0-9]+', '/campaigns/means'] },
  { name: 'outreach-new', route: '/outreach/new', login: 'leader1', lists: ['/campaigns/means'], quiet: true },
  { name: 'do-not-call', route: '/do-not-call', login: 'leader1', lists: ['/do-not-call'] },
  { name: 'supervise', route: '/supervise', login: 'supervisor1', lists: ['/supervise/cases'], parts: ['/supervise?tab=suggestions', '/supervise?tab=tasks'] },
  { name: 'supervise-overdue', route: '/supervise?tab=overdue', login: 'supervisor1', lists: ['/supervise/watch'], parts: ['/supervise?tab=stages'] },
  { name: 'supervise-cards', route: '/supervise?tab=cards', login: 'supervisor1', lists: ['/supervise/cards'] },
  { name: 'supervise-chain', route: '/supervise?tab=chain', login: 'supervisor1', lists: ['/supervise/chain'] },
  { name: 'supervise-unit', route: '/supervise', login: 'officer-xiangzhou', lists: ['/supervise/tasks'] },
  { name: 'meetings', route: '/meetings', login: 'supervisor1', lists: ['/meetings'], parts: ['/meetings?tab=past'] },
  { name: 'meetings-docket', route: '/meetings?tab=docket', login: 'supervisor1', lists: ['/supervise/docket'] },
  { name: 'supervise-case', route: '/supervise/:case', login: 'supervisor1', lists: ['/supervise/cases/[0-9]+'] },
  { name: 'meeting', route: '/meetings/:meeting', login: 'supervisor1', lists: ['/meetings/[0-9]+'] },
  { name: 'rates', route: '/rates', login: 'analyst1', lists: ['/rates'] },
  { name: 'samples', route: '/samples', login: 'supervisor1', lists: ['/samples', '/draws'] },
  { name: 'rechecks', route: '/rechecks', login: 'leader1', lists: ['/rechecks'], parts: ['/rechecks?state=done'] },
  { name: 'doubts', route: '/doubts', login: 'inspector1', lists: ['/doubts'] },
  { name: 'grades', route: '/grades', login: 'officer-xiangzhou', lists: ['/grade-periods', '/grade-periods/[0-9]+'] },
  { name: 'grades-print', route: '/grades/:period/print', login: 'supervisor1', lists: ['/grade-periods/[0-9]+'] },
  { name: 'knowledge', route: '/knowledge', login: 'editor1', lists: ['/articles'], parts: ['/knowledge?tab=windows'] },
  { name: 'article', route: '/knowledge/:article', login: 'knowledge1', lists: ['/articles', '/articles/[0-9]+'] },
  { name: 'article-new', route: '/knowledge/new', login: 'editor1', lists: ['/units', '/categories'], quiet: true },
  { name: 'article-edit', route: '/knowledge/:article/edit', login: 'editor1', lists: ['/articles/[0-9]+', '/units', '/categories'] },
  { name: 'wallboard', route: '/wallboard', login: 'leader1', lists: ['/wallboard'] },
  { name: 'catalogue', route: '/catalogue', login: 'leader1', lists: ['/dispatch-catalogue/versions'] },
  { name: 'catalogue-draft', route: '/catalogue/:draft', login: 'dispatcher1', lists: ['/dispatch-catalogue/versions/[0-9]+/entries'] },
  { name: 'precedents', route: '/precedents', login: 'leader1', lists: ['/precedents'] },
  { name: 'shelved', route: '/shelved', login: 'supervisor1', lists: ['/orders/shelved'] },
  { name: 'units', route: '/admin/units', login: 'admin1', lists: ['/units'] },
  { name: 'divisions', route: '/admin/divisions', login: 'admin1', lists: ['/divisions'] },
  { name: 'topics', route: '/admin/topics', login: 'admin1', lists: ['/topics'] },
  { name: 'hotlines', route: '/admin/hotlines', login: 'admin1', lists: ['/hotlines'] },
  { name: 'hotlines-own', route: '/admin/hotlines', login: 'seat-gongjijin', lists: ['/hotlines', '/hotline-figures'] },
  { name: 'staff', route: '/admin/staff', login: 'admin1', lists: ['/staff'] },
  { name: 'categories', route: '/admin/categories', login: 'admin1', lists: ['/categories'] },
  { name: 'clock', route: '/admin/clock', login: 'admin1', lists: ['/presets'], parts: ['/admin/clock?tab=calendar'] },
  { name: 'remit', route: '/admin/remit', login: 'leader1', lists: ['/remit'] },
  { name: 'refusals', route: '/refusals', login: 'leader1', lists: ['/refusals', '/refusals/counts'] },
  { name: 'storms', route: '/storms', login: 'leader1', lists: ['/storms'] },
  { name: 'storm', route: '/storms/:storm', login: 'leader1', lists: ['/storms/[0-9]+', '/storms/[0-9]+/figures'], parts: ['/storms/:storm?tab=joined', '/storms/:storm?tab=owed'] },
  { name: 'floor', route: '/floor', login: 'leader1', lists: ['/floor'] },
  { name: 'attendance', route: '/floor?tab=attendance', login: 'leader1', lists: ['/attendance'] },
  { name: 'handovers', route: '/handovers', login: 'leader1', lists: ['/handovers'] },
  { name: 'emergencies', route: '/emergencies', login: 'leader1', lists: ['/emergencies'] },
  { name: 'abusers', route: '/abusers', login: 'leader1', lists: ['/abusers'] },
  { name: 'voice-menu', route: '/voice-menu', login: 'leader1', lists: ['/menu'] },
  { name: 'menu-versions', route: '/voice-menu?tab=versions', login: 'leader1', lists: ['/menu/versions'] },
  { name: 'special-lines', route: '/voice-menu?tab=lines', login: 'leader1', lists: ['/special-lines'] },
  { name: 'audit', route: '/audit', login: 'auditor1', lists: ['/audit'] },
  { name: 'retention', route: '/admin/retention', login: 'admin1', lists: ['/retention/rules'] },
  { name: 'openings', route: '/openings', login: 'auditor1', lists: ['/openings'] },
  { name: 'partners', route: '/admin/partners', login: 'admin1', lists: ['/partners'] },
  { name: 'partner-messages', route: '/admin/partners?tab=out', login: 'admin1', lists: ['/partner-messages'], parts: ['/admin/partners?tab=in'] },
  { name: 'cti', route: '/admin/cti', login: 'admin1', lists: ['/call-centres'] },
  { name: 'jobs', route: '/jobs', login: 'admin1', lists: ['/jobs'] },
  { name: 'account', route: '/account', login: 'seat1', lists: ['/notices', '/notices/unread'], quiet: true },
]

/** How the application writes these routes in its own table of screens. */
export const appRoutes: Record<string, string> = {
  '/grades/:period/print': '/grades/:id/print',
  '/orders/:id': '/orders/:id',
  '/orders/:id/print': '/orders/:id/print',
  '/catalogue/:draft': '/catalogue/:id',
  '/supervise/:case': '/supervise/:id',
  '/meetings/:meeting': '/meetings/:id',
  '/outreach/:campaign/edit': '/outreach/:id/edit',
  '/knowledge/:article': '/knowledge/:id',
  '/storms/:storm': '/storms/:id',
  '/knowledge/:article/edit': '/knowledge/:id/edit',
}

const named: [name: string, list: string, pick: (items: { id: string }[]) => { id: string } | undefined][] = [
  ['id', '/orders?view=to_review&limit=1', (x) => x[0]],
  ['article', '/articles?limit=1', (x) => x[0]],
  ['campaign', '/campaigns?state=draft', (x) => x[0]],
  ['storm', '/storms', (x) => x.at(-1)],
  ['draft', '/dispatch-catalogue/versions', (x) => x[0]],
  ['case', '/supervise/cases', (x) => x[0]],
  ['meeting', '/meetings?past=true', (x) => x[0]],
  ['period', '/grade-periods', (x) => x[0]],
]

/** The address of a screen, with the things that its route names. */
export async function address(page: Page, s: Pick<Screen, 'route'>): Promise<string> {
  let route = s.route
  for (const [name, list, pick] of named) {
    if (!route.includes(`:${name}`)) continue
    const found = (await (await page.request.get('/api/v1' + list)).json()) as { items: { id: string }[] }
    const one = pick(found.items)
    expect(one, `${list} has one`).toBeDefined()
    route = route.replace(`:${name}`, one!.id)
  }
  return '/staff' + route
}

/** Loaded: nothing waits or moves but what does so for ever. */
export async function settled(page: Page) {
  await page.locator('h1').first().waitFor()
  await quiet(page)
}
