import { Drawer, Input, Select } from 'antd'
import { useState } from 'react'
import { downloadURL } from '@/api/client'
import { listFrom, useList } from '@/api/lists'
import { useLiveRefresh } from '@/api/live'
import { refusalsKey, useRefusalCounts, useRemit } from '@/api/remit'
import type { RefusalCount, RefusalRow, RefusalState } from '@/api/types'
import { DayField } from '@/components/DayField'
import { DataTable, type Column } from '@/components/DataTable'
import { Field } from '@/components/Field'
import { PageShell, Panel } from '@/components/PageShell'
import { QueryForm } from '@/components/QueryForm'
import { Tag, type Tone } from '@/components/StateTag'
import { useSort } from '@/components/useSort'
import { ViewTabs } from '@/components/ViewTabs'
import { dateTime, day, daysAgo, today } from '@/lib/time'
import { useUrlQuery } from '@/lib/useUrlQuery'
import { usePhone } from '@/lib/useMedia'
import { t } from '@/texts'
import { RefusalPanel } from './RefusalPanel'

const s = t.refusals
const c = s.columns
const tabs = ['', 'appealed', 'refused', 'stands', 'taken_on'] as const
const tones: Record<RefusalState, Tone> = { refused: 'plain', appealed: 'warn', stands: 'dark', taken_on: 'good' }

const columns: Column<RefusalRow>[] = [
  {
    key: 'title',
    title: c.title,
    fixed: true,
    sort: ['number', '-number'],
    render: (x) => (
      <div>
        <span className="clip">{x.title}</span>
        <span className="muted num">{x.number}</span>
      </div>
    ),
  },
  { key: 'label', title: c.label, fixed: true, width: 210, sort: ['code', '-code'], render: (x) => x.label },
  { key: 'state', title: c.state, fixed: true, width: 130, render: (x) => <Tag tone={tones[x.state]}>{s.states[x.state]}</Tag> },
  { key: 'division', title: t.common.division, width: 110, extra: true, render: (x) => x.division_name },
  { key: 'transfer', title: c.transfer, width: 120, render: (x) => (x.transferred ? <span className="num">{x.transferred} {dateTime(x.transferred_at).slice(11)}</span> : null) },
  { key: 'by', title: c.by, width: 100, render: (x) => x.refused_by_name },
  { key: 'at', title: c.at, width: 150, sort: ['refused_at', '-refused_at'], render: (x) => <span className="num">{dateTime(x.refused_at)}</span> },
  { key: 'until', title: c.until, width: 110, extra: true, sort: ['appeal_until', '-appeal_until'], render: (x) => <span className="num">{day(x.appeal_until)}</span> },
]

const countColumns: Column<RefusalCount>[] = [
  { key: 'label', title: c.label, fixed: true, by: (x) => x.label, render: (x) => x.label },
  ...(['refused', 'appealed', 'stands', 'taken_on'] as const).map(
    (key): Column<RefusalCount> => ({
      key,
      title: { refused: c.counted, appealed: c.appealedN, stands: c.standsN, taken_on: c.grantedN }[key],
      fixed: true,
      width: 76,
      align: 'end',
      by: (x) => x[key],
      render: (x) => <span className="num">{x[key]}</span>,
    }),
  ),
]

/** Requests that were not taken on, and the appeals against that. */
export default function RefusalsScreen() {
  const phone = usePhone()
  const [url, setUrl] = useUrlQuery(['state', 'id', 'code'] as const)
  const state = tabs.find((x) => x !== '' && x === url.state) ?? ''
  const usual = { from: daysAgo(30), to: today(), code: url.code, number: '' }
  const [typed, setTyped] = useState(usual)
  const [asked, setAsked] = useState(usual)
  const remit = useRemit()
  const [sort, setSort] = useSort(columns)
  const filter = { ...asked, state, sort }
  const list = useList<RefusalRow>('/refusals', filter)
  const counts = useRefusalCounts(asked)
  useLiveRefresh(['intake'], [refusalsKey], 1500)
  return (
    <PageShell title={s.title}>
      <QueryForm
        onSubmit={() => setAsked(typed)}
        onReset={() => {
          setTyped({ ...usual, code: undefined })
          setAsked({ ...usual, code: undefined })
        }}
      >
        <Field label={s.number}>
          <Input allowClear maxLength={40} value={typed.number} onChange={(e) => setTyped({ ...typed, number: e.target.value })} />
        </Field>
        <Field label={t.common.dateFrom}>
          <DayField value={typed.from} onChange={(from = '') => setTyped({ ...typed, from })} />
        </Field>
        <Field label={t.common.dateTo}>
          <DayField value={typed.to} onChange={(to = '') => setTyped({ ...typed, to })} />
        </Field>
        <Field label={s.code} className="wide">
          <Select
            allowClear
            value={typed.code}
            onChange={(code?: string) => setTyped({ ...typed, code })}
            options={(remit.data ?? []).map((x) => ({ value: x.code, label: x.label }))}
          />
        </Field>
      </QueryForm>
      <ViewTabs label={s.title} tabs={tabs.map((key) => ({ key, label: s.tabs[key] }))} current={state} onChange={(x) => setUrl({ state: x })} />
      <Panel flush>
        <DataTable
          name="refusals"
          label={s.title}
          columns={columns}
          list={list}
          sort={sort}
          onSort={setSort}
          rowKey={(x) => x.id}
          currentKey={url.id}
          onOpen={(x) => setUrl({ id: x.id })}
          exportHref={downloadURL('/refusals.xlsx', filter)}
          empty={{ title: state === 'appealed' ? s.emptyAppeals : s.empty }}
        />
      </Panel>
      <Panel title={s.counts} flush>
        <DataTable plain name="refusal-counts" label={s.counts} columns={countColumns} list={listFrom(counts)} rowKey={(x) => x.code} empty={{ title: s.empty }} />
      </Panel>
      <Drawer open={!!url.id} placement={phone ? 'bottom' : 'right'} size={phone ? '92%' : 640} destroyOnHidden title={s.title} onClose={() => setUrl({ id: undefined })}>
        {url.id ? <RefusalPanel key={url.id} id={url.id} /> : null}
      </Drawer>
    </PageShell>
  )
}
