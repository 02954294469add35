import { useId } from 'react'
import type { Column } from './DataTable'

interface Props<T> {
  row: T
  columns: Column<T>[]
  onOpen?: (row: T) => void
}

/** A row on a phone: the first column that cannot be hidden is its heading, the others stand below it by name. */
export function RowCard<T>({ row, columns, onOpen }: Props<T>) {
  const id = useId()
  const heading = columns.find((c) => c.fixed) ?? columns[0]
  if (!heading) return null
  const rest = columns.filter((c) => c !== heading)
  return (
    <div className="card">
      <div id={id} className={onOpen ? 'card-open' : 'card-name'}>
        {heading.render(row)}
      </div>
      {/* It lies under the links of the card: a heading that is a link may not stand in a button. */}
      {onOpen ? <button type="button" className="card-cover" aria-labelledby={id} onClick={() => onOpen(row)} /> : null}
      <dl className="card-facts">
        {rest.map((c) => (
          <div key={c.key}>
            <dt>{c.title}</dt>
            <dd>{c.render(row)}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
