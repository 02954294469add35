import { App } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { http } from './client'
import { seatKey } from './seat'
import type { OwedDialled, SeatView } from './types'
import { useCommand } from './useCommand'
import { t } from '@/texts'

/** What a seat calls by a click: a number that it types, somebody behind an order, or a caller who is owed a call. */
export type Dial = { number: string; purpose: string } | { order: string; identity: string; purpose: string } | { owed: string } | { nextOwed: { queue?: string } }

async function send(d: Dial, idempotencyKey: string): Promise<SeatView> {
  if ('number' in d) return http.post<SeatView>('/seat/dial', d, { idempotencyKey })
  if ('order' in d) return http.post<SeatView>(`/orders/${d.order}/dial`, { identity_id: d.identity, purpose: d.purpose }, { idempotencyKey })
  if ('owed' in d) return (await http.post<OwedDialled>(`/owed-calls/${d.owed}/dial`, {}, { idempotencyKey })).seat
  return (await http.post<OwedDialled>('/owed-calls/next', d.nextOwed, { idempotencyKey })).seat
}

/** Calls somebody; the call bar shows what becomes of it. */
export function useDial(o: { onDone?: () => void; onRefused?: (code: string) => boolean } = {}) {
  const { message } = App.useApp()
  const queries = useQueryClient()
  return useCommand(send, {
    invalidates: [['/owed-calls']],
    onDone: (view) => {
      queries.setQueryData(seatKey, view)
      o.onDone?.()
    },
    onRefused: (problem) => {
      if (!o.onRefused?.(problem.code)) void message.error(problem.message)
      void queries.invalidateQueries({ queryKey: seatKey })
    },
  })
}

/** Why nobody can be called just now; nothing: somebody can. Undefined seat: there is no telephone here. */
export function whyNotDial(view: SeatView | undefined): string | undefined {
  if (!view?.served || view.state === 'offline') return t.dial.notSignedIn
  return view.calls.length > 0 ? t.dial.onCall : undefined
}
