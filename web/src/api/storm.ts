import { useQuery } from '@tanstack/react-query'
import { http } from './client'
import type { Banner, Candidate, JoinedRow, OwedRow, Page, Storm, StormFigures } from './types'

export const stormsKey = ['/storms'] as const

export function useStorms() {
  return useQuery({ queryKey: [...stormsKey, 'list'], queryFn: ({ signal }) => http.get<Page<Storm>>('/storms', {}, signal).then((p) => p.items) })
}

/** What every door announces now; asked again every minute, so that a seat sees a new event without a click. */
export function useBanners() {
  return useQuery({
    queryKey: [...stormsKey, 'banners'],
    queryFn: ({ signal }) => http.get<Page<Banner>>('/storms/banners', {}, signal).then((p) => p.items),
    refetchInterval: 60_000,
  })
}

export function useStorm(id: string) {
  return useQuery({ queryKey: [...stormsKey, id, 'one'], queryFn: ({ signal }) => http.get<Storm>(`/storms/${id}`, {}, signal) })
}

export function useStormFigures(id: string) {
  return useQuery({ queryKey: [...stormsKey, id, 'figures'], queryFn: ({ signal }) => http.get<StormFigures>(`/storms/${id}/figures`, {}, signal) })
}

export function useCandidates(id: string, enabled: boolean) {
  return useQuery({
    queryKey: [...stormsKey, id, 'candidates'],
    queryFn: ({ signal }) => http.get<Page<Candidate>>(`/storms/${id}/candidates`, {}, signal).then((p) => p.items),
    enabled,
  })
}

export function useJoined(id: string) {
  return useQuery({ queryKey: [...stormsKey, id, 'requests'], queryFn: ({ signal }) => http.get<Page<JoinedRow>>(`/storms/${id}/requests`, {}, signal).then((p) => p.items) })
}

export function useOwed(id: string, state: string) {
  return useQuery({
    queryKey: [...stormsKey, id, 'owed', state],
    queryFn: ({ signal }) => http.get<Page<OwedRow>>(`/storms/${id}/owed`, { state }, signal).then((p) => p.items),
  })
}
