import { Button } from 'antd'
import { useSimilar, useSuggestion } from '@/api/catalogue'
import type { Order, PrecedentRow, Step, Suggestion } from '@/api/types'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { Tag } from '@/components/StateTag'
import { Ask } from '@/components/states'
import { day } from '@/lib/time'
import { t } from '@/texts'
import './suggestions.css'

const s = t.catalogue.suggest

/**
 * Which units the order could go to and why, and what was decided on orders like it. Beside one form another may be open,
 * so each says for which verb it is.
 */
export function Suggestions({ verb, order, chosen, onUse }: { verb: Step; order: Order; chosen?: string; onUse: (unit: string) => void }) {
  const can = useCan()
  const found = useSuggestion(order.id, can(rights.suggest))
  if (!can(rights.suggest)) return null
  return (
    <section className="suggestions" aria-label={s.titleFor(t.verbs.name[verb])}>
      <h3>{s.title}</h3>
      {order.category_id ? null : <p className="suggest-note">{t.verbs.unclassified}</p>}
      <Ask query={found} rows={3}>
        {(x) => <Offered suggestion={x} chosen={chosen} onUse={onUse} />}
      </Ask>
    </section>
  )
}

function Offered({ suggestion: x, chosen, onUse }: { suggestion: Suggestion; chosen?: string; onUse: (unit: string) => void }) {
  return (
    <>
      {x.first_receiver ? <p className="suggest-note">{s.first}</p> : null}
      {x.candidates.length === 0 ? <p className="muted">{x.why || s.none}</p> : null}
      <ol className="candidates">
        {x.candidates.map((c) => (
          <li key={c.unit_id} className={chosen === c.unit_id ? 'chosen' : undefined}>
            <div className="candidate-head">
              <strong>{c.unit_name}</strong>
              <span className="num candidate-sure" title={s.confidenceHint}>
                {s.confidence(c.confidence)}
              </span>
              {chosen === c.unit_id ? (
                <Tag tone="good">{s.used}</Tag>
              ) : (
                <Button size="small" onClick={() => onUse(c.unit_id!)}>
                  {s.use(c.unit_name)}
                </Button>
              )}
            </div>
            <ul>
              {c.reasons.map((r) => (
                <li key={r.text} className={r.code === 'against' ? 'against' : undefined}>
                  {r.text}
                </li>
              ))}
              {c.basis ? (
                <li>
                  {t.catalogue.entry.basis}
                  {t.common.colon}
                  {c.basis}
                </li>
              ) : null}
              {c.co_units.length > 0 ? (
                <li>
                  {s.co}
                  {t.common.colon}
                  {c.co_units.map((u) => u.name).join(t.common.separator)}
                </li>
              ) : null}
            </ul>
          </li>
        ))}
      </ol>
      {x.excluded.length > 0 ? (
        <p className="muted">
          {s.excluded}
          {t.common.colon}
          {x.excluded.map((e) => `${e.unit_name}（${e.why}）`).join(t.common.separator)}
        </p>
      ) : null}
      <PrecedentList rows={x.precedents} />
    </>
  )
}

/** Precedents beside an order, closed until somebody wants to read them. */
export function PrecedentList({ rows }: { rows: PrecedentRow[] }) {
  if (rows.length === 0) return null
  return (
    <details className="precedents">
      <summary>{s.precedents(rows.length)}</summary>
      <ul>
        {rows.map((p) => (
          <li key={p.id}>
            <div>
              {s.outcome(p.own ? p.from_unit_name : s.other, t.catalogue.precedents.verdict[p.verdict], p.own ? (p.to_unit_name ?? '') : '')}{' '}
              <span className="muted num">{day(p.decided_at)}</span>
            </div>
            <div className="muted">
              {p.category_name} · {p.reason_name} · {s.similarity(p.similarity ?? 0)}
              {p.because.length > 0 ? t.common.colon + p.because.join(t.common.separator) : ''}
            </div>
            {p.number ? (
              <div>
                {p.title} <span className="num muted">{p.number}</span>
              </div>
            ) : null}
            {p.review_note ? <div className="words">{p.review_note}</div> : null}
          </li>
        ))}
      </ul>
    </details>
  )
}

/** For the unit that thinks of returning an order: how such returns were decided. */
export function ReturnsLike({ order }: { order: Order }) {
  const can = useCan()
  const found = useSimilar(order.id, can(rights.precedents))
  return found.data ? <PrecedentList rows={found.data.items} /> : null
}
