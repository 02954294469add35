import { inject } from 'vitest'
import type { TestProject } from 'vitest/node'
import type { Exchange } from './exchange'

/** The addresses of a server. */
export interface Bases {
  http: string
  https: string
}

/** What the set-up gives to the tests: a server for each worker, and where its telephone exchange listens for SIP. */
export interface Provided {
  bases: Bases[]
  exchanges: Exchange[]
}

/** Gives it, from the set-up. */
export function provide<K extends keyof Provided>(project: TestProject, key: K, value: Provided[K]) {
  project.provide(key as never, value as never)
}

/** What this worker has to itself. */
export function own<K extends keyof Provided>(key: K): Provided[K][number] {
  const all = inject(key as never) as Provided[K]
  return all[Number(process.env.VITEST_POOL_ID) - 1]!
}
