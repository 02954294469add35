import { useQuery } from '@tanstack/react-query'
import { http } from './client'
import type { AccusedMatch } from './types'

/** The units and people that words name, asked once they stand still; by POST, because the words belong in no address. */
export function useAccusedMatches(words: string, enabled: boolean) {
  const asked = words.trim()
  return useQuery({
    queryKey: ['/orders/accused-matches', asked],
    queryFn: () => http.post<AccusedMatch[]>('/orders/accused-matches', { words: asked }),
    enabled: enabled && asked.length > 1,
    staleTime: 60_000,
    retry: false,
  })
}

/** What a match is called. */
export function accusedName(m: { unit_name?: string; staff_name?: string; phone_masked?: string; words?: string }): string {
  return m.staff_name ? `${m.staff_name}${m.unit_name ? `（${m.unit_name}）` : ''}` : m.unit_name || m.phone_masked || m.words || ''
}
