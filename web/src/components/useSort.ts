import { useUrlQuery } from '@/lib/useUrlQuery'
import type { Column } from './DataTable'

/**
 * The order that the server is asked for, kept in the address. One that these columns do not have, as of another list on
 * the same screen, is none.
 */
export function useSort<T>(columns: Pick<Column<T>, 'sort'>[]): [string | undefined, (sort?: string) => void] {
  const [url, setUrl] = useUrlQuery(['sort'] as const)
  const known = columns.some((c) => c.sort?.includes(url.sort ?? ''))
  return [known ? url.sort : undefined, (sort) => setUrl({ sort })]
}
