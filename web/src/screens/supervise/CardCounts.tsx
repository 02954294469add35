import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { http } from '@/api/client'
import { listFrom } from '@/api/lists'
import type { CardCount, Page } from '@/api/types'
import { DayField } from '@/components/DayField'
import { DataTable, type Column } from '@/components/DataTable'
import { Field } from '@/components/Field'
import { Panel } from '@/components/PageShell'
import { daysAgo, today } from '@/lib/time'
import { t } from '@/texts'

const s = t.supervise
const c = s.columns

const columns: Column<CardCount>[] = [
  { key: 'unit', title: c.unit, fixed: true, by: (r) => r.unit_name, render: (r) => r.unit_name },
  { key: 'red', title: c.red, width: 120, align: 'end', by: (r) => r.red, render: (r) => <span className="num">{r.red}</span> },
  { key: 'yellow', title: c.yellow, width: 120, align: 'end', by: (r) => r.yellow, render: (r) => <span className="num">{r.yellow}</span> },
  { key: 'lifted', title: c.lifted, width: 120, align: 'end', by: (r) => r.lifted, render: (r) => <span className="num">{r.lifted}</span> },
]

/** How many cards each unit was given in a time; lifted ones do not count and stand apart. */
export function CardCounts() {
  const [asked, setAsked] = useState({ from: daysAgo(29), to: today() })
  const counts = useQuery({
    queryKey: ['/supervise/cards', 'counts', asked],
    queryFn: ({ signal }) => http.get<Page<CardCount>>('/supervise/card-counts', asked, signal),
  })
  return (
    <>
      <div className="query">
        <div className="query-fields">
          <Field label={t.common.dateFrom}>
            <DayField value={asked.from} onChange={(from = '') => setAsked({ ...asked, from })} />
          </Field>
          <Field label={t.common.dateTo}>
            <DayField value={asked.to} onChange={(to = '') => setAsked({ ...asked, to })} />
          </Field>
        </div>
      </div>
      <Panel flush>
        <DataTable
          name="supervise-counts"
          label={s.tabs.counts}
          columns={columns}
          list={listFrom({ ...counts, data: counts.data?.items })}
          rowKey={(r) => r.unit_id ?? '0'}
          empty={{ title: s.empty.counts }}
        />
      </Panel>
    </>
  )
}
