import type { Order, OrderStage } from '@/api/types'
import { dateTime, shortTime } from '@/lib/time'
import { t } from '@/texts'
import { Pop } from './Pop'
import './stage-bar.css'

const s = t.stages

/** The stages of an order's present way, each with its due time and, on a click, why. */
export function StageBar({ order }: { order: Order }) {
  if (order.stages.length === 0) return null
  return (
    <ol className="stage-bar" aria-label={s.title}>
      {order.stages.map((x) => (
        <li key={x.stage}>
          <Stage x={x} />
        </li>
      ))}
    </ol>
  )
}

function Stage({ x }: { x: OrderStage }) {
  const done = x.met_at ? s.metAt(shortTime(x.met_at)) : s.level[x.level]
  return (
    <Pop
      label={x.name}
      title={`${x.name} · ${s.level[x.level]}`}
      content={
        <div className="stage-why">
          <p>{x.short}</p>
          <ul tabIndex={0} aria-label={t.clock.explain}>
            {x.text.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </div>
      }
    >
      <button type="button" className={`stage stage-${x.level}`} title={s.dueAt(x.name, dateTime(x.due))}>
        <span className="stage-name">{x.name}</span>
        <span className="num">{shortTime(x.due)}</span>
        <span className="stage-level">{done}</span>
      </button>
    </Pop>
  )
}
