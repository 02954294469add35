import { useQuery, useQueryClient } from '@tanstack/react-query'
import { http } from './client'
import { useLiveRefresh } from './live'
import type { Page, SeatLine, SeatTarget, SeatView } from './types'
import { useCommand } from './useCommand'

export const seatKey = ['/seat'] as const

/** The seat's own state. What others do to it is told over the live stream, and asked for from time to time. */
export function useSeatView(enabled: boolean) {
  const seat = useQuery({
    queryKey: seatKey,
    queryFn: ({ signal }) => http.get<SeatView>('/seat', {}, signal),
    enabled,
    staleTime: 2_000,
    refetchInterval: (q) => (q.state.data?.served === false && !q.state.data.outside ? false : 10_000),
    refetchIntervalInBackground: true,
  })
  useLiveRefresh(enabled ? ['switchboard'] : [], [seatKey], 200)
  return seat
}

export type SeatVerb = 'sign-in' | 'sign-out' | 'ready' | 'wrap-up-done' | 'break'

/** A verb of the seat or on its call; each answers with the seat as it is afterwards. */
export type SeatOrder = { verb: SeatVerb; kind?: string } | { call: string; verb: string; to?: string }

function send(o: SeatOrder, key: string): Promise<SeatView> {
  const body = 'call' in o ? (o.to === undefined ? {} : { to: o.to }) : o.kind === undefined ? {} : { kind: o.kind }
  const path = 'call' in o ? (`/seat/calls/${o.call}/${o.verb}` as `/seat/calls/${string}/hold`) : (`/seat/${o.verb}` as '/seat/ready')
  return http.post<SeatView>(path, body, { idempotencyKey: key })
}

export function useSeatCommand(onRefused: (message: string) => void) {
  const queries = useQueryClient()
  return useCommand(send, {
    onDone: (view) => queries.setQueryData(seatKey, view),
    onRefused: (problem) => {
      onRefused(problem.message)
      void queries.invalidateQueries({ queryKey: seatKey })
    },
  })
}

export const getLine = () => http.post<SeatLine>('/seat/line')
export const rejoinCall = (id: string) => http.post<SeatView>(`/seat/calls/${id}/rejoin`)

export function useSeatTargets(words: string, enabled: boolean) {
  return useQuery({
    queryKey: ['/seat/targets', words],
    queryFn: ({ signal }) => http.get<Page<SeatTarget>>('/seat/targets', { q: words }, signal),
    enabled,
    refetchInterval: 5_000,
    placeholderData: (before) => before,
  })
}
