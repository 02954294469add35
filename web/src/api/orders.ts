import { useQuery } from '@tanstack/react-query'
import { http } from './client'
import type { Order, OrderCounts, Page, RequestBehind, ReturnReason, Step, TimelineItem } from './types'

export const ordersKey = ['/orders'] as const
export const countsKey = ['/orders/counts'] as const
export const orderKey = (id: string) => ['/orders/{id}', id] as const
export const timelineKey = (id: string) => ['/orders/{id}', id, 'timeline'] as const

export function useOrder(id?: string) {
  return useQuery({
    queryKey: orderKey(id ?? ''),
    queryFn: ({ signal }) => http.get<Order>(`/orders/${id}`, {}, signal),
    enabled: !!id,
  })
}

export function useTimeline(id?: string) {
  return useQuery({
    queryKey: timelineKey(id ?? ''),
    queryFn: ({ signal }) => http.get<Page<TimelineItem>>(`/orders/${id}/timeline`, {}, signal),
    enabled: !!id,
  })
}

export function useRequestsBehind(orderId?: string, enabled = true) {
  return useQuery({
    queryKey: ['/requests', orderId],
    queryFn: ({ signal }) => http.get<Page<RequestBehind>>('/requests', { order_id: orderId }, signal),
    enabled: !!orderId && enabled,
    retry: false,
  })
}

export function useCounts(enabled = true) {
  return useQuery({
    queryKey: countsKey,
    queryFn: ({ signal }) => http.get<OrderCounts>('/orders/counts', {}, signal),
    enabled,
  })
}

export function useReturnReasons(enabled = true) {
  return useQuery({
    queryKey: ['/return-reasons'],
    queryFn: ({ signal }) => http.get<Page<ReturnReason>>('/return-reasons', {}, signal),
    staleTime: 30 * 60_000,
    enabled,
  })
}

export interface VerbInput {
  id: string
  verb: Step
  body: Record<string, unknown> & { version: number }
}

export function runVerb({ id, verb, body }: VerbInput, key: string): Promise<Order> {
  return http.post<Order>(`/orders/${id}/${verb}`, body, { idempotencyKey: key })
}
