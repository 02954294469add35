import { useQuery } from '@tanstack/react-query'
import { Button, Modal } from 'antd'
import { useState } from 'react'
import { http } from '@/api/client'
import type { GuardMonth } from '@/api/guard'
import type { Page } from '@/api/types'
import { Ask, EmptyState } from '@/components/states'
import { t } from '@/texts'
import { guard as g } from '@/texts/zh/guard'

const c = g.monthColumns
const counts: [string, (m: GuardMonth) => number][] = [
  [c.marked, (m) => m.marked],
  ...Object.entries(g.kinds).map(([kind, name]): [string, (m: GuardMonth) => number] => [name, (m) => m.kinds[kind] ?? 0]),
  [c.callers, (m) => m.callers],
  [c.warned, (m) => m.warned],
  [c.dropped, (m) => m.dropped],
  [c.cooled, (m) => m.cooldowns],
  [c.long, (m) => m.second],
  [c.lifted, (m) => m.lifted],
  [c.undone, (m) => m.undone],
  [c.appeals, (m) => m.appeals],
  [c.calls, (m) => m.calls],
]

/** What was marked and decided, a month a row. */
export function Months() {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>{g.months}</Button>
      <Modal open={open} title={g.months} footer={null} width={1000} destroyOnHidden onCancel={() => setOpen(false)}>
        <Table />
      </Modal>
    </>
  )
}

function Table() {
  const months = useQuery({ queryKey: ['/abusers', 'months'], queryFn: ({ signal }) => http.get<Page<GuardMonth>>('/abusers/months', {}, signal) })
  return (
    <Ask query={months} rows={4}>
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState title={g.noMonths} />
        ) : (
          <div className="table-scroll" role="region" aria-label={t.table.region(g.months)} tabIndex={0}>
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">{c.month}</th>
                  {counts.map(([name]) => (
                    <th key={name} scope="col" className="end">
                      {name}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {items.map((m) => (
                  <tr key={m.month}>
                    <th scope="row" className="num">
                      {m.month}
                    </th>
                    {counts.map(([name, of]) => (
                      <td key={name} className="num end">
                        {of(m)}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )
      }
    </Ask>
  )
}
