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
  /** Grouped under 质效. */
  fairness?: boolean
  /** Grouped under 话务. */
  telephone?: boolean
  command?: { keys: string; label: string }
}

const h = t.help

/** The screens in the order of the menu. The first one a person may use is where they start. */
export const menu: MenuItem[] = [
  { path: '/desk', label: t.nav.desk, rights: [rights.takeOn], command: { keys: 'g d', label: h.goDesk } },
  { path: '/queue', label: t.nav.queue, rights: [rights.dispatch, rights.reviewReturn, rights.reviewReply, rights.decide], command: { keys: 'g r', label: h.goQueue } },
  { path: '/inbox', label: t.nav.inbox, rights: [rights.sign, rights.reply], command: { keys: 'g i', label: h.goInbox } },
  { path: '/orders', label: t.nav.orders, rights: [rights.orderRead], command: { keys: 'g o', label: h.goOrders } },
  { path: '/followups', label: t.nav.followups, rights: [rights.followUp], command: { keys: 'g f', label: h.goFollowups } },
  { path: '/refusals', label: t.nav.refusals, rights: [rights.refusals] },
  { path: '/storms', label: t.nav.storms, rights: [rights.stormRead] },
  { path: '/supervise', label: t.nav.supervise, rights: [rights.supervise] },
  { path: '/meetings', label: t.nav.meetings, rights: [rights.supervise] },
  { path: '/knowledge', label: t.nav.knowledge, rights: [rights.knowledgeRead], command: { keys: 'g k', label: h.goKnowledge } },
  { path: '/rates', label: t.nav.rates, rights: [rights.rates] },
  { path: '/samples', label: t.nav.samples, rights: [rights.sample], fairness: true },
  { path: '/rechecks', label: t.nav.rechecks, rights: [rights.followUp], fairness: true },
  { path: '/doubts', label: t.nav.doubts, rights: [rights.doubts], fairness: true },
  { path: '/grades', label: t.nav.grades, rights: [rights.grades], fairness: true },
  { path: '/floor', label: t.nav.floor, rights: [rights.lead], telephone: true, command: { keys: 'g t', label: h.goFloor } },
  { path: '/handovers', label: t.nav.handovers, rights: [rights.seat], telephone: true },
  { path: '/emergencies', label: t.nav.emergencies, rights: [rights.emergencies], telephone: true },
  { path: '/abusers', label: t.nav.abusers, rights: [rights.guard], telephone: true },
  { path: '/voice-menu', label: t.nav.voiceMenu, rights: [rights.voiceMenu], telephone: true },
  { path: '/owed', label: t.nav.owed, rights: [rights.dial], telephone: true },
  { path: '/outreach', label: t.nav.outreach, rights: [rights.outreachRead], telephone: true },
  { path: '/wallboard', label: t.nav.wallboard, rights: [rights.wallboard], telephone: true },
  { path: '/catalogue', label: t.nav.catalogue, rights: [rights.catalogueDraft, rights.cataloguePublish, rights.replay], admin: true },
  { path: '/precedents', label: t.nav.precedents, rights: [rights.precedents], admin: true },
  { path: '/shelved', label: t.nav.shelved, rights: [rights.orderRead], admin: true },
  { path: '/admin/units', label: t.nav.units, rights: [rights.directory], admin: true },
  { path: '/admin/divisions', label: t.nav.divisions, rights: [rights.directory], admin: true },
  { path: '/admin/hotlines', label: t.nav.hotlines, rights: [rights.directory, rights.hotlineFigures], admin: true },
  { path: '/admin/staff', label: t.nav.staff, rights: [rights.staff], admin: true },
  { path: '/admin/categories', label: t.nav.categories, rights: [rights.catalogue], admin: true },
  { path: '/admin/topics', label: t.nav.topics, rights: [rights.catalogue], admin: true },
  { path: '/admin/clock', label: t.nav.clock, rights: [rights.catalogue], admin: true },
  { path: '/admin/remit', label: t.nav.remit, rights: [rights.remit], admin: true },
  { path: '/admin/partners', label: t.nav.partners, rights: [rights.partners], admin: true },
  { path: '/admin/cti', label: t.nav.cti, rights: [rights.cti], admin: true },
  { path: '/admin/retention', label: t.nav.retention, rights: [rights.retentionRead], admin: true },
  { path: '/audit', label: t.nav.audit, rights: [rights.audit], admin: true },
  { path: '/openings', label: t.nav.openings, rights: [rights.accessLog], admin: true },
  { path: '/jobs', label: t.nav.jobs, rights: [rights.jobs], admin: true },
]

export function menuFor(me: Me): MenuItem[] {
  return menu.filter((m) => !m.rights || m.rights.some((r) => can(me, r)))
}

export function startPath(me: Me): string {
  return menuFor(me)[0]?.path ?? '/account'
}
