import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { http } from '@/api/client'
import { listFrom } from '@/api/lists'
import type { CheckedDraw, Draw, Page } from '@/api/types'
import { DataTable, type Column } from '@/components/DataTable'
import { Panel } from '@/components/PageShell'
import { Tag } from '@/components/StateTag'
import { ProblemAlert } from '@/components/states'
import { dateTime } from '@/lib/time'
import { fairness as fairnessTexts } from '@/texts/zh/fairness'

const s = fairnessTexts.samples
const c = s.drawColumns

const columns: Column<Draw>[] = [
  { key: 'plan', title: c.plan, fixed: true, by: (d) => d.sample_name, render: (d) => d.sample_name },
  { key: 'days', title: c.days, width: 220, by: (d) => d.from, render: (d) => <span className="num">{fairnessTexts.grades.span(d.from, d.to)}</span> },
  { key: 'size', title: c.size, width: 110, by: (d) => d.drawn, render: (d) => <span className="num">{`${d.drawn} / ${d.population}`}</span> },
  { key: 'at', title: c.at, width: 150, by: (d) => d.at, render: (d) => <span className="num">{dateTime(d.at)}</span> },
  { key: 'by', title: c.by, width: 110, render: (d) => d.by_name || s.job },
  { key: 'check', title: c.check, width: 260, render: (d) => <Check draw={d} /> },
]

/** What was drawn. Anybody who sees it can draw again and compare. */
export function Draws() {
  const draws = useQuery({ queryKey: ['/draws'], queryFn: ({ signal }) => http.get<Page<Draw>>('/draws', {}, signal) })
  return (
    <Panel title={s.draws} flush>
      <DataTable plain name="draws" label={s.draws} columns={columns} list={listFrom({ ...draws, data: draws.data?.items })} rowKey={(d) => d.id} empty={{ title: s.noDraws }} />
    </Panel>
  )
}

function Check({ draw }: { draw: Draw }) {
  const [asked, setAsked] = useState(false)
  const check = useQuery({
    queryKey: ['/draws/check', draw.id],
    queryFn: ({ signal }) => http.get<CheckedDraw>(`/draws/${draw.id}/check`, {}, signal),
    enabled: asked,
  })
  if (check.error) return <ProblemAlert compact problem={check.error} onRetry={() => void check.refetch()} />
  if (check.data) {
    const same = check.data.same_population && check.data.same_drawn
    return <Tag tone={same ? 'good' : 'bad'}>{same ? s.same : s.different}</Tag>
  }
  return (
    <Button size="small" loading={asked && check.isPending} onClick={() => setAsked(true)}>
      {s.check}
    </Button>
  )
}
