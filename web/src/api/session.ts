import { useQuery, useQueryClient } from '@tanstack/react-query'
import { http } from './client'
import { Problem } from './problem'
import type { Me } from './types'

export const meKey = ['/session'] as const

export interface Credentials {
  login: string
  password: string
  totp?: string
}

export function signIn(c: Credentials, key: string): Promise<Me> {
  return http.post<Me>('/session', c, { idempotencyKey: key })
}

export function signOut(): Promise<void> {
  return http.del('/session')
}

async function fetchMe(signal: AbortSignal): Promise<Me | null> {
  try {
    return await http.get<Me>('/session', {}, signal)
  } catch (err) {
    if (err instanceof Problem && err.status === 401) return null
    throw err
  }
}

/** Who is sitting here: undefined while asking, null when nobody is signed in. */
export function useMeQuery() {
  return useQuery({ queryKey: meKey, queryFn: ({ signal }) => fetchMe(signal), staleTime: 60_000, retry: 1 })
}

export function useSetMe(): (me: Me | null) => void {
  const queries = useQueryClient()
  return (me) => {
    // Nothing that one person saw may be left for the next.
    queries.clear()
    queries.setQueryData(meKey, me)
  }
}

export const changePassword = (b: { old: string; new: string }, key: string) =>
  http.post<void>('/session/password', b, { idempotencyKey: key })

export const startTotp = (_: object, key: string) =>
  http.post<{ secret: string; url: string }>('/session/totp', {}, { idempotencyKey: key })

export const confirmTotp = (b: { code: string }) => http.put<void>('/session/totp', b)
