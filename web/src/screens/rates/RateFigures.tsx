import type { RateTable } from '@/api/types'
import { t } from '@/texts'
import { fairness as fairnessTexts } from '@/texts/zh/fairness'

const r = t.rates

/** Each rate of the whole table with its interval, what it counts, by what it divides and what it leaves out. */
export function RateFigures({ table }: { table: RateTable }) {
  const { total } = table
  const figures = [
    { code: 'response_rate', name: r.columns.response, value: total.response_rate, n: total.contacted, interval: total.response_interval },
    { code: 'resolution_rate', name: r.columns.resolution, value: total.resolution_rate, n: total.resolved, interval: total.resolution_interval },
    { code: 'satisfaction_rate', name: r.columns.satisfaction, value: total.satisfaction_rate, n: total.satisfied, interval: total.satisfaction_interval },
  ]
  const left = table.excluded.reduce((n, x) => n + x.n, 0)
  return (
    <section className="rate-figures" aria-label={r.figures}>
      {figures.map((f) => (
        <article key={f.code} className="panel rate-figure">
          <h2>{f.name}</h2>
          <p className="rate-value">
            <strong className="num">{t.common.percent(f.value)}</strong>
            <span className="muted num">{total.asked > 0 ? r.of(f.n, total.asked) : r.noRate}</span>
            {total.asked > 0 ? (
              <span className="muted num">
                {r.interval} {fairnessTexts.interval(f.interval.low, f.interval.high)}
              </span>
            ) : null}
          </p>
          <dl>
            {/* The numerator depends on a setting (from which mark on a citizen is satisfied): the server words it. */}
            <Part name={r.numerator} n={f.n} text={table.definitions.find((d) => d.code === f.code)?.numerator ?? ''} />
            <Part name={r.denominator} n={total.asked} text={r.denominatorText} />
            <Part name={r.excluded} n={left} text={r.excludedText} />
          </dl>
        </article>
      ))}
    </section>
  )
}

function Part({ name, n, text }: { name: string; n: number; text: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <span className="num">{r.counted(n)}</span> {text}
      </dd>
    </div>
  )
}
