import { useQuery } from '@tanstack/react-query'
import { http } from './client'
import type { CentreKey, CentreMapping, CentreRefusal, CentreRow, CentreUnmapped, Page } from './types'

export const centresKey = ['/call-centres'] as const

/** Call centres that tell of their calls, with what came of it. */
export function useCentres() {
  return useQuery({
    queryKey: [...centresKey, 'list'],
    queryFn: ({ signal }) => http.get<Page<CentreRow>>('/call-centres', {}, signal).then((p) => p.items),
    refetchInterval: 30_000,
  })
}

export function useCentreKeys(id: string) {
  return useQuery({
    queryKey: [...centresKey, id, 'keys'],
    queryFn: ({ signal }) => http.get<Page<CentreKey>>(`/call-centres/${id}/keys`, {}, signal).then((p) => p.items),
  })
}

export function useCentreMappings(id: string) {
  return useQuery({
    queryKey: [...centresKey, id, 'mappings'],
    queryFn: ({ signal }) => http.get<Page<CentreMapping>>(`/call-centres/${id}/mappings`, {}, signal).then((p) => p.items),
  })
}

export function useCentreUnmapped(id: string) {
  return useQuery({
    queryKey: [...centresKey, id, 'unmapped'],
    queryFn: ({ signal }) => http.get<Page<CentreUnmapped>>(`/call-centres/${id}/unmapped`, {}, signal).then((p) => p.items),
  })
}

export function useCentreRefusals(id: string) {
  return useQuery({
    queryKey: [...centresKey, id, 'refusals'],
    queryFn: ({ signal }) => http.get<Page<CentreRefusal>>(`/call-centres/${id}/refusals`, {}, signal).then((p) => p.items),
  })
}
