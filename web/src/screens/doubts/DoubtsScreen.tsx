import { SettingOutlined } from '@ant-design/icons'
import { Button, Select } from 'antd'
import { useState } from 'react'
import { downloadURL } from '@/api/client'
import { useList } from '@/api/lists'
import type { Doubt, DoubtState } from '@/api/types'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { DataTable, type Column } from '@/components/DataTable'
import { ExportButton } from '@/components/ExportButton'
import { PageShell } from '@/components/PageShell'
import { UnitPicker } from '@/components/pickers/UnitPicker'
import { Tag } from '@/components/StateTag'
import { useSort } from '@/components/useSort'
import { ViewTabs } from '@/components/ViewTabs'
import { Worklist } from '@/components/Worklist'
import { useCommands } from '@/lib/keys'
import { useCurrent } from '@/lib/useCurrent'
import { usePhone } from '@/lib/useMedia'
import { useUrlQuery } from '@/lib/useUrlQuery'
import { options } from '@/screens/admin/parts'
import { t } from '@/texts'
import { fairness as fairnessTexts } from '@/texts/zh/fairness'
import { DoubtCountsPanel } from './DoubtCountsPanel'
import { DoubtPanel } from './DoubtPanel'
import { DoubtRulesDrawer } from './DoubtRulesDrawer'

const d = fairnessTexts.doubts
const tabs = ['open', 'confirmed', 'false_alarm'] as const

const columns: Column<Doubt>[] = [
  {
    key: 'order',
    title: d.columns.order,
    fixed: true,
    sort: ['number', '-number', '-completed_at'],
    render: (x) => (
      <div>
        <span className="clip">{x.title}</span>
        <span className="muted num" style={{ fontSize: 12, display: 'block', fontWeight: 400 }}>
          {[x.order_number, x.unit_name].filter(Boolean).join(' · ')}
        </span>
      </div>
    ),
  },
  {
    key: 'score',
    title: d.columns.score,
    fixed: true,
    sort: ['score', '-score'],
    width: 104,
    render: (x) => (
      <div>
        <Tag tone={x.kind === 'relabel' ? 'info' : 'warn'}>{d.kind[x.kind]}</Tag>
        <div className="muted num" style={{ fontSize: 12 }}>
          {d.score(x.score)}
        </div>
      </div>
    ),
  },
]

/** Matters that look like relabelled complaints or closings without contact; an inspector decides. */
export default function DoubtsScreen() {
  const can = useCan()
  const [url, setUrl] = useUrlQuery(['state', 'kind', 'unit', 'id'] as const)
  const [rules, setRules] = useState(false)
  const state: DoubtState = tabs.find((x) => x === url.state) ?? 'open'
  const [sort, setSort] = useSort(columns)
  const asked = { state, kind: url.kind, unit_id: url.unit, sort }
  const list = useList<Doubt>('/doubts', asked)
  const phone = usePhone()
  const first = useCurrent(list.rows, url.id)
  const currentId = phone ? url.id : first
  const at = list.rows.findIndex((x) => x.id === currentId)
  const step = (n: number) => {
    const next = list.rows[at + n]
    if (next) setUrl({ id: next.id })
  }
  useCommands([
    { keys: 'j', label: t.table.next, group: d.title, run: () => step(1) },
    { keys: 'k', label: t.table.previous, group: d.title, run: () => step(-1) },
  ])
  const current = list.rows[at]
  return (
    <PageShell
      title={d.title}
      actions={
        <>
          <Select
            aria-label={d.anyKind}
            style={{ width: 140 }}
            value={url.kind ?? ''}
            onChange={(kind: string) => setUrl({ kind, id: undefined })}
            options={[{ value: '', label: d.anyKind }, ...options(d.kind)]}
          />
          <UnitPicker allowClear aria-label={t.common.unit} placeholder={t.common.unit} style={{ width: 200 }} value={url.unit} onChange={(unit) => setUrl({ unit, id: undefined })} />
          <ExportButton href={downloadURL('/doubts.xlsx', asked)} />
          <Button icon={<SettingOutlined />} onClick={() => setRules(true)}>
            {d.rules}
          </Button>
        </>
      }
    >
      <ViewTabs label={d.title} tabs={tabs.map((key) => ({ key, label: d.tabs[key] }))} current={state} onChange={(s) => setUrl({ state: s, id: undefined })} />
      <Worklist
        title={d.title}
        list={
          <DataTable
            plain={!phone}
            name="doubts"
            label={d.title}
            columns={columns}
            list={list}
            sort={sort}
            onSort={setSort}
            rowKey={(x) => x.id}
            currentKey={currentId}
            onOpen={(x) => setUrl({ id: x.id })}
            empty={{ title: d.empty, hint: d.emptyHint }}
          />
        }
        detail={current ? <DoubtPanel key={current.id + current.version} doubt={current} onDone={() => setUrl({ id: phone ? undefined : list.rows[at + 1]?.id })} /> : null}
        none={list.rows.length > 0 || list.loading ? d.pick : undefined}
        onClose={() => setUrl({ id: undefined })}
      />
      <DoubtCountsPanel />
      {rules ? <DoubtRulesDrawer editable={can(rights.gradeManage)} onClose={() => setRules(false)} /> : null}
    </PageShell>
  )
}
