import type { OrderState } from '@/api/types'

/** The states in which nobody waits for an answer any more; the server's list is State.Open of its work orders. */
export const closedStates: readonly OrderState[] = ['completed', 'archived', 'withdrawn']

const openStates: readonly string[] = [
  'registered', 'dispatched', 'returned', 'handling', 'paused', 'shelved', 'replied', 'merged',
] satisfies OrderState[]

/**
 * Whether an answer is still owed. A merged order is open: who calls again is heard, and its main order is told. What
 * is no state of an order (a refused request, an order that may not be read) is not.
 */
export const isOpen = (state: string): boolean => openStates.includes(state)
