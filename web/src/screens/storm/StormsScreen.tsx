import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { listFrom } from '@/api/lists'
import { useLiveRefresh } from '@/api/live'
import { stormsKey, useStorms } from '@/api/storm'
import type { Storm, StormKind } from '@/api/types'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { DataTable, type Column } from '@/components/DataTable'
import { PageShell, Panel } from '@/components/PageShell'
import { Tag } from '@/components/StateTag'
import { dateTime } from '@/lib/time'
import { t } from '@/texts'
import { StormForm } from './StormForm'
import './storm.css'

const s = t.storm
const c = s.columns

const columns: Column<Storm>[] = [
  { key: 'name', title: c.name, fixed: true, by: (x) => x.name, render: (x) => <strong>{x.name}</strong> },
  { key: 'kind', title: c.kind, width: 120, by: (x) => x.kind, render: (x) => s.kinds[x.kind as StormKind] ?? x.kind },
  { key: 'state', title: c.state, fixed: true, width: 90, by: (x) => x.state, render: (x) => <Tag tone={x.state === 'running' ? 'bad' : 'plain'}>{s.states[x.state]}</Tag> },
  { key: 'area', title: c.area, render: (x) => <span className="clip">{x.area_names.join(t.common.separator) || s.wholeCity}</span> },
  { key: 'joined', title: c.joined, fixed: true, width: 80, align: 'end', by: (x) => x.joined, render: (x) => <span className="num">{x.joined}</span> },
  { key: 'since', title: c.since, width: 150, by: (x) => x.from, render: (x) => <span className="num">{dateTime(x.from)}</span> },
  { key: 'ended', title: c.ended, width: 150, by: (x) => x.ended_at ?? '', render: (x) => <span className="num">{dateTime(x.ended_at)}</span> },
  { key: 'order', title: c.order, width: 190, render: (x) => <Link to={`/orders/${x.order_id}`} className="num">{x.order_number}</Link> },
]

/** Declared events: those that run first. */
export default function StormsScreen() {
  const can = useCan()
  const go = useNavigate()
  const storms = useStorms()
  const [declaring, setDeclaring] = useState(false)
  useLiveRefresh(['intake'], [[...stormsKey, 'list']], 2500)
  return (
    <PageShell
      title={s.title}
      actions={
        can(rights.storm) ? (
          <Button type="primary" danger icon={<PlusOutlined />} onClick={() => setDeclaring(true)}>
            {s.declare}
          </Button>
        ) : null
      }
    >
      <Panel flush>
        <DataTable
          name="storms"
          label={s.title}
          columns={columns}
          list={listFrom(storms)}
          rowKey={(x) => x.id}
          onOpen={(x) => void go(`/storms/${x.id}`)}
          empty={{ title: s.empty, hint: s.emptyHint }}
        />
      </Panel>
      {declaring ? <StormForm onClose={() => setDeclaring(false)} onDone={(x) => void go(`/storms/${x.id}`)} /> : null}
    </PageShell>
  )
}
