import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { downloadURL } from '@/api/client'
import { useCentres } from '@/api/cti'
import { listFrom } from '@/api/lists'
import type { CentreRow } from '@/api/types'
import { DataTable, type Column } from '@/components/DataTable'
import { PageShell, Panel } from '@/components/PageShell'
import { Tag } from '@/components/StateTag'
import { dateTime } from '@/lib/time'
import { ActiveTag } from '@/screens/admin/parts'
import { t } from '@/texts'
import { cti } from '@/texts/zh/cti'
import { CtiEdit } from './CtiEdit'
import { CtiSetup } from './CtiSetup'

const c = cti

/** Call centres that stay in use: what they tell, and what of it was refused. */
export default function CtiScreen() {
  const centres = useCentres()
  const [editing, setEditing] = useState<CentreRow | 'new'>()
  const [setup, setSetup] = useState<string>()
  const open = centres.data?.find((x) => x.id === setup)
  const count = (n: number) => (n > 0 ? <Tag tone="warn">{n}</Tag> : <span className="num">0</span>)
  const columns: Column<CentreRow>[] = [
    {
      key: 'name',
      title: c.columns.name,
      fixed: true,
      by: (x) => x.name,
      render: (x) => (
        <div>
          <strong>{x.name}</strong>
          <div className="muted num">{x.code}</div>
        </div>
      ),
    },
    { key: 'heard', title: c.columns.heard, width: 160, by: (x) => x.heard_at ?? '', render: (x) => <span className="num">{dateTime(x.heard_at) || c.never}</span> },
    { key: 'open', title: c.columns.open, width: 90, align: 'end', by: (x) => x.open_calls, render: (x) => <span className="num">{x.open_calls}</span> },
    { key: 'agents', title: c.columns.agents, width: 70, align: 'end', render: (x) => <span className="num">{x.agents}</span> },
    { key: 'keys', title: c.columns.keys, width: 70, align: 'end', render: (x) => <span className="num">{x.keys}</span> },
    { key: 'refused', title: c.columns.refused, width: 120, align: 'end', by: (x) => x.refused, render: (x) => count(x.refused) },
    { key: 'unmapped', title: c.columns.unmapped, width: 90, align: 'end', by: (x) => x.unmapped, render: (x) => count(x.unmapped) },
    {
      key: 'sounds',
      title: c.columns.sounds,
      width: 150,
      render: (x) => (
        <>
          <span className="num">{c.sounds(x.recordings_kept, x.recordings_waiting)}</span> {x.recordings_refused > 0 ? <Tag tone="bad">{c.soundsRefused(x.recordings_refused)}</Tag> : null}
        </>
      ),
    },
    { key: 'status', title: c.columns.status, width: 80, render: (x) => <ActiveTag active={x.active} /> },
    {
      key: 'setup',
      title: t.common.actions,
      fixed: true,
      width: 90,
      render: (x) => (
        <Button size="small" aria-label={c.setup(x.name)} onClick={(e) => { e.stopPropagation(); setSetup(x.id) }}>
          {c.open}
        </Button>
      ),
    },
  ]
  return (
    <PageShell
      title={c.title}
      actions={
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing('new')}>
          {c.create}
        </Button>
      }
    >
      <p className="muted">{c.hint}</p>
      <Panel flush>
        <DataTable name="cti" label={c.title} columns={columns} list={listFrom(centres)} rowKey={(x) => x.id} onOpen={setEditing} exportHref={downloadURL('/call-centres.xlsx')} empty={{ title: c.empty, hint: c.emptyHint }} />
      </Panel>
      {editing ? <CtiEdit centre={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} /> : null}
      {open ? <CtiSetup centre={open} onClose={() => setSetup(undefined)} /> : null}
    </PageShell>
  )
}
