import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { signedIn, useBrowser } from './browser'
import { dispatched } from './given'
import { rows } from './orders'
import { sheet } from './xlsx'

useBrowser()

interface Case {
  who: string
  screen: string
  path: string
  /** Where the sheet and the answer hold what names a row. */
  column: number
  field: string
}

// One export per list: who takes it, from which screen, and what the same question answers.
const cases: Case[] = [
  { who: 'leader1', screen: '/staff/followups', path: '/followups?state=waiting&limit=200', column: 0, field: 'order_number' },
  { who: 'admin1', screen: '/staff/admin/units', path: '/units?limit=200', column: 0, field: 'code' },
  { who: 'admin1', screen: '/staff/admin/hotlines', path: '/hotlines?limit=200', column: 0, field: 'number' },
  { who: 'admin1', screen: '/staff/admin/staff', path: '/staff?limit=200', column: 1, field: 'login' },
  { who: 'admin1', screen: '/staff/admin/categories', path: '/categories', column: 0, field: 'code' },
  { who: 'seat1', screen: '/staff/knowledge', path: '/articles?state=published&limit=200', column: 1, field: 'title' },
  { who: 'seat1', screen: '/staff/knowledge?tab=windows', path: '/service-windows?limit=200', column: 0, field: 'full_name' },
  { who: 'admin1', screen: '/staff/admin/divisions', path: '/divisions?limit=200', column: 0, field: 'code' },
  { who: 'admin1', screen: '/staff/admin/topics', path: '/topics', column: 0, field: 'name' },
  { who: 'inspector1', screen: '/staff/doubts', path: '/doubts?state=open&limit=200', column: 1, field: 'order_number' },
  { who: 'inspector1', screen: '/staff/rechecks?state=done', path: '/rechecks?state=done&limit=200', column: 0, field: 'order_number' },
  { who: 'supervisor1', screen: '/staff/meetings?tab=past', path: '/meetings?past=true&limit=200', column: 0, field: 'number' },
  { who: 'supervisor1', screen: '/staff/meetings?tab=docket', path: '/supervise/docket?state=proposed&limit=200', column: 0, field: 'number' },
  { who: 'dispatcher1', screen: '/staff/queue?view=to_dispatch', path: '/orders?view=to_dispatch&sort=due_at&limit=200', column: 0, field: 'number' },
]

test.each(cases)('the file of $screen holds what the list holds', async ({ who, screen, path, column, field }) => {
  await dispatched('导出名单：翠香路灯')
  const page = await signedIn(who)
  await page.goto(screen)
  const link = page.getByRole('link', { name: '导出 Excel' })
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
  expect(download.suggestedFilename()).toMatch(/\.xlsx$/)
  const table = sheet(readFileSync(await download.path()))
  const shown = (await rows<Record<string, string>>(page, path)).map((r) => r[field])
  const file = table.slice(1).map((r) => r[column])
  expect(file.length).toBeGreaterThanOrEqual(shown.length)
  for (const name of shown.slice(0, 200)) expect(file).toContain(name)
})
