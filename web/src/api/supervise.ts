import { useQuery } from '@tanstack/react-query'
import { App } from 'antd'
import { http } from './client'
import { countsKey, ordersKey } from './orders'
import type { Address } from './shape'
import type { CaseView, Chain, MeetingView, SuperviseCounts, SupervisePanel, SuperviseReasons } from './types'
import { useCommand } from './useCommand'

export const superviseKey = ['/supervise'] as const
export const panelKey = (order: string) => ['/supervise', 'panel', order] as const

export function useSuperviseCounts(enabled = true) {
  return useQuery({
    queryKey: [...superviseKey, 'counts'],
    queryFn: ({ signal }) => http.get<SuperviseCounts>('/supervise/counts', {}, signal),
    enabled,
  })
}

export function useSuperviseReasons(enabled = true) {
  return useQuery({
    queryKey: ['/supervise/reasons'],
    queryFn: ({ signal }) => http.get<SuperviseReasons>('/supervise/reasons', {}, signal),
    staleTime: 30 * 60_000,
    enabled,
  })
}

export function usePanel(order: string, enabled = true) {
  return useQuery({
    queryKey: panelKey(order),
    queryFn: ({ signal }) => http.get<SupervisePanel>(`/supervise/orders/${order}`, {}, signal),
    enabled,
    retry: false,
  })
}

export function useCase(id: string) {
  return useQuery({ queryKey: [...superviseKey, 'case', id], queryFn: ({ signal }) => http.get<CaseView>(`/supervise/cases/${id}`, {}, signal) })
}

export function useMeeting(id: string) {
  return useQuery({ queryKey: [...superviseKey, 'meeting', id], queryFn: ({ signal }) => http.get<MeetingView>(`/meetings/${id}`, {}, signal) })
}

export function useChain() {
  return useQuery({ queryKey: ['/supervise/chain'], queryFn: ({ signal }) => http.get<Chain>('/supervise/chain', {}, signal) })
}

/** What a supervision command leaves stale: its own lists, and the orders it moves. */
const stale = [
  superviseKey,
  ['/supervise/watch'],
  ['/supervise/cards'],
  ['/supervise/cases'],
  ['/supervise/tasks'],
  ['/supervise/suggestions'],
  ['/supervise/docket'],
  ['/meetings'],
  ordersKey,
  countsKey,
  ['/orders/{id}'],
]

export interface SuperviseCall {
  path: Address<'post'>
  body: Record<string, unknown>
}

/** Does something of supervision, says so, and has the lists asked anew. */
export function useSupervise<O = unknown>(said: string, onDone?: (out: O) => void) {
  const { message } = App.useApp()
  return useCommand<SuperviseCall, O>(({ path, body }, key) => http.post<O>(path, body, { idempotencyKey: key }), {
    invalidates: stale,
    onDone: (out) => {
      void message.success(said)
      onDone?.(out)
    },
  })
}
