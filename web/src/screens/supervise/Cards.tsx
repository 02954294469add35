import { Select } from 'antd'
import { Link } from 'react-router'
import { downloadURL } from '@/api/client'
import { useList } from '@/api/lists'
import type { CardRow } from '@/api/types'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { DataTable, type Column } from '@/components/DataTable'
import { Field } from '@/components/Field'
import { Panel } from '@/components/PageShell'
import { UnitPicker } from '@/components/pickers/UnitPicker'
import { useSort } from '@/components/useSort'
import { ActionButton } from '@/components/supervise/ActionButton'
import { CardMark } from '@/components/supervise/CardMark'
import { LiftForm } from '@/components/supervise/LiftForm'
import { dateTime } from '@/lib/time'
import { useUrlQuery } from '@/lib/useUrlQuery'
import { t } from '@/texts'

const s = t.supervise
const c = s.columns

const columns: Column<CardRow>[] = [
  { key: 'card', title: c.card, width: 64, sort: ['level', '-level'], render: (r) => <CardMark level={r.level} lifted={!!r.lifted_at} /> },
  {
    key: 'number',
    title: c.number,
    width: 168,
    sort: ['number', '-number'],
    fixed: true,
    render: (r) => (r.order_id ? <Link className="num" to={`/orders/${r.order_id}`}>{r.number}</Link> : <span className="num">{r.number}</span>),
  },
  { key: 'title', title: c.title, fixed: true, render: (r) => <span className="clip">{r.title}</span> },
  { key: 'unit', title: c.unit, width: 120, render: (r) => <span className="clip">{r.unit_name}</span> },
  { key: 'at', title: c.at, width: 140, sort: ['at', '-at'], render: (r) => <time className="num" dateTime={r.at}>{dateTime(r.at)}</time> },
  { key: 'due', title: c.due, width: 140, sort: ['due_at', '-due_at'], render: (r) => <time className="num" dateTime={r.due_at}>{dateTime(r.due_at)}</time> },
  {
    key: 'lift',
    title: c.lift,
    width: 190,
    render: (r) =>
      r.lifted_at ? (
        <span title={r.lift_note}>
          {r.lift_reason} {r.lifted_by_name}
        </span>
      ) : r.can_lift ? (
        <ActionButton small label={s.actions.lift}>
          {(close) => <LiftForm card={r.id} onDone={close} />}
        </ActionButton>
      ) : null,
  },
]

/** Every card that was given, the newest first. */
export function Cards() {
  const can = useCan()
  const [url, setUrl] = useUrlQuery(['level', 'unit_id'] as const)
  const [sort, setSort] = useSort(columns)
  const filter = { level: url.level, unit_id: url.unit_id, sort }
  const list = useList<CardRow>('/supervise/cards', filter)
  return (
    <>
      <div className="query">
        <div className="query-fields">
          <Field label={s.fields.level}>
            <Select
              allowClear
              value={url.level}
              placeholder={t.common.all}
              onChange={(level?: string) => setUrl({ level })}
              options={['yellow', 'red'].map((value) => ({ value, label: s.level[value] }))}
            />
          </Field>
          {can(rights.superviseManage) ? (
            <Field label={t.common.unit} className="wide">
              <UnitPicker value={url.unit_id} onChange={(id) => setUrl({ unit_id: id })} />
            </Field>
          ) : null}
        </div>
      </div>
      <Panel flush>
        <DataTable
          name="supervise-cards"
          label={s.tabs.cards}
          columns={columns}
          list={list}
          sort={sort}
          onSort={setSort}
          rowKey={(r) => r.id}
          exportHref={can(rights.superviseExport) ? downloadURL('/supervise/cards.xlsx', filter) : undefined}
          empty={{ title: s.empty.cards }}
        />
      </Panel>
    </>
  )
}
