import { useQuery } from '@tanstack/react-query'
import { Input, Select } from 'antd'
import { useState } from 'react'
import { downloadURL, http } from '@/api/client'
import { listFrom } from '@/api/lists'
import type { Page, RateRow } from '@/api/types'
import { DataTable, type Column } from '@/components/DataTable'
import { Field } from '@/components/Field'
import { PageShell, Panel } from '@/components/PageShell'
import { QueryForm } from '@/components/QueryForm'
import { daysAgo, today } from '@/lib/time'
import { t } from '@/texts'
import './rates.css'

const r = t.rates
const c = r.columns

function Rate({ value, of }: { value: number | null; of: string }) {
  const percent = value === null || value === undefined ? 0 : Math.round(value * 1000) / 10
  return (
    <span className="rate" title={of}>
      <span className="rate-bar" aria-hidden="true">
        <span style={{ width: `${percent}%` }} className={percent >= 90 ? 'high' : percent >= 75 ? 'mid' : 'low'} />
      </span>
      <span className="num">{t.common.percent(value)}</span>
    </span>
  )
}

const columns: Column<RateRow>[] = [
  { key: 'name', title: c.name, fixed: true, render: (x) => x.name },
  { key: 'asked', title: c.asked, align: 'end', width: 80, render: (x) => <span className="num">{x.asked}</span> },
  { key: 'answered', title: c.answered, align: 'end', width: 80, render: (x) => <span className="num">{x.answered}</span> },
  { key: 'contacted', title: c.contacted, align: 'end', width: 80, extra: true, render: (x) => <span className="num">{x.contacted}</span> },
  { key: 'resolved', title: c.resolved, align: 'end', width: 80, extra: true, render: (x) => <span className="num">{x.resolved}</span> },
  { key: 'satisfied', title: c.satisfied, align: 'end', width: 80, extra: true, render: (x) => <span className="num">{x.satisfied}</span> },
  { key: 'response', title: c.response, width: 190, render: (x) => <Rate value={x.response_rate} of={c.response} /> },
  { key: 'resolution', title: c.resolution, width: 190, render: (x) => <Rate value={x.resolution_rate} of={c.resolution} /> },
  { key: 'satisfaction', title: c.satisfaction, width: 190, render: (x) => <Rate value={x.satisfaction_rate} of={c.satisfaction} /> },
]

/** 响应率、解决率、满意率, as the citizens answered. */
export default function RatesScreen() {
  const usual = { from: daysAgo(30), to: today(), by: 'unit' }
  const [typed, setTyped] = useState(usual)
  const [asked, setAsked] = useState(usual)
  const rates = useQuery({
    queryKey: ['/rates', asked],
    queryFn: ({ signal }) => http.get<Page<RateRow>>('/rates', asked, signal),
  })
  return (
    <PageShell title={r.title}>
      <QueryForm
        onSubmit={() => setAsked(typed)}
        onReset={() => {
          setTyped(usual)
          setAsked(usual)
        }}
      >
        <Field label={t.common.dateFrom}>
          <Input type="date" value={typed.from} onChange={(e) => setTyped({ ...typed, from: e.target.value })} />
        </Field>
        <Field label={t.common.dateTo}>
          <Input type="date" value={typed.to} onChange={(e) => setTyped({ ...typed, to: e.target.value })} />
        </Field>
        <Field label={r.by}>
          <Select
            value={typed.by}
            onChange={(by: string) => setTyped({ ...typed, by })}
            options={[
              { value: 'unit', label: r.byUnit },
              { value: 'category', label: r.byCategory },
            ]}
          />
        </Field>
      </QueryForm>
      <Panel flush>
        <DataTable
          name="rates"
          label={r.title}
          columns={columns}
          list={listFrom({ ...rates, data: rates.data?.items })}
          rowKey={(x) => x.key}
          exportHref={downloadURL('/rates.xlsx', asked)}
        />
      </Panel>
      <p className="muted">{r.note}</p>
    </PageShell>
  )
}
