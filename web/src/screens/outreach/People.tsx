import { Select } from 'antd'
import { useState } from 'react'
import { downloadURL } from '@/api/client'
import { useList } from '@/api/lists'
import type { Campaign, CampaignPerson } from '@/api/types'
import { DataTable, type Column } from '@/components/DataTable'
import { useSort } from '@/components/useSort'
import { shortTime } from '@/lib/time'
import { t } from '@/texts'
import { outreach as outreachTexts } from '@/texts/zh/outreach'

const o = outreachTexts
const p = o.peopleColumns

const columns: Column<CampaignPerson>[] = [
  { key: 'line', title: p.line, fixed: true, width: 56, align: 'end', sort: ['line', '-line'], render: (x) => <span className="num">{x.line}</span> },
  { key: 'phone', title: p.phone, fixed: true, width: 120, render: (x) => (x.erased ? <span className="muted">{o.erased}</span> : <span className="num">{x.phone_masked}</span>) },
  { key: 'words', title: p.words, render: (x) => Object.values(x.words).join(t.common.separator) },
  {
    key: 'state',
    title: p.state,
    fixed: true,
    render: (x) => (
      <div>
        {o.counts[x.state]} {x.result ? (o.resultNames[x.result] ?? x.result) : ''}
        <span className="muted">{x.answers.map((a) => ` ${a.step}：${a.value}`)}</span>
        {(x.calls ?? []).flatMap((call) => call.said ?? []).map((a, i) => (
          <div key={i} className="words">
            {a.step}：“{a.value}”
          </div>
        ))}
      </div>
    ),
  },
  { key: 'attempts', title: p.attempts, width: 64, align: 'end', sort: ['-attempts', 'attempts'], render: (x) => <span className="num">{x.attempts}</span> },
  { key: 'changed', title: p.changed, width: 110, sort: ['-changed_at', 'changed_at'], render: (x) => <span className="num">{shortTime(x.changed_at)}</span> },
]

/** The people of a campaign and what became of each. */
export function People({ campaign: c }: { campaign: Campaign }) {
  const [state, setState] = useState('')
  const [sort, setSort] = useSort(columns)
  const filter = { state, sort }
  const list = useList<CampaignPerson>(`/campaigns/${c.id}/people`, filter)
  return (
    <section>
      <h3 className="side-title">{o.people}</h3>
      <DataTable
        name="campaign-people"
        label={o.people}
        columns={columns}
        list={list}
        sort={sort}
        onSort={setSort}
        rowKey={(x) => x.id}
        exportHref={downloadURL(`/campaigns/${c.id}/people.xlsx`, filter)}
        toolbar={
          <Select
            aria-label={p.state}
            style={{ width: 130 }}
            value={state}
            onChange={setState}
            options={[{ value: '', label: o.all }, ...Object.entries(o.counts).filter(([k]) => k !== 'all').map(([value, label]) => ({ value, label }))]}
          />
        }
        empty={{ title: o.noPeople }}
      />
    </section>
  )
}
