import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { Link, useNavigate } from 'react-router'
import { downloadURL } from '@/api/client'
import { useWholeList } from '@/api/lists'
import { useLiveRefresh } from '@/api/live'
import type { CampaignRow } from '@/api/types'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { DataTable, type Column } from '@/components/DataTable'
import { ExportButton } from '@/components/ExportButton'
import { PageShell } from '@/components/PageShell'
import { Tag, type Tone } from '@/components/StateTag'
import { ViewTabs } from '@/components/ViewTabs'
import { Worklist } from '@/components/Worklist'
import { shortTime } from '@/lib/time'
import { useCurrent } from '@/lib/useCurrent'
import { usePhone } from '@/lib/useMedia'
import { useUrlQuery } from '@/lib/useUrlQuery'
import { outreach as outreachTexts } from '@/texts/zh/outreach'
import { CampaignPanel } from './CampaignPanel'

const o = outreachTexts
const tabs = ['', 'draft', 'approved', 'running', 'paused', 'ended'] as const
const tones: Record<string, Tone> = { draft: 'plain', approved: 'info', running: 'good', paused: 'warn', ended: 'dark' }

const columns: Column<CampaignRow>[] = [
  {
    key: 'name',
    title: o.columns.name,
    fixed: true,
    by: (x) => x.name,
    render: (x) => (
      <div>
        <span className="clip">{x.name}</span>
        <span className="muted">{o.kinds[x.kind]}</span>
      </div>
    ),
  },
  { key: 'state', title: o.columns.state, fixed: true, width: 90, by: (x) => x.state, render: (x) => <Tag tone={tones[x.state]}>{o.states[x.state]}</Tag> },
  {
    key: 'people',
    title: o.columns.people,
    fixed: true,
    width: 100,
    align: 'end',
    by: (x) => x.people.all,
    render: (x) => <span className="num">{`${x.people.done}／${x.people.all}`}</span>,
  },
  { key: 'created', title: o.columns.created, width: 110, extra: true, by: (x) => x.created_at, render: (x) => <span className="num">{shortTime(x.created_at)}</span> },
]

/** Campaigns of calls out: written by one, approved by another, made by a robot or by seats. */
export default function OutreachScreen() {
  const can = useCan()
  const [url, setUrl] = useUrlQuery(['state', 'id'] as const)
  const phone = usePhone()
  const go = useNavigate()
  const state = tabs.find((x) => x !== '' && x === url.state) ?? ''
  const list = useWholeList<CampaignRow>('/campaigns', { state })
  useLiveRefresh(['outreach'], [['/campaigns'], ['/campaigns/{id}']], 1500)
  const first = useCurrent(list.rows, url.id)
  const currentId = phone ? url.id : first
  const table = (
    <DataTable
      plain
      name="campaigns"
      label={o.title}
      columns={columns}
      list={list}
      rowKey={(x) => x.id}
      currentKey={currentId}
      onOpen={(x) => setUrl({ id: x.id })}
      empty={{ title: o.empty, hint: '' }}
    />
  )
  return (
    <PageShell
      fixed
      title={o.title}
      actions={
        <>
          <Link to="/do-not-call">{o.doNotCall}</Link>
          {can(rights.outreachManage) ? (
            <Button type="primary" icon={<PlusOutlined aria-hidden="true" />} onClick={() => void go('/outreach/new')}>
              {o.create}
            </Button>
          ) : null}
          <ExportButton href={downloadURL('/campaigns.xlsx', { state })} />
        </>
      }
    >
      <ViewTabs label={o.title} tabs={tabs.map((key) => ({ key, label: key === '' ? o.all : o.states[key]! }))} current={state} onChange={(x) => setUrl({ state: x || undefined, id: undefined })} />
      <Worklist
        title={o.title}
        list={table}
        detail={currentId ? <CampaignPanel key={currentId} id={currentId} /> : undefined}
        none={list.rows.length > 0 || list.loading ? o.pick : undefined}
        onClose={() => setUrl({ id: undefined })}
      />
    </PageShell>
  )
}
