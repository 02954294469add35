import { useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { countsKey, orderKey, ordersKey, runVerb, type VerbInput } from '@/api/orders'
import { useCommand } from '@/api/useCommand'
import type { Order, Step } from '@/api/types'
import { t } from '@/texts'

/** Runs a verb on an order; what is on screen about orders is asked anew. */
export function useVerb(onDone?: (order: Order, verb: Step) => void) {
  const { message } = App.useApp()
  const queries = useQueryClient()
  return useCommand<VerbInput, Order>(runVerb, {
    invalidates: [ordersKey, countsKey, ['/orders/{id}'], ['/requests']],
    onDone: (order, { verb }) => {
      void message.success(t.verbs.done[verb])
      onDone?.(order, verb)
    },
    onRefused: (p, { id }) => {
      // Somebody was faster: show what the order is now, the form keeps its words.
      if (p.status === 409) void queries.invalidateQueries({ queryKey: orderKey(id) })
    },
  })
}

/** What every verb's form is given. */
export interface VerbFormProps {
  order: Order
  busy: boolean
  send: (body: Record<string, unknown>) => void
}
