import { useQuery } from '@tanstack/react-query'
import { useDebounced } from '@/lib/useDebounced'
import { http } from './client'
import type { Advice, Page, RefusalCount, RefusalDetail, RemitCode } from './types'

export const remitKey = ['/remit'] as const
export const refusalsKey = ['/refusals'] as const

/** The coded refusals, inactive ones included. */
export function useRemit() {
  return useQuery({
    queryKey: remitKey,
    queryFn: ({ signal }) => http.get<Page<RemitCode>>('/remit', {}, signal).then((p) => p.items),
    staleTime: 5 * 60_000,
  })
}

export interface About {
  title: string
  content: string
  address: string
  accused: string
  division_code?: string
  category_id?: string
  phone: string
  sealed: boolean
}

/** What the words of a request point to, asked once they stand still. */
export function useAdvice(about: About) {
  const settled = useDebounced(JSON.stringify(about), 500)
  const asked = JSON.parse(settled) as About
  return useQuery({
    queryKey: ['/advice', settled],
    queryFn: ({ signal }) => http.post<Advice>('/advice', asked, { signal }),
    enabled: asked.content.trim().length > 1 || asked.title.trim().length > 1,
    retry: false,
    staleTime: 60_000,
    placeholderData: (before) => before,
  })
}

export function useRefusal(id?: string) {
  return useQuery({
    queryKey: [...refusalsKey, 'one', id],
    queryFn: ({ signal }) => http.get<RefusalDetail>(`/refusals/${id}`, {}, signal),
    enabled: !!id,
  })
}

export function useRefusalCounts(filter: { from?: string; to?: string; code?: string; number?: string }) {
  return useQuery({
    queryKey: [...refusalsKey, 'counts', filter],
    queryFn: ({ signal }) => http.get<Page<RefusalCount>>('/refusals/counts', filter, signal).then((p) => p.items),
  })
}
