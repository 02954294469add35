import type { FloorFigures, FloorQueue } from '@/api/types'
import { Elapsed } from '@/components/callbar/Elapsed'
import { t } from '@/texts'

const f = t.floor
const c = f.queueColumns

/** A queue a row: who waits now, and the day's figures. */
export function Queues({ queues, today, ahead }: { queues: FloorQueue[]; today: FloorFigures; ahead: number }) {
  const most = Math.max(5, ...queues.map((q) => q.waiting))
  return (
    <div className="table-scroll" role="region" aria-label={t.table.region(f.queues)} tabIndex={0}>
      <table className="table floor-queues">
        <thead>
          <tr>
            {Object.values(c).map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {queues.map((q) => (
            <tr key={q.code} className={q.late ? 'floor-late' : undefined}>
              <th scope="row">{q.name}</th>
              <td>
                <span className="floor-bar" aria-hidden="true">
                  <span style={{ width: `${(q.waiting / most) * 100}%` }} />
                </span>
                <span className="num">{q.waiting}</span>
              </td>
              <td>{q.oldest ? <Elapsed since={q.oldest} ahead={ahead} /> : '—'}</td>
              <td className="num">{q.ready}</td>
              <Figures of={q.today} />
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{f.today}</th>
            <td className="num">{queues.reduce((n, q) => n + q.waiting, 0)}</td>
            <td />
            <td />
            <Figures of={today} />
          </tr>
        </tfoot>
      </table>
    </div>
  )
}

function Figures({ of }: { of: FloorFigures }) {
  return (
    <>
      <td className="num">{of.offered}</td>
      <td className="num">{of.answered}</td>
      <td className="num">{of.abandoned}</td>
      <td className="num">{f.rate(of.connect_rate)}</td>
      <td className="num">{f.rate(of.service_rate)}</td>
      <td className="num">{of.mos === null ? '—' : of.mos.toFixed(1)}</td>
    </>
  )
}
