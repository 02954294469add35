import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { http } from './client'
import { fetchAll } from './lists'
import type { Category, DefaultUnitAnswer, Division, Hotline, Page, Role, Unit } from './types'

const slow = { staleTime: 5 * 60_000 }

/** Things that change seldom and that pickers hold whole. */
export function useUnits() {
  return useQuery({ queryKey: ['/units', 'all'], queryFn: ({ signal }) => fetchAll<Unit>('/units', {}, signal), ...slow })
}

export function useCategories() {
  return useQuery({
    queryKey: ['/categories', 'all'],
    queryFn: ({ signal }) => fetchAll<Category>('/categories', {}, signal),
    ...slow,
  })
}

export function useDivisions() {
  return useQuery({
    queryKey: ['/divisions', 'all'],
    queryFn: ({ signal }) => fetchAll<Division>('/divisions', {}, signal),
    ...slow,
  })
}

export function useHotlines() {
  return useQuery({
    queryKey: ['/hotlines', 'all'],
    queryFn: ({ signal }) => fetchAll<Hotline>('/hotlines', {}, signal),
    ...slow,
  })
}

export function useRoles() {
  return useQuery({ queryKey: ['/roles'], queryFn: ({ signal }) => http.get<Page<Role>>('/roles', {}, signal), ...slow })
}

export function useUnitName(): (id?: string) => string {
  const { data } = useUnits()
  const names = useMemo(() => new Map((data ?? []).map((u) => [u.id, u.short_name || u.name])), [data])
  return (id) => (id ? (names.get(id) ?? '') : '')
}

/** The unit that the dispatch catalogue names for a category in a division, with the reason. */
export function useDefaultUnit(categoryId?: string | null, divisionCode?: string, enabled = true) {
  return useQuery({
    queryKey: ['/default-unit', categoryId, divisionCode],
    queryFn: ({ signal }) =>
      http
        .get<DefaultUnitAnswer>('/default-unit', { category_id: categoryId, division_code: divisionCode }, signal)
        .catch((err: { status?: number }) => {
          if (err.status === 404) return null
          throw err
        }),
    enabled: enabled && !!categoryId && !!divisionCode,
    staleTime: 60_000,
    retry: false,
  })
}
