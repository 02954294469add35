import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { http } from '@/api/client'
import { listFrom } from '@/api/lists'
import { useUnits } from '@/api/reference'
import type { Page, Sample } from '@/api/types'
import { DataTable, type Column } from '@/components/DataTable'
import { PageShell, Panel } from '@/components/PageShell'
import { Tag } from '@/components/StateTag'
import { ActiveTag } from '@/screens/admin/parts'
import { t } from '@/texts'
import { fairness as fairnessTexts } from '@/texts/zh/fairness'
import { DrawDrawer } from './DrawDrawer'
import { Draws } from './Draws'
import { SampleEdit } from './SampleEdit'

const s = fairnessTexts.samples

/** Who is called where volumes are high, and whose answers are asked for again by a second person. */
export default function SamplesScreen() {
  const [editing, setEditing] = useState<Sample | 'new'>()
  const [drawing, setDrawing] = useState<Sample>()
  const samples = useQuery({ queryKey: ['/samples'], queryFn: ({ signal }) => http.get<Page<Sample>>('/samples', {}, signal) })
  const units = useUnits()
  const unit = (id: string | null | undefined) => (id ? (units.data?.find((u) => u.id === id)?.short_name ?? s.anyUnit) : s.anyUnit)
  const columns: Column<Sample>[] = [
    {
      key: 'name',
      by: (x) => x.name,
      title: s.columns.name,
      fixed: true,
      render: (x) => (
        <button type="button" className="link-button" onClick={() => setEditing(x)}>
          {x.name}
        </button>
      ),
    },
    { key: 'purpose', title: s.columns.purpose, width: 110, by: (x) => x.purpose, render: (x) => <Tag tone={x.purpose === 'recheck' ? 'info' : 'plain'}>{fairnessTexts.purpose[x.purpose]}</Tag> },
    {
      key: 'strata',
      title: s.columns.strata,
      render: (x) => [unit(x.unit_id), x.kind ? t.words.kind[x.kind] : s.anyKind, x.door ? (t.words.door[x.door as keyof typeof t.words.door] ?? x.door) : s.anyDoor].join(' · '),
    },
    { key: 'size', title: s.columns.size, width: 110, render: (x) => <span className="num">{x.permille > 0 ? s.permille(x.permille) : s.number(x.number)}</span> },
    { key: 'seed', title: s.columns.seed, width: 160, render: (x) => <code>{x.seed}</code> },
    { key: 'status', title: s.columns.status, width: 80, by: (x) => x.active, render: (x) => <ActiveTag active={x.active} /> },
    {
      key: 'draw',
      title: t.common.actions,
      width: 80,
      render: (x) =>
        x.purpose === 'recheck' ? (
          <Button size="small" onClick={() => setDrawing(x)}>
            {s.draw}
          </Button>
        ) : null,
    },
  ]
  return (
    <PageShell
      title={s.title}
      actions={
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing('new')}>
          {s.create}
        </Button>
      }
    >
      <p className="muted">{s.about}</p>
      <Panel flush>
        <DataTable
          name="samples"
          label={s.title}
          columns={columns}
          list={listFrom({ ...samples, data: samples.data?.items })}
          rowKey={(x) => x.id}
          empty={{ title: s.empty, hint: s.emptyHint }}
        />
      </Panel>
      <Draws />
      {editing ? <SampleEdit sample={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} /> : null}
      {drawing ? <DrawDrawer sample={drawing} onClose={() => setDrawing(undefined)} /> : null}
    </PageShell>
  )
}
