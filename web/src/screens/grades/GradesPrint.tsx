import { PrinterOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useEffect } from 'react'
import { Link, useParams } from 'react-router'
import { http } from '@/api/client'
import type { GradeTable, Indicator } from '@/api/types'
import { useMe } from '@/app/session'
import { AskPage } from '@/components/PageShell'
import { dateTime } from '@/lib/time'
import { t } from '@/texts'
import { fairness as fairnessTexts } from '@/texts/zh/fairness'
import { Definition } from './UnitCard'
import '@/screens/order/order.css'
import './grades.css'

const g = fairnessTexts.grades

/** A period on paper: every figure with its interval and, beside it, what it counts and by what it divides. */
export default function GradesPrint() {
  const { id = '' } = useParams()
  const table = useQuery({ queryKey: ['/grade-periods/{id}', id], queryFn: ({ signal }) => http.get<GradeTable>(`/grade-periods/${id}`, {}, signal) })
  return (
    <AskPage paper title={g.printTitle} query={table}>
      {(x) => <Sheet table={x} />}
    </AskPage>
  )
}

function Sheet({ table }: { table: GradeTable }) {
  const me = useMe()
  const { period, rules } = table
  useEffect(() => {
    document.title = `${g.printTitle} ${period.from}`
  }, [period])
  return (
    <>
      <header className="print-bar">
        <Button type="primary" icon={<PrinterOutlined />} onClick={() => window.print()}>
          {t.common.print}
        </Button>
        <Link to="/grades" className="ant-btn">
          {t.common.back}
        </Link>
      </header>
      <main className="print">
        <h1>{g.printTitle}</h1>
        <p className="print-sub">
          {g.span(period.from, period.to)} · {g.state[period.state]} · {t.order.printedAt(dateTime(new Date().toISOString()))} · {t.order.printedBy(me.name)}
        </p>
        <p>{g.rule}</p>
        <p>{g.overallRule}</p>
        {table.items.map((u) => (
          <article key={u.unit_id}>
            <h2>
              {u.name} · {g.overall} {g.band[u.grade]} · {u.peers}
            </h2>
            <table className="print-grades">
              <thead>
                <tr>
                  {g.printColumns.map((name) => (
                    <th key={name} scope="col">
                      {name}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {u.cells.map((c, at) => (
                  <tr key={c.indicator}>
                    <th scope="row">{rules.indicators[at]?.name}</th>
                    <td className="print-meaning">
                      <Meaning of={rules.indicators[at]} />
                    </td>
                    <td>
                      {g.band[c.grade]}
                      {c.corrected ? <div className="print-was">{`${g.corrected}${t.common.colon}${g.was(c.was_x ?? 0, c.was_n ?? 0, g.band[c.was_grade ?? ''] ?? '')}`}</div> : null}
                    </td>
                    <td className="num">{c.n > 0 ? `${t.common.percent(c.share)}（${fairnessTexts.of(c.x, c.n)}）` : t.common.percent(null)}</td>
                    <td className="num">{c.n > 0 ? fairnessTexts.interval(c.interval.low, c.interval.high) : ''}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </article>
        ))}
        <h2>{g.definition}</h2>
        {rules.indicators.map((i) => (
          <article key={i.code}>
            <h3>{i.name}</h3>
            <Definition of={i} />
          </article>
        ))}
      </main>
    </>
  )
}

/** What a figure counts and by what it divides; the thresholds stand once, at the end. */
function Meaning({ of: i }: { of?: Indicator }) {
  if (!i) return null
  return (
    <>
      <div>{g.numerator + t.common.colon + i.numerator}</div>
      <div>{g.denominator + t.common.colon + i.denominator}</div>
    </>
  )
}
