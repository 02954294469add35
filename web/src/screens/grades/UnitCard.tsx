import { Button } from 'antd'
import { useState } from 'react'
import type { GradeCell, GradeTable, Indicator, UnitGrades } from '@/api/types'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { Panel } from '@/components/PageShell'
import { Tag } from '@/components/StateTag'
import { Whisker } from '@/components/Whisker'
import { t } from '@/texts'
import { fairness as fairnessTexts } from '@/texts/zh/fairness'
import { BandTag } from './BandTag'
import { ObjectDrawer } from './ObjectDrawer'

const g = fairnessTexts.grades

/** All figures of one unit, each with its definition, its interval and the mean of its peers. */
export function UnitCard({ table, unit }: { table: GradeTable; unit: UnitGrades }) {
  const can = useCan()
  const [objecting, setObjecting] = useState<Indicator>()
  const mayObject = can(rights.gradeObject) && table.period.state === 'published'
  return (
    <Panel
      title={`${unit.name} · ${g.overall}`}
      extra={
        <span className="row">
          <BandTag band={unit.grade} />
          {unit.corrected ? <Tag tone="info">{g.corrected}</Tag> : null}
          <span className="muted">{unit.peers}</span>
        </span>
      }
    >
      <p className="muted">{g.overallRule}</p>
      <ul className="indicators" aria-label={g.indicators}>
        {table.rules.indicators.map((i, at) => {
          const cell = unit.cells[at]
          if (!cell) return null
          const mean = table.means.find((m) => m.peers === unit.peers && m.indicator === i.code)
          return (
            <li key={i.code} className="indicator">
              <div className="row">
                <h3>{i.name}</h3>
                <BandTag band={cell.grade} />
                {i.cap ? <Tag>{g.cap}</Tag> : null}
                {cell.corrected ? <Tag tone="info">{g.corrected}</Tag> : null}
              </div>
              <Value cell={cell} />
              <small className="muted">{mean ? g.peerMean(t.common.percent(mean.share)) : g.noPeers}</small>
              <Definition of={i} />
              {cell.corrected ? <small className="muted">{g.was(cell.was_x ?? 0, cell.was_n ?? 0, g.band[cell.was_grade ?? ''] ?? '')}</small> : null}
              {mayObject ? (
                <Button size="small" aria-label={g.objectTo(i.name)} onClick={() => setObjecting(i)}>
                  {g.object}
                </Button>
              ) : null}
            </li>
          )
        })}
      </ul>
      {objecting ? <ObjectDrawer period={table.period} unit={unit} indicator={objecting} onClose={() => setObjecting(undefined)} /> : null}
    </Panel>
  )
}

function Value({ cell }: { cell: GradeCell }) {
  if (cell.n === 0) return <span className="muted">{fairnessTexts.small}</span>
  return (
    <>
      <Whisker value={cell.share} interval={cell.interval} small={cell.grade === ''} />
      <small className="muted num">{fairnessTexts.of(cell.x, cell.n)}</small>
    </>
  )
}

/** What an indicator counts, by what it divides, and where its bands begin. */
export function Definition({ of: i }: { of: Indicator }) {
  const p = (x: number) => t.common.percent(x)
  return (
    <dl className="indicator-definition">
      <div>
        <dt>{g.numerator}</dt>
        <dd>{i.numerator}</dd>
      </div>
      <div>
        <dt>{g.denominator}</dt>
        <dd>{i.denominator}</dd>
      </div>
      <div>
        <dt>{g.thresholds}</dt>
        <dd>
          {g.threshold(i.lower, p(i.a), p(i.b), p(i.c))}
          {t.common.separator}
          {g.least(i.least)}
          {t.common.separator}
          {g.weight(i.weight)}
        </dd>
      </div>
    </dl>
  )
}
