import { useState } from 'react'
import type { List } from '@/api/lists'
import type { Column } from './DataTable'

interface Sortable<T> {
  columns: Column<T>[]
  list: List<T>
  sort?: string
  onSort?: (sort?: string) => void
}

const words = new Intl.Collator('zh-Hans-CN-u-co-pinyin', { numeric: true })

type Value = string | number | boolean

/** Numbers by their size, all else as it is read. */
const compare = (a: Value, b: Value) => (typeof a === 'number' && typeof b === 'number' ? a - b : words.compare(String(a), String(b)))

/** Sorts a short list by its columns' `by`, if the server does not sort it and nothing of it is missing here. */
export function useSorted<T, P extends Sortable<T>>(p: P): P {
  const [sort, onSort] = useState<string>()
  if (p.onSort || p.list.hasMore || !p.columns.some((c) => c.by)) return p
  const columns = p.columns.map((c) => (c.by ? { ...c, sort: [c.key, '-' + c.key] } : c))
  const falling = sort?.startsWith('-')
  const by = p.columns.find((c) => c.key === (falling ? sort!.slice(1) : sort))?.by
  const rows = by ? [...p.list.rows].sort((a, b) => compare(by(a), by(b)) * (falling ? -1 : 1)) : p.list.rows
  return { ...p, columns, list: { ...p.list, rows }, sort, onSort }
}
