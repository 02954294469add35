import { Select } from 'antd'
import { t } from '@/texts'
import type { Column } from './DataTable'

interface Props<T> {
  columns: Pick<Column<T>, 'title' | 'sort'>[]
  sort?: string
  onSort: (sort?: string) => void
}

/** The order of a list where there are cards and no heads of columns to press. */
export function SortPicker<T>({ columns, sort, onSort }: Props<T>) {
  const options = columns.flatMap((c) => (c.sort ?? []).map((value) => ({ value, label: t.table.sorted(c.title, value.startsWith('-')) })))
  if (options.length === 0) return null
  return (
    <Select
      allowClear
      style={{ minWidth: 150 }}
      aria-label={t.table.sort}
      placeholder={t.table.sort}
      value={sort}
      onChange={(v?: string) => onSort(v)}
      options={options}
    />
  )
}
