import type { GradeTable } from '@/api/types'
import { Panel } from '@/components/PageShell'
import { t } from '@/texts'
import { fairness as fairnessTexts } from '@/texts/zh/fairness'
import { BandTag } from './BandTag'

const g = fairnessTexts.grades

/** Every unit with its bands, by name. */
export function GradeOverview({ table, current, onOpen }: { table: GradeTable; current?: string; onOpen: (id: string) => void }) {
  return (
    <Panel flush>
      <div className={'table-scroll ' + (current ? 'grades-scroll' : 'grades-scroll-all')} role="region" aria-label={t.table.region(g.title)} tabIndex={0}>
        <table className="table grades-table">
          <thead>
            <tr>
              <th scope="col">{g.unit}</th>
              <th scope="col">{g.peers}</th>
              <th scope="col">{g.overall}</th>
              {table.rules.indicators.map((i) => (
                <th scope="col" key={i.code}>
                  {i.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.items.map((u) => (
              <tr key={u.unit_id} aria-current={u.unit_id === current ? 'true' : undefined}>
                <th scope="row">
                  <button type="button" className="link-button" aria-label={g.open(u.name)} onClick={() => onOpen(u.unit_id)}>
                    {u.name}
                  </button>
                </th>
                <td>{u.peers}</td>
                <td>
                  <BandTag band={u.grade} />
                </td>
                {u.cells.map((c) => (
                  <td key={c.indicator}>
                    <BandTag band={c.grade} />
                    <small className="muted num">{c.n > 0 ? `${t.common.percent(c.share)} (${c.x}/${c.n})` : t.common.percent(null)}</small>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  )
}
