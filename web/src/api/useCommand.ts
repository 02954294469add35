import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query'
import { useRef } from 'react'
import { newKey } from './client'
import { asProblem, Problem } from './problem'

/**
 * One key for one intention: the same body sent again after an uncertain end
 * carries the same Idempotency-Key, so a double click or a retry acts once.
 */
export class KeyKeeper {
  private open = new Map<string, string>()

  keyFor(body: unknown): string {
    const text = JSON.stringify(body) ?? ''
    const known = this.open.get(text)
    if (known) return known
    const key = newKey()
    this.open.set(text, key)
    return key
  }

  settle(body: unknown, failure?: Problem): void {
    if (failure?.uncertain) return
    this.open.delete(JSON.stringify(body) ?? '')
  }
}

interface CommandOptions<I, O> {
  /** Query keys that are stale once the command went through. */
  invalidates?: readonly (readonly unknown[])[]
  onDone?: (out: O, input: I) => void
  onRefused?: (problem: Problem, input: I) => void
}

/** A change: keyed, retried when no answer came, and followed by a refresh of what it touched. */
export function useCommand<I, O>(
  run: (input: I, key: string) => Promise<O>,
  o: CommandOptions<I, O> = {},
): UseMutationResult<O, Problem, I> {
  const keys = useRef(new KeyKeeper())
  const queries = useQueryClient()
  return useMutation<O, Problem, I>({
    mutationFn: async (input) => {
      try {
        const out = await run(input, keys.current.keyFor(input))
        keys.current.settle(input)
        return out
      } catch (err) {
        const problem = asProblem(err)
        keys.current.settle(input, problem)
        throw problem
      }
    },
    retry: (count, problem) => problem.uncertain && problem.code === 'client.network' && count < 2,
    retryDelay: (n) => 600 * 2 ** n,
    networkMode: 'always',
    onSuccess: async (out, input) => {
      o.onDone?.(out, input)
      await Promise.all((o.invalidates ?? []).map((queryKey) => queries.invalidateQueries({ queryKey })))
    },
    onError: (problem, input) => o.onRefused?.(problem, input),
  })
}
