import { Button, Drawer } from 'antd'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { downloadURL } from '@/api/client'
import { useList } from '@/api/lists'
import type { WatchRow, WatchView } from '@/api/types'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { DataTable, type Column } from '@/components/DataTable'
import { Field } from '@/components/Field'
import { Panel } from '@/components/PageShell'
import { UnitPicker } from '@/components/pickers/UnitPicker'
import { Tag } from '@/components/StateTag'
import { useSort } from '@/components/useSort'
import { CardMark } from '@/components/supervise/CardMark'
import { OpenCaseForm } from '@/components/supervise/OpenCaseForm'
import { usePhone } from '@/lib/useMedia'
import { dateTime, shortTime } from '@/lib/time'
import { useUrlQuery } from '@/lib/useUrlQuery'
import { t } from '@/texts'

const s = t.supervise
const c = s.columns

const columns: Column<WatchRow>[] = [
  { key: 'number', title: c.number, width: 168, fixed: true, sort: ['number', '-number'], render: (r) => <Link className="num" to={`/orders/${r.order_id}`}>{r.number}</Link> },
  {
    key: 'title',
    title: c.title,
    fixed: true,
    render: (r) => (
      <span className="order-title">
        <span className="flags">
          {r.urgent ? <Tag tone="bad">{t.words.urgent}</Tag> : null}
          {r.late_stage ? <Tag tone="bad">{s.lateStage(r.late_stage_name)}</Tag> : null}
          {r.case_id ? <Tag tone="warn">{s.inCase}</Tag> : null}
        </span>
        <span className="clip">{r.title}</span>
      </span>
    ),
  },
  { key: 'state', title: c.state, width: 84, render: (r) => r.state_name },
  { key: 'unit', title: c.unit, width: 120, render: (r) => <span className="clip">{r.unit_name}</span> },
  {
    key: 'due',
    title: c.due,
    width: 150,
    sort: ['due_at', '-due_at'],
    render: (r) => (
      <span className={r.overdue ? 'num nowrap clock-overdue' : 'num nowrap'} title={dateTime(r.due_at)}>
        {shortTime(r.due_at)} {r.overdue ? s.late : ''}
      </span>
    ),
  },
  { key: 'card', title: c.card, width: 64, sort: ['card', '-card'], render: (r) => <CardMark level={r.card} /> },
  { key: 'counts', title: c.counts, width: 170, sort: ['-repeats', '-urges', '-redos', '-returns'], render: (r) => <span className="num">{s.nTimes(r.redo_count, r.urge_count, r.return_count, r.repeats)}</span> },
  {
    key: 'next',
    title: c.next,
    width: 190,
    sort: ['next_at', '-next_at'],
    render: (r) =>
      r.next_at ? (
        <span>
          <time className="num" dateTime={r.next_at}>
            {shortTime(r.next_at)}
          </time>{' '}
          {r.next_step}
        </span>
      ) : null,
  },
]

/** Watched orders of one view; chosen ones can be supervised together. */
export function WatchList({ view }: { view: WatchView }) {
  const can = useCan()
  const phone = usePhone()
  const go = useNavigate()
  const manage = can(rights.superviseManage)
  const [url, setUrl] = useUrlQuery(['unit_id'] as const)
  const [chosen, setChosen] = useState<Set<string>>(new Set())
  const [opening, setOpening] = useState(false)
  const [sort, setSort] = useSort(columns)
  const asked = { view, unit_id: url.unit_id, sort }
  const list = useList<WatchRow>('/supervise/watch', asked)
  const free = list.rows.filter((r) => chosen.has(r.order_id!) && !r.case_id).map((r) => r.order_id!)
  return (
    <>
      {manage ? (
        <div className="query">
          <div className="query-fields">
            <Field label={t.common.unit} className="wide">
              <UnitPicker value={url.unit_id} onChange={(id) => setUrl({ unit_id: id })} />
            </Field>
          </div>
          <div className="query-buttons">
            <Button type="primary" disabled={free.length === 0} onClick={() => setOpening(true)}>
              {s.openBulk(free.length)}
            </Button>
          </div>
        </div>
      ) : null}
      <Panel flush>
        <DataTable
          name={`supervise-${view}`}
          label={s.tabs[view as keyof typeof s.tabs]}
          columns={columns}
          list={list}
          sort={sort}
          onSort={setSort}
          rowKey={(r) => r.order_id!}
          selected={manage ? chosen : undefined}
          onSelect={manage ? setChosen : undefined}
          onOpen={(r) => void go(`/orders/${r.order_id}`)}
          exportHref={can(rights.superviseExport) ? downloadURL('/supervise/watch.xlsx', asked) : undefined}
          empty={{ title: view === 'overdue' ? s.empty.overdue : view === 'upcoming' ? s.empty.upcoming : s.empty.watch, hint: s.emptyHint }}
        />
      </Panel>
      <Drawer open={opening} title={s.actions.open} size={phone ? '100%' : 560} onClose={() => setOpening(false)} destroyOnHidden>
        {opening ? (
          <OpenCaseForm
            orders={free}
            onDone={() => {
              setOpening(false)
              setChosen(new Set())
            }}
          />
        ) : null}
      </Drawer>
    </>
  )
}
