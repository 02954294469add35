import { useQuery } from '@tanstack/react-query'
import { http } from './client'
import type { OrderCall, Page } from './types'

export const callsKey = (order: string) => ['/orders', order, 'calls'] as const

/** The calls by which an order came, and by which its requester called again. */
export function useOrderCalls(order: string, enabled: boolean) {
  return useQuery({
    queryKey: callsKey(order),
    queryFn: ({ signal }) => http.get<Page<OrderCall>>(`/orders/${order}/calls`, {}, signal).then((p) => p.items),
    enabled,
  })
}
