import { useSyncExternalStore } from 'react'

export const phoneQuery = '(max-width: 767px)'

/** Whether a media query holds now. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const m = window.matchMedia?.(query)
      m?.addEventListener('change', changed)
      return () => m?.removeEventListener('change', changed)
    },
    () => window.matchMedia?.(query)?.matches ?? false,
    () => false,
  )
}

export function usePhone(): boolean {
  return useMedia(phoneQuery)
}
