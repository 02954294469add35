import { useQuery, useQueryClient } from '@tanstack/react-query'
import { http } from './client'
import { useLiveRefresh } from './live'
import { seatKey } from './seat'
import type { Floor, Help, OwnWork, Page, WatchMode } from './types'
import { useCommand } from './useCommand'

export const floorKey = ['/floor'] as const
const helpsKey = ['/floor/helps'] as const
export const ownWorkKey = ['/handovers/own'] as const

/** All seats and queues; every step of a call is told over the live stream. */
export function useFloor() {
  const floor = useQuery({ queryKey: floorKey, queryFn: ({ signal }) => http.get<Floor>('/floor', {}, signal), refetchInterval: 10_000 })
  useLiveRefresh(['switchboard'], [floorKey], 300)
  return floor
}

/** The seats that ask for help now, for whoever leads, on every screen. */
export function useHelps(enabled: boolean) {
  const helps = useQuery({
    queryKey: helpsKey,
    queryFn: ({ signal }) => http.get<Page<Help>>('/floor/helps', {}, signal),
    enabled,
    refetchInterval: 20_000,
  })
  useLiveRefresh(enabled ? ['switchboard'] : [], [helpsKey], 100, (e) => e.kind.startsWith('switchboard.help_') || e.kind === 'switchboard.call_ended')
  return helps.data?.items ?? []
}

/** What a leader does; each verb answers with the floor as it is afterwards. */
export type FloorOrder =
  | { verb: WatchMode | 'take-over'; call: string }
  | { verb: 'help'; call: string; mode: WatchMode }
  | { verb: 'leave' }
  | { verb: 'state'; seat: string; state: 'ready' | 'busy' | 'offline'; kind?: string; words: string }
  | { verb: 'breaks'; seat: string; kind: string; minutes: number }

function send(o: FloorOrder, key: string): Promise<Floor> {
  const once = { idempotencyKey: key }
  switch (o.verb) {
    case 'leave':
      return http.post<Floor>('/floor/leave', {}, once)
    case 'help':
      return http.post<Floor>(`/floor/calls/${o.call}/help`, { mode: o.mode }, once)
    case 'state':
      return http.post<Floor>(`/floor/seats/${o.seat}/state`, { state: o.state, kind: o.kind, words: o.words }, once)
    case 'breaks':
      return http.post<Floor>(`/floor/seats/${o.seat}/breaks`, { kind: o.kind, minutes: o.minutes }, once)
    default:
      return http.post<Floor>(`/floor/calls/${o.call}/${o.verb}` as `/floor/calls/${string}/listen`, {}, once)
  }
}

export function useFloorCommand(onRefused: (words: string) => void, onDone?: (floor: Floor, o: FloorOrder) => void) {
  const queries = useQueryClient()
  return useCommand(send, {
    onDone: (floor, o) => {
      queries.setQueryData(floorKey, floor)
      onDone?.(floor, o)
    },
    invalidates: [seatKey, helpsKey],
    onRefused: (problem) => {
      onRefused(problem.message)
      void queries.invalidateQueries({ queryKey: floorKey })
    },
  })
}

export function useOwnWork() {
  return useQuery({ queryKey: ownWorkKey, queryFn: ({ signal }) => http.get<OwnWork>('/handovers/own', {}, signal) })
}
