import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useState } from 'react'
import { downloadURL, http } from '@/api/client'
import { listFrom, listOf } from '@/api/lists'
import type { RateRow, RateTable } from '@/api/types'
import { DayField } from '@/components/DayField'
import { DataTable, type Column } from '@/components/DataTable'
import { Field } from '@/components/Field'
import { PageShell, Panel } from '@/components/PageShell'
import { QueryForm } from '@/components/QueryForm'
import { Tag } from '@/components/StateTag'
import { Whisker } from '@/components/Whisker'
import { daysAgo, today } from '@/lib/time'
import { t } from '@/texts'
import { fairness as fairnessTexts } from '@/texts/zh/fairness'
import { RateFigures } from './RateFigures'
import './rates.css'

const r = t.rates
const c = r.columns

const columns: Column<RateRow>[] = [
  {
    key: 'name',
    title: c.name,
    fixed: true,
    render: (x) => (
      <>
        {x.name} {x.small ? <Tag tone="warn">{fairnessTexts.small}</Tag> : null}
      </>
    ),
  },
  { key: 'asked', title: c.asked, align: 'end', width: 80, by: (x) => x.asked, render: (x) => <span className="num">{x.asked}</span> },
  { key: 'answered', title: c.answered, align: 'end', width: 80, by: (x) => x.answered, render: (x) => <span className="num">{x.answered}</span> },
  { key: 'waiting', title: c.waiting, align: 'end', width: 80, extra: true, render: (x) => <span className="num">{x.waiting}</span> },
  { key: 'contacted', title: c.contacted, align: 'end', width: 80, extra: true, render: (x) => <span className="num">{x.contacted}</span> },
  { key: 'resolved', title: c.resolved, align: 'end', width: 80, extra: true, render: (x) => <span className="num">{x.resolved}</span> },
  { key: 'partly', title: c.partly, align: 'end', width: 80, extra: true, render: (x) => <span className="num">{x.partly}</span> },
  { key: 'satisfied', title: c.satisfied, align: 'end', width: 80, extra: true, render: (x) => <span className="num">{x.satisfied}</span> },
  { key: 'unsampled', title: r.unsampled, align: 'end', width: 80, extra: true, render: (x) => <span className="num">{x.unsampled}</span> },
  { key: 'effective', title: r.effective, align: 'end', width: 80, extra: true, render: (x) => <span className="num">{x.effective.toFixed(1)}</span> },
  { key: 'response', title: c.response, width: 250, by: (x) => x.response_rate ?? -1, render: (x) => <Whisker value={x.response_rate} interval={x.response_interval} small={x.small} /> },
  { key: 'resolution', title: c.resolution, width: 250, by: (x) => x.resolution_rate ?? -1, render: (x) => <Whisker value={x.resolution_rate} interval={x.resolution_interval} small={x.small} /> },
  { key: 'satisfaction', title: c.satisfaction, width: 250, by: (x) => x.satisfaction_rate ?? -1, render: (x) => <Whisker value={x.satisfaction_rate} interval={x.satisfaction_interval} small={x.small} /> },
]

/** 响应率、解决率、满意率, as the citizens answered. */
export default function RatesScreen() {
  const usual = { from: daysAgo(29), to: today(), by: 'unit' } // the last 30 days, as the server and the wallboard count them
  const [typed, setTyped] = useState(usual)
  const [asked, setAsked] = useState(usual)
  const rates = useQuery({
    queryKey: ['/rates', asked],
    queryFn: ({ signal }) => http.get<RateTable>('/rates', asked, signal),
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
          <DayField value={typed.from} onChange={(from = '') => setTyped({ ...typed, from })} />
        </Field>
        <Field label={t.common.dateTo}>
          <DayField value={typed.to} onChange={(to = '') => setTyped({ ...typed, to })} />
        </Field>
        <Field label={r.by}>
          <Select
            value={typed.by}
            onChange={(by: string) => setTyped({ ...typed, by })}
            options={[
              { value: 'unit', label: r.byUnit },
              { value: 'category', label: r.byCategory },
              { value: 'hotline', label: r.byHotline },
              { value: 'mode', label: r.byMode },
            ]}
          />
        </Field>
      </QueryForm>
      {rates.data ? <RateFigures table={rates.data} /> : null}
      <Panel flush>
        <DataTable
          name="rates"
          label={r.title}
          columns={columns}
          list={listFrom({ ...rates, data: rates.data?.items })}
          rowKey={(x) => x.key}
          total={rates.data && { key: 'total', name: r.total, ...rates.data.total }}
          exportHref={downloadURL('/rates.xlsx', asked)}
        />
      </Panel>
      {rates.data ? <BesideRates table={rates.data} /> : null}
    </PageShell>
  )
}

/** What stands in no denominator, law-enforcement matters apart, and what each figure means. */
function BesideRates({ table }: { table: RateTable }) {
  return (
    <>
      <p className="muted">
        {fairnessTexts.legend}{t.common.separator}
        {r.note(table.min_sample)}
      </p>
      <Panel title={r.excludedTitle} flush>
        <div className="table-scroll" role="region" aria-label={r.excludedTitle} tabIndex={0}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{r.excludedColumns.name}</th>
                <th scope="col">{r.excludedColumns.n}</th>
                <th scope="col">{r.excludedColumns.text}</th>
              </tr>
            </thead>
            <tbody>
              {table.excluded.map((x) => (
                <tr key={x.code}>
                  <td>{x.name}</td>
                  <td className="num">{r.counted(x.n)}</td>
                  <td className="wrap">{x.text}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Panel>
      {table.enforcement.items.length > 0 ? (
        <Panel title={r.enforcement} flush>
          <p className="muted panel-note">{r.enforcementNote}</p>
          <DataTable
            plain
            name="rates-enforcement"
            label={r.enforcement}
            columns={columns}
            list={listOf(table.enforcement.items)}
            rowKey={(x) => x.key}
            total={{ key: 'total', name: r.enforcementTotal, ...table.enforcement.total }}
          />
        </Panel>
      ) : null}
      <Panel title={r.definitions}>
        <dl className="definitions">
          {table.definitions.map((d) => (
            <div key={d.code}>
              <dt>{d.name}</dt>
              <dd>
                {r.numerator}
                {t.common.colon}
                {d.numerator}
              </dd>
              <dd>
                {r.denominator}
                {t.common.colon}
                {d.denominator}
              </dd>
            </div>
          ))}
        </dl>
      </Panel>
    </>
  )
}
