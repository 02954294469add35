import { useQuery, useQueryClient } from '@tanstack/react-query'
import { http, type Query } from './client'
import { floorKey } from './floor'
import { useLiveRefresh } from './live'
import { seatKey } from './seat'
import type { Body } from './shape'
import type { Floor, Page, SeatView } from './types'
import { useCommand } from './useCommand'

export type EmergencyService = Body<'EmergencyServiceView'>
export type EmergencyLook = Body<'EmergencyLook'>
export type EmergencyRow = Body<'EmergencyView'>
export type EmergencyFigures = Body<'EmergencyFigures'>

/** The emergency services that there are; they change with the plan of the exchange alone. */
export function useEmergencyServices() {
  return useQuery({
    queryKey: ['/seat/emergency-services'],
    queryFn: ({ signal }) => http.get<Page<EmergencyService>>('/seat/emergency-services', {}, signal),
    staleTime: 300_000,
  })
}

export interface EmergencyOrder {
  call: string
  service: string
  reason?: string
  leave?: boolean
}

/** Calls an emergency service into the own call, or lets it be; the answer is the seat as it is afterwards. */
export function useEmergency(onRefused: (words: string) => void) {
  const queries = useQueryClient()
  const say = {
    onDone: (view: SeatView) => queries.setQueryData(seatKey, view),
    onRefused: (problem: { message: string }) => {
      onRefused(problem.message)
      void queries.invalidateQueries({ queryKey: seatKey })
    },
  }
  const call = useCommand(({ call: id, ...body }: EmergencyOrder, key) => http.post<SeatView>(`/seat/calls/${id}/emergency`, body, { idempotencyKey: key }), say)
  const drop = useCommand((id: string, key) => http.post<SeatView>(`/seat/calls/${id}/emergency-drop`, {}, { idempotencyKey: key }), say)
  return { call, drop }
}

/** A leader calls one into somebody else's call. */
export function useLeadEmergency(onRefused: (words: string) => void, onDone: () => void) {
  const queries = useQueryClient()
  return useCommand(({ call: id, service, reason }: EmergencyOrder, key) => http.post<Floor>(`/floor/calls/${id}/emergency`, { service, reason }, { idempotencyKey: key }), {
    onDone: (floor) => {
      queries.setQueryData(floorKey, floor)
      onDone()
    },
    onRefused: (problem) => onRefused(problem.message),
  })
}

/** The figures of all that a filter lets through. */
export function useEmergencyFigures(asked: Query) {
  const figures = useQuery({
    queryKey: ['/emergencies', 'figures', asked],
    queryFn: ({ signal }) => http.get<{ figures: EmergencyFigures[] }>('/emergencies', { ...asked, limit: 1 }, signal),
  })
  useLiveRefresh(['switchboard'], [['/emergencies']], 1500, (e) => e.kind.startsWith('switchboard.emergency_'))
  return figures.data?.figures ?? []
}
