import { useQuery } from '@tanstack/react-query'
import { http } from './client'
import type { HotlineTable, Mapping, OrderExchange, Page, PartnerKey, PartnerRow, Unmapped } from './types'

export const partnersKey = ['/partners'] as const
export const messagesKey = ['/partner-messages'] as const
export const exchangesKey = (order: string) => ['/orders', order, 'exchanges'] as const

/** Other platforms with the state of what travels. */
export function usePartners() {
  return useQuery({ queryKey: [...partnersKey, 'list'], queryFn: ({ signal }) => http.get<Page<PartnerRow>>('/partners', {}, signal).then((p) => p.items) })
}

export function usePartnerKeys(id: string) {
  return useQuery({
    queryKey: [...partnersKey, id, 'keys'],
    queryFn: ({ signal }) => http.get<Page<PartnerKey>>(`/partners/${id}/keys`, {}, signal).then((p) => p.items),
  })
}

export function useMappings(id: string) {
  return useQuery({
    queryKey: [...partnersKey, id, 'mappings'],
    queryFn: ({ signal }) => http.get<Page<Mapping>>(`/partners/${id}/mappings`, {}, signal).then((p) => p.items),
  })
}

export function useUnmapped(id: string) {
  return useQuery({
    queryKey: [...partnersKey, id, 'unmapped'],
    queryFn: ({ signal }) => http.get<Page<Unmapped>>(`/partners/${id}/unmapped`, {}, signal).then((p) => p.items),
  })
}

/** How an order travels between platforms. */
export function useExchanges(order: string, enabled: boolean) {
  return useQuery({
    queryKey: exchangesKey(order),
    queryFn: ({ signal }) => http.get<Page<OrderExchange>>(`/orders/${order}/exchanges`, {}, signal).then((p) => p.items),
    enabled,
  })
}

export function useHotlineFigures(enabled: boolean) {
  return useQuery({ queryKey: ['/hotline-figures'], queryFn: ({ signal }) => http.get<HotlineTable>('/hotline-figures', {}, signal), enabled })
}
