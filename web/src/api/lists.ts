import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { http, type Query } from './client'
import { asProblem, type Problem } from './problem'
import type { Address } from './shape'
import type { Page } from './types'

export interface List<T> {
  rows: T[]
  loading: boolean
  /** Old rows are shown while the new ones are fetched. */
  refreshing: boolean
  problem?: Problem
  hasMore: boolean
  loadingMore: boolean
  loadMore: () => void
  refetch: () => void
}

/** A list that the server filters, sorts and pages by key; with `every`, asked for anew after so many milliseconds. */
export function useList<T>(path: Address<'get'>, query: Query = {}, enabled = true, every?: number): List<T> {
  const q = useInfiniteQuery({
    queryKey: [path, 'list', query],
    queryFn: ({ pageParam, signal }) => http.get<Page<T>>(path, { limit: 50, ...query, cursor: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor || undefined,
    placeholderData: keepPreviousData,
    refetchInterval: every,
    enabled,
  })
  return {
    rows: q.data?.pages.flatMap((p) => p.items ?? []) ?? [],
    loading: q.isPending && enabled,
    refreshing: q.isFetching && !q.isFetchingNextPage && !q.isPending,
    problem: q.error ? asProblem(q.error) : undefined,
    hasMore: q.hasNextPage,
    loadingMore: q.isFetchingNextPage,
    loadMore: () => void q.fetchNextPage(),
    refetch: () => void q.refetch(),
  }
}

/** All pages of something that is small by nature: units, divisions, categories. */
export async function fetchAll<T>(path: Address<'get'>, query: Query = {}, signal?: AbortSignal): Promise<T[]> {
  const out: T[] = []
  let cursor: string | undefined
  for (let n = 0; n < 100; n++) {
    const page = await http.get<Page<T>>(path, { limit: 200, ...query, cursor }, signal)
    out.push(...(page.items ?? []))
    cursor = page.next_cursor
    if (!cursor) break
  }
  return out
}

/** A list that is small by nature, as a whole, so that it can be sorted here. */
export function useWholeList<T>(path: Address<'get'>, query: Query = {}): List<T> {
  const q = useQuery({
    queryKey: [path, 'whole', query],
    queryFn: ({ signal }) => fetchAll<T>(path, query, signal),
    placeholderData: keepPreviousData,
  })
  return listFrom(q)
}

/** Rows that are already here, in the shape a table wants. */
export function listOf<T>(rows: T[]): List<T> {
  const nothing = () => undefined
  return { rows, loading: false, refreshing: false, hasMore: false, loadingMore: false, loadMore: nothing, refetch: nothing }
}

/** A small list that comes whole. */
export function listFrom<T>(q: { data?: T[]; error: unknown; isPending: boolean; isFetching: boolean; refetch: () => unknown }, rows?: T[]): List<T> {
  return {
    ...listOf(rows ?? q.data ?? []),
    loading: q.isPending,
    refreshing: q.isFetching && !q.isPending,
    problem: q.error ? asProblem(q.error) : undefined,
    refetch: () => void q.refetch(),
  }
}
