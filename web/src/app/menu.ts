import type { Me } from '@/api/types'
import { t } from '@/texts'
import { rights, type Right } from './rights'
import { can } from './session'

export interface MenuItem {
  path: string
  label: string
  /** Any of these rights opens the screen. None means every signed-in person. */
  rights?: Right[]
  /** Grouped under 管理. */
  admin?: boolean
  command?: { keys: string; label: string }
}

const h = t.help

/** The screens in the order of the menu. The first one a person may use is where they start. */
export const menu: MenuItem[] = [
  { path: '/desk', label: t.nav.desk, rights: [rights.takeOn], command: { keys: 'g d', label: h.goDesk } },
  { path: '/queue', label: t.nav.queue, rights: [rights.dispatch, rights.reviewReturn, rights.reviewReply], command: { keys: 'g r', label: h.goQueue } },
  { path: '/inbox', label: t.nav.inbox, rights: [rights.sign, rights.reply], command: { keys: 'g i', label: h.goInbox } },
  { path: '/orders', label: t.nav.orders, rights: [rights.orderRead], command: { keys: 'g o', label: h.goOrders } },
  { path: '/followups', label: t.nav.followups, rights: [rights.followUp], command: { keys: 'g f', label: h.goFollowups } },
  { path: '/knowledge', label: t.nav.knowledge, rights: [rights.knowledgeRead], command: { keys: 'g k', label: h.goKnowledge } },
  { path: '/rates', label: t.nav.rates, rights: [rights.rates] },
  { path: '/wallboard', label: t.nav.wallboard, rights: [rights.wallboard] },
  { path: '/admin/units', label: t.nav.units, rights: [rights.directory], admin: true },
  { path: '/admin/hotlines', label: t.nav.hotlines, rights: [rights.directory], admin: true },
  { path: '/admin/staff', label: t.nav.staff, rights: [rights.staff], admin: true },
  { path: '/admin/categories', label: t.nav.categories, rights: [rights.catalogue], admin: true },
  { path: '/admin/default-units', label: t.nav.defaultUnits, rights: [rights.catalogue], admin: true },
  { path: '/admin/clock', label: t.nav.clock, rights: [rights.catalogue], admin: true },
  { path: '/audit', label: t.nav.audit, rights: [rights.audit], admin: true },
  { path: '/jobs', label: t.nav.jobs, rights: [rights.jobs], admin: true },
]

export function menuFor(me: Me): MenuItem[] {
  return menu.filter((m) => !m.rights || m.rights.some((r) => can(me, r)))
}

export function startPath(me: Me): string {
  return menuFor(me)[0]?.path ?? '/account'
}
