import { Button, Checkbox } from 'antd'
import { useRef, type KeyboardEvent, type ReactNode } from 'react'
import type { List } from '@/api/lists'
import { t } from '@/texts'
import { usePhone } from '@/lib/useMedia'
import { ColumnChooser, useColumns } from './columns'
import { ExportButton } from './ExportButton'
import { RowCard } from './RowCard'
import { SortPicker } from './SortPicker'
import { EmptyState, Loading, ProblemAlert } from './states'
import { useSorted } from './useSorted'
import './table.css'

export interface Column<T> {
  key: string
  title: string
  render: (row: T) => ReactNode
  /** The server's sorts of this column, asked for in turn; a leading "-" means descending. */
  sort?: string[]
  /** Sorted here, by this, where the list is short and came whole. */
  by?: (row: T) => string | number | boolean
  width?: number | string
  align?: 'end' | 'center'
  /** Shown only when chosen. */
  extra?: boolean
  /** Cannot be hidden. */
  fixed?: boolean
}

interface Props<T> {
  /** Names the choice of columns in this browser. */
  name: string
  label: string
  columns: Column<T>[]
  list: List<T>
  rowKey: (row: T) => string
  onOpen?: (row: T) => void
  currentKey?: string
  sort?: string
  onSort?: (sort?: string) => void
  exportHref?: string
  /** A last row under the same columns: the sums. */
  total?: T
  selected?: ReadonlySet<string>
  onSelect?: (keys: Set<string>) => void
  /** On a phone rows become cards; without this they are made of the columns. */
  card?: (row: T) => ReactNode
  /** What is said of no rows; by default, that the filters may be too narrow. */
  empty?: { title: string; hint?: string }
  /** Above the rows, and above the word that there are none. */
  toolbar?: ReactNode
  /** No tool row above the table: for small lists inside a panel. */
  plain?: boolean
}

/** A list whose filter, order and pages are the server's. */
export function DataTable<T>(given: Props<T>) {
  const p = useSorted<T, Props<T>>(given)
  const phone = usePhone()
  const columns = useColumns(p.name, p.columns)
  const body = useRef<HTMLTableSectionElement>(null)
  const { list } = p

  function onKeyDown(e: KeyboardEvent<HTMLTableSectionElement>) {
    const row = (e.target as HTMLElement).closest('tr')
    if (!row || e.target !== row) return
    const rows = Array.from(body.current?.rows ?? [])
    const at = rows.indexOf(row as HTMLTableRowElement)
    const to =
      e.key === 'ArrowDown' ? at + 1 : e.key === 'ArrowUp' ? at - 1 : e.key === 'Home' ? 0 : e.key === 'End' ? rows.length - 1 : undefined
    if (to !== undefined) {
      e.preventDefault()
      rows[Math.max(0, Math.min(rows.length - 1, to))]?.focus()
      if (to >= rows.length && list.hasMore) list.loadMore()
    } else if (e.key === 'Enter') {
      e.preventDefault()
      const data = list.rows[at]
      if (data) p.onOpen?.(data)
    } else if (e.key === ' ' && p.onSelect) {
      e.preventDefault()
      const data = list.rows[at]
      if (data) toggle(p.rowKey(data))
    }
  }

  function toggle(key: string) {
    const next = new Set(p.selected)
    if (!next.delete(key)) next.add(key)
    p.onSelect?.(next)
  }

  const foot = (
    <div className="table-foot">
      <span className="muted">{list.rows.length > 0 ? t.table.shown(list.rows.length) : ''}</span>
      {list.hasMore ? (
        <Button size="small" loading={list.loadingMore} onClick={list.loadMore}>
          {t.table.loadMore}
        </Button>
      ) : null}
    </div>
  )
  const tools = p.plain ? null : (
    <div className="table-tools">
      {p.toolbar}
      {phone && p.onSort ? <SortPicker columns={p.columns} sort={p.sort} onSort={p.onSort} /> : null}
      {phone ? null : <ColumnChooser all={p.columns} state={columns} />}
      {p.exportHref ? <ExportButton href={p.exportHref} small={!phone} /> : null}
    </div>
  )

  if (list.problem && list.rows.length === 0) return <ProblemAlert problem={list.problem} onRetry={list.refetch} />
  if (list.loading) return <Loading rows={6} />
  if (list.rows.length === 0)
    return (
      <>
        {p.toolbar ? <div className="table-tools">{p.toolbar}</div> : null}
        <EmptyState title={p.empty?.title ?? t.table.empty} hint={p.empty?.hint ?? t.table.emptyHint} />
      </>
    )

  return (
    <div className={'table-wrap' + (list.refreshing ? ' table-busy' : '')} aria-busy={list.refreshing}>
      {list.problem ? <ProblemAlert problem={list.problem} onRetry={list.refetch} /> : null}
      {tools}
      {phone && !p.plain ? (
        <ul className="cards" aria-label={p.label}>
          {list.rows.map((row) => (
            <li key={p.rowKey(row)}>{p.card?.(row) ?? <RowCard row={row} columns={columns.shown} onOpen={p.onOpen} />}</li>
          ))}
          {p.total !== undefined ? (
            <li>
              <RowCard row={p.total} columns={columns.shown} />
            </li>
          ) : null}
        </ul>
      ) : (
        <div className="table-scroll" role="region" aria-label={t.table.region(p.label)} tabIndex={0}>
          <table className="table">
            <thead>
              <tr>
                {p.onSelect ? (
                  <th scope="col" className="table-pick">
                    <Checkbox
                      aria-label={t.common.all}
                      checked={list.rows.length > 0 && list.rows.every((r) => p.selected?.has(p.rowKey(r)))}
                      indeterminate={!!p.selected?.size && !list.rows.every((r) => p.selected?.has(p.rowKey(r)))}
                      onChange={(e) => p.onSelect!(e.target.checked ? new Set(list.rows.map(p.rowKey)) : new Set())}
                    />
                  </th>
                ) : null}
                {columns.shown.map((c) => (
                  <HeadCell key={c.key} column={c} sort={p.sort} onSort={p.onSort} />
                ))}
              </tr>
            </thead>
            <tbody ref={body} onKeyDown={onKeyDown}>
              {list.rows.map((row, i) => {
                const key = p.rowKey(row)
                return (
                  <tr
                    key={key}
                    tabIndex={p.onOpen ? (p.currentKey ? (p.currentKey === key ? 0 : -1) : i === 0 ? 0 : -1) : undefined}
                    aria-current={p.currentKey === key ? 'true' : undefined}
                    className={p.onOpen ? 'openable' : undefined}
                    onClick={(e) => {
                      if ((e.target as HTMLElement).closest('a,button,input,label')) return
                      p.onOpen?.(row)
                    }}
                  >
                    {p.onSelect ? (
                      <td className="table-pick">
                        <Checkbox aria-label={key} checked={p.selected?.has(key)} onChange={() => toggle(key)} />
                      </td>
                    ) : null}
                    {columns.shown.map((c) => (
                      <td key={c.key} style={{ textAlign: c.align }}>
                        {c.render(row)}
                      </td>
                    ))}
                  </tr>
                )
              })}
            </tbody>
            {p.total !== undefined ? (
              <tfoot>
                <tr>
                  {p.onSelect ? <td /> : null}
                  {columns.shown.map((c) => (
                    <td key={c.key} style={{ textAlign: c.align }}>
                      {c.render(p.total!)}
                    </td>
                  ))}
                </tr>
              </tfoot>
            ) : null}
          </table>
        </div>
      )}
      {foot}
    </div>
  )
}

function HeadCell<T>({ column, sort, onSort }: { column: Column<T>; sort?: string; onSort?: (s?: string) => void }) {
  const style = { width: column.width, textAlign: column.align }
  if (!column.sort || !onSort)
    return (
      <th scope="col" style={style}>
        {column.title}
      </th>
    )
  const at = sort ? column.sort.indexOf(sort) : -1
  const falling = at >= 0 && sort!.startsWith('-')
  return (
    <th scope="col" style={style} aria-sort={at < 0 ? 'none' : falling ? 'descending' : 'ascending'}>
      <button type="button" className="table-sort" title={t.table.sortBy(column.title)} onClick={() => onSort(column.sort![at + 1])}>
        {column.title}
        <span aria-hidden="true" className="table-arrow">
          {at < 0 ? '↕' : falling ? '▼' : '▲'}
        </span>
      </button>
    </th>
  )
}
