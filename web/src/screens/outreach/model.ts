import type { CampaignForm } from '@/api/types'

export type Step = CampaignForm['script']['steps'] extends (infer S)[] | null ? S : never
export type Settings = CampaignForm['settings']
export type Then = 'end' | 'next' | 'ask' | 'digits' | 'queue'

/** A step as it is edited: what it lacks is empty. */
export interface StepValue {
  uid: number
  id: string
  say: string
  sound: string
  then: Then
  keys: { key: string; to: string }[]
  spoken: { phrases: string; to: string }[]
  free: boolean
  freeName: string
  freeTo: string
  digitsName: string
  digitsMax: number
  digitsTo: string
  next: string
  queue: string
  repeat: number
  silent: string
  result: string
  bar: boolean
}

let made = 0

export function blank(id: string): StepValue {
  made += 1
  return {
    uid: made, id, say: '', sound: '', then: 'end', keys: [], spoken: [], free: false, freeName: '', freeTo: '',
    digitsName: '', digitsMax: 8, digitsTo: '', next: '', queue: '', repeat: 0, silent: '', result: '', bar: false,
  }
}

export function valueOf(x: Step): StepValue {
  const keys = Object.entries(x.keys ?? {}).map(([key, to]) => ({ key, to }))
  const spoken = (x.spoken ?? []).map((b) => ({ phrases: (b.phrases ?? []).join('、'), to: b.next }))
  const then: Then = x.queue ? 'queue' : x.digits ? 'digits' : keys.length > 0 || spoken.length > 0 || x.free ? 'ask' : x.next ? 'next' : 'end'
  return {
    ...blank(x.id), then, keys, spoken, say: x.say, sound: x.sound ?? '', free: !!x.free, freeName: x.free?.name ?? '', freeTo: x.free?.next ?? '',
    digitsName: x.digits?.name ?? '', digitsMax: x.digits?.max ?? 8, digitsTo: x.digits?.next ?? '', next: x.next ?? '', queue: x.queue ?? '',
    repeat: x.repeat ?? 0, silent: x.silent ?? '', result: x.result ?? '', bar: x.bar ?? false,
  }
}

export function phrasesOf(text: string): string[] {
  return text.split(/[、，,；;\n]/).map((p) => p.trim()).filter(Boolean)
}

/** A step as the server takes it: only what belongs to the way that it goes on. */
export function stepOf(v: StepValue): Step {
  const asks = v.then === 'ask'
  const waits = asks || v.then === 'digits'
  return {
    id: v.id.trim(),
    say: v.say,
    sound: v.sound || undefined,
    keys: asks && v.keys.length > 0 ? Object.fromEntries(v.keys.map((k) => [k.key, k.to])) : undefined,
    spoken: asks && v.spoken.length > 0 ? v.spoken.map((b) => ({ phrases: phrasesOf(b.phrases), next: b.to })) : undefined,
    free: asks && v.free ? { name: v.freeName.trim(), next: v.freeTo } : undefined,
    digits: v.then === 'digits' ? { name: v.digitsName.trim(), max: v.digitsMax, next: v.digitsTo } : undefined,
    next: v.then === 'next' ? v.next || undefined : undefined,
    queue: v.then === 'queue' ? v.queue || undefined : undefined,
    repeat: waits && v.repeat > 0 ? v.repeat : undefined,
    silent: waits && v.silent ? v.silent : undefined,
    result: v.result.trim() || undefined,
    bar: v.bar || undefined,
  }
}

/** All ways that lead to a step lead to another name; without one they lead nowhere yet. */
export function renamed(v: StepValue, from: string, to: string): StepValue {
  const way = (x: string) => (x === from && from !== '' ? to : x)
  return {
    ...v, keys: v.keys.map((k) => ({ ...k, to: way(k.to) })), spoken: v.spoken.map((b) => ({ ...b, to: way(b.to) })),
    freeTo: way(v.freeTo), digitsTo: way(v.digitsTo), next: way(v.next), silent: way(v.silent),
  }
}

export interface Way {
  label: string
  to: string
}

/** Where a step leads to, with what leads there. */
export function waysOf(x: Step, silentWord: string): Way[] {
  const ways: Way[] = Object.entries(x.keys ?? {}).map(([key, to]) => ({ label: key, to }))
  for (const b of x.spoken ?? []) ways.push({ label: `“${(b.phrases ?? [])[0] ?? ''}”`, to: b.next })
  if (x.free) ways.push({ label: x.free.name, to: x.free.next })
  if (x.digits) ways.push({ label: x.digits.name, to: x.digits.next })
  if (x.next) ways.push({ label: '', to: x.next })
  if (x.silent) ways.push({ label: silentWord, to: x.silent })
  const one = new Map<string, Way>()
  for (const w of ways) {
    const seen = one.get(w.to)
    if (seen) seen.label = [seen.label, w.label].filter(Boolean).join(' ')
    else one.set(w.to, { ...w })
  }
  return [...one.values()]
}

export function variablesOf(steps: { say: string }[]): string[] {
  const names = steps.flatMap((s) => [...s.say.matchAll(/\{([^{}]+)\}/g)].map((m) => m[1]!.trim()))
  return [...new Set(names.filter(Boolean))]
}
