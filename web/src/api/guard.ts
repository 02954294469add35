import { useQuery, useQueryClient } from '@tanstack/react-query'
import { http } from './client'
import { seatKey } from './seat'
import type { Body } from './shape'
import type { Page, SeatView } from './types'
import { useCommand } from './useCommand'

export type Markable = Body<'MarkableView'>
export type Abuser = Body<'AbuserView'>
export type AbuserDetail = Body<'AbuserDetail'>
export type AbusePiece = Body<'AbuseView'>
export type Cooldown = Body<'CooldownView'>
export type AbuserList = Body<'AbuserList'>
export type GuardMonth = Body<'GuardMonth'>
export type Opened = Body<'OpenedAbuser'>

const markableKey = ['/seat/abuse'] as const
export const abusersKey = ['/abusers'] as const

/** The calls of the own seat that can be marked as abusive. */
export function useMarkable() {
  return useQuery({ queryKey: markableKey, queryFn: ({ signal }) => http.get<Page<Markable>>('/seat/abuse', {}, signal), staleTime: 0 })
}

export interface Mark {
  call: string
  kind: string
  warned: boolean
  note?: string
}

export function useMark(onDone: () => void) {
  return useCommand(({ call, ...body }: Mark, key) => http.post<Body<'MarkedView'>>(`/seat/calls/${call}/abuse`, body, { idempotencyKey: key }), {
    invalidates: [markableKey, abusersKey],
    onDone,
  })
}

/** Plays the warning to the caller. */
export function useWarn(onRefused: (words: string) => void) {
  const queries = useQueryClient()
  return useCommand((call: string, key) => http.post<SeatView>(`/seat/calls/${call}/warn`, {}, { idempotencyKey: key }), {
    onDone: (view) => queries.setQueryData(seatKey, view),
    onRefused: (problem) => onRefused(problem.message),
  })
}

export function useAbuser(id: string) {
  return useQuery({ queryKey: ['/abusers', id], queryFn: ({ signal }) => http.get<AbuserDetail>(`/abusers/${id}`, {}, signal) })
}

/** What is decided about a caller; each answers with the caller as it is afterwards. */
export type GuardOrder =
  | { verb: 'cool'; caller: string; hours: number; words: string }
  | { verb: 'drop'; piece: string; words: string }
  | { verb: 'agree' | 'refuse'; cooldown: string }
  | { verb: 'lift' | 'appeal'; cooldown: string; words: string }
  | { verb: 'judge'; cooldown: string; granted: boolean; words: string }

function send(o: GuardOrder, key: string): Promise<AbuserDetail> {
  const once = { idempotencyKey: key }
  switch (o.verb) {
    case 'cool':
      return http.post<AbuserDetail>(`/abusers/${o.caller}/cool-down`, { hours: o.hours, words: o.words }, once)
    case 'drop':
      return http.post<AbuserDetail>(`/abuse/${o.piece}/drop`, { words: o.words }, once)
    case 'judge':
      return http.post<AbuserDetail>(`/cool-downs/${o.cooldown}/judge`, { granted: o.granted, words: o.words }, once)
    case 'lift':
    case 'appeal':
      return http.post<AbuserDetail>(`/cool-downs/${o.cooldown}/${o.verb}` as `/cool-downs/${string}/lift`, { words: o.words }, once)
    default:
      return http.post<AbuserDetail>(`/cool-downs/${o.cooldown}/${o.verb}` as `/cool-downs/${string}/agree`, {}, once)
  }
}

export function useGuardCommand(onDone: () => void) {
  return useCommand(send, { invalidates: [abusersKey], onDone })
}
