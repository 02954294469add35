import type { Body } from '@/api/shape'

export type MenuView = Body<'MenuView'>
export type Flow = Body<'Menu'>
export type Step = Body<'MenuStep'>
export type Problem = Body<'MenuProblem'>
export type Version = Body<'MenuVersionV'>
export type Line = Body<'SpecialView'>
export type Template = Body<'TemplateView'>
export type Tried = Body<'TryView'>

export const menuKey = ['/menu'] as const

const order = '123456789*#'
export const freeKeys = (s: Step) => [...order].filter((k) => !(k in (s.keys ?? {})))
export const keysOf = (s: Step) => Object.keys(s.keys ?? {}).sort((a, b) => order.indexOf(a) - order.indexOf(b))

/** A flow with one step changed. */
export function withStep(flow: Flow, at: number, change: Partial<Step>): Flow {
  return { ...flow, steps: flow.steps.map((s, i) => (i === at ? { ...s, ...change } : s)) }
}

/** A code for a new step that no step has. */
export function freeID(flow: Flow): string {
  for (let n = flow.steps.length + 1; ; n++) if (!flow.steps.some((s) => s.id === `step${n}`)) return `step${n}`
}
