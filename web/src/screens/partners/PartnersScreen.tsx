import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { downloadURL } from '@/api/client'
import { listFrom } from '@/api/lists'
import { usePartners } from '@/api/partners'
import type { PartnerRow } from '@/api/types'
import { DataTable, type Column } from '@/components/DataTable'
import { PageShell, Panel } from '@/components/PageShell'
import { Tag } from '@/components/StateTag'
import { ViewTabs } from '@/components/ViewTabs'
import { dateTime } from '@/lib/time'
import { useUrlQuery } from '@/lib/useUrlQuery'
import { ActiveTag } from '@/screens/admin/parts'
import { t } from '@/texts'
import { partner as partnerTexts } from '@/texts/zh/partner'
import { Messages } from './Messages'
import { PartnerEdit } from './PartnerEdit'
import { PartnerSetup } from './PartnerSetup'

const p = partnerTexts
const tabs = ['partners', 'out', 'in'] as const
type Tab = (typeof tabs)[number]

/** Other platforms that orders are exchanged with, and what travels. */
export default function PartnersScreen() {
  const [query, setQuery] = useUrlQuery(['tab'])
  const tab: Tab = tabs.find((x) => x === query.tab) ?? 'partners'
  const partners = usePartners()
  const [editing, setEditing] = useState<PartnerRow | 'new'>()
  const [setup, setSetup] = useState<string>()
  const open = partners.data?.find((x) => x.id === setup)
  const sum = (of: (x: PartnerRow) => number) => (partners.data ?? []).reduce((n, x) => n + of(x), 0)
  const count = (n: number, bad = false) => (n > 0 ? <Tag tone={bad ? 'bad' : 'info'}>{n}</Tag> : <span className="num">0</span>)
  const columns: Column<PartnerRow>[] = [
    {
      key: 'name',
      title: p.columns.name,
      fixed: true,
      by: (x) => x.name,
      render: (x) => (
        <div>
          <strong>{x.name}</strong>
          <div className="muted num">{x.code}</div>
        </div>
      ),
    },
    { key: 'unit', title: p.columns.unit, width: 140, by: (x) => x.unit_name, render: (x) => x.unit_name || p.noUnit },
    { key: 'takes', title: p.columns.takes, width: 90, render: (x) => (x.takes ? p.yes : p.no) },
    { key: 'identity', title: p.columns.identity, width: 160, render: (x) => p.identities[x.identity] },
    { key: 'keys', title: p.columns.keys, width: 60, align: 'end', render: (x) => <span className="num">{x.keys}</span> },
    { key: 'delivered', title: p.columns.delivered, width: 80, align: 'end', render: (x) => count(x.delivered) },
    { key: 'waiting', title: p.columns.waiting, width: 80, align: 'end', by: (x) => x.waiting, render: (x) => count(x.waiting) },
    { key: 'dead', title: p.columns.dead, width: 80, align: 'end', by: (x) => x.dead, render: (x) => count(x.dead, true) },
    { key: 'refused', title: p.columns.refused, width: 80, align: 'end', render: (x) => count(x.refused) },
    { key: 'unmapped', title: p.columns.unmapped, width: 80, align: 'end', render: (x) => count(x.unmapped) },
    { key: 'seen', title: p.columns.seen, width: 150, render: (x) => <span className="num">{dateTime(x.heard_at ?? x.reached_at) || p.never_seen}</span> },
    { key: 'status', title: p.columns.status, width: 80, render: (x) => <ActiveTag active={x.active} /> },
    {
      key: 'setup',
      title: t.common.actions,
      fixed: true,
      width: 90,
      render: (x) => (
        <Button size="small" aria-label={p.setup(x.name)} onClick={(e) => { e.stopPropagation(); setSetup(x.id) }}>
          {p.open}
        </Button>
      ),
    },
  ]
  return (
    <PageShell
      title={p.title}
      actions={
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing('new')}>
          {p.create}
        </Button>
      }
    >
      <ViewTabs
        label={p.title}
        tabs={[{ key: 'partners' as Tab, label: p.tabs.partners }, { key: 'out' as Tab, label: p.tabs.out, count: sum((x) => x.dead) }, { key: 'in' as Tab, label: p.tabs.in, count: sum((x) => x.refused) }]}
        current={tab}
        onChange={(key) => setQuery({ tab: key === 'partners' ? undefined : key })}
      />
      {tab === 'partners' ? (
        <>
          <p className="muted">{p.hint}</p>
          <Panel flush>
            <DataTable name="partners" label={p.title} columns={columns} list={listFrom(partners)} rowKey={(x) => x.id} onOpen={setEditing} exportHref={downloadURL('/partners.xlsx')} empty={{ title: p.empty, hint: p.emptyHint }} />
          </Panel>
        </>
      ) : (
        <Messages key={tab} direction={tab} />
      )}
      {editing ? <PartnerEdit partner={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} /> : null}
      {open ? <PartnerSetup partner={open} onClose={() => setSetup(undefined)} /> : null}
    </PageShell>
  )
}
