import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'react-router'

/** Filters that live in the address, so that a list can be bookmarked, sent, and found again with Back. */
export function useUrlQuery<K extends string>(
  names: readonly K[],
): [Partial<Record<K, string>>, (next: Partial<Record<K, string | undefined>>) => void] {
  const [params, setParams] = useSearchParams()
  const key = names.join(',')
  const values = useMemo(() => {
    const out: Partial<Record<K, string>> = {}
    for (const n of key.split(',') as K[]) {
      const v = params.get(n)
      if (v) out[n] = v
    }
    return out
  }, [params, key])
  const set = useCallback(
    (next: Partial<Record<K, string | undefined>>) => {
      setParams(
        (before) => {
          const after = new URLSearchParams(before)
          for (const [k, v] of Object.entries(next) as [K, string | undefined][]) {
            if (v) after.set(k, v)
            else after.delete(k)
          }
          return after
        },
        { replace: true },
      )
    },
    [setParams],
  )
  return [values, set]
}
