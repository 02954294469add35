import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { http } from './client'
import { fetchAll } from './lists'
import type { Category, DefaultUnitAnswer, Division, Hotline, Page, Preset, Role, Topic, Unit } from './types'

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

export function useTopics() {
  return useQuery({ queryKey: ['/topics', 'all'], queryFn: ({ signal }) => fetchAll<Topic>('/topics', {}, signal), ...slow })
}

export function usePresets() {
  return useQuery({ queryKey: ['/presets'], queryFn: ({ signal }) => http.get<Page<Preset>>('/presets', {}, signal), staleTime: 60_000 })
}

export function useRoles() {
  return useQuery({ queryKey: ['/roles'], queryFn: ({ signal }) => http.get<Page<Role>>('/roles', {}, signal), ...slow })
}

export function useUnitName(): (id?: string | null) => string {
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
