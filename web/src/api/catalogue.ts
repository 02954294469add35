import { useQuery } from '@tanstack/react-query'
import { http } from './client'
import type { CatalogueDiff, CatalogueVersion, Page, PrecedentRow, ReplayRow, ReplayView, Suggestion } from './types'

export const versionsKey = ['/dispatch-catalogue/versions'] as const
/** The key of the lists of a version's entries. */
export const entriesKey = (version: string) => [`/dispatch-catalogue/versions/${version}/entries`] as const
export const replaysKey = ['/dispatch-catalogue/replays'] as const
export const precedentsKey = ['/precedents'] as const

export function useVersions() {
  return useQuery({ queryKey: [...versionsKey, 'all'], queryFn: ({ signal }) => http.get<Page<CatalogueVersion>>('/dispatch-catalogue/versions', {}, signal) })
}

export function useVersion(id: string) {
  return useQuery({ queryKey: [...versionsKey, id], queryFn: ({ signal }) => http.get<CatalogueVersion>(`/dispatch-catalogue/versions/${id}`, {}, signal) })
}

export function useDiff(id: string) {
  return useQuery({ queryKey: [...versionsKey, id, 'diff'], queryFn: ({ signal }) => http.get<CatalogueDiff>(`/dispatch-catalogue/versions/${id}/diff`, {}, signal) })
}

export function useReplays(version: string, enabled: boolean) {
  return useQuery({
    queryKey: [...replaysKey, 'of', version],
    queryFn: ({ signal }) => http.get<Page<ReplayRow>>('/dispatch-catalogue/replays', { version_id: version }, signal),
    enabled,
  })
}

/** A replay; while it runs it is asked for again every second. */
export function useReplay(id?: string) {
  return useQuery({
    queryKey: [...replaysKey, id],
    queryFn: ({ signal }) => http.get<ReplayView>(`/dispatch-catalogue/replays/${id}`, {}, signal),
    enabled: !!id,
    refetchInterval: (q) => (q.state.data?.state === 'running' ? 1000 : false),
  })
}

/** The units that an order could go to, with reasons. */
export function useSuggestion(orderId: string, enabled = true) {
  return useQuery({
    queryKey: ['/triage/suggest', orderId],
    queryFn: ({ signal }) => http.get<Suggestion>('/triage/suggest', { order_id: orderId }, signal),
    enabled,
    staleTime: 30_000,
    retry: false,
  })
}

export interface MatterAsked {
  category_id?: string
  division_code?: string
  kind?: string
  door?: string
  business?: boolean
  topics?: string[]
  accused?: string
  accused_parties?: { unit_id?: string; staff_id?: string; phone?: string; rejected?: boolean }[]
  title?: string
  content?: string
}

/** The same for what is still on the form: asked when it rests. */
export function useSuggestionFor(matter: MatterAsked, enabled: boolean) {
  return useQuery({
    queryKey: ['/triage/suggest', 'new', matter],
    queryFn: () => http.post<Suggestion>('/triage/suggest', matter),
    enabled: enabled && !!matter.category_id,
    staleTime: 60_000,
    retry: false,
  })
}

/** What was decided on objections to orders like this one. */
export function useSimilar(orderId: string, enabled: boolean) {
  return useQuery({
    queryKey: [...precedentsKey, 'similar', orderId],
    queryFn: ({ signal }) => http.get<Page<PrecedentRow>>('/precedents/similar', { order_id: orderId }, signal),
    enabled,
    staleTime: 60_000,
    retry: false,
  })
}
