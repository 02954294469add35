import { Input, Select } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { downloadURL } from '@/api/client'
import { useList } from '@/api/lists'
import { useUnitName } from '@/api/reference'
import type { AuditRow } from '@/api/types'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { DayField } from '@/components/DayField'
import { DataTable, type Column } from '@/components/DataTable'
import { Field } from '@/components/Field'
import { PageShell, Panel } from '@/components/PageShell'
import { useSort } from '@/components/useSort'
import { QueryForm } from '@/components/QueryForm'
import { dateTime } from '@/lib/time'
import { useUrlQuery } from '@/lib/useUrlQuery'
import { t } from '@/texts'
import { eventNames, roomNames } from '@/texts/zh/events'
import { ActorPicker } from './ActorPicker'
import './audit.css'

const a = t.audit
const names = ['actor', 'kind', 'subject', 'from', 'to'] as const

/** Each room as a whole, then what it records. */
const kinds = Object.entries(roomNames).map(([room, label]) => ({
  label,
  options: [
    { value: room + '.', label: a.allOf(label) },
    ...Object.entries(eventNames)
      .filter(([kind]) => kind.startsWith(room + '.'))
      .map(([value, name]) => ({ value, label: name })),
  ],
}))

const sorts = [{ sort: ['seq', '-seq'] }]

/** A day in a field is the whole day of the city. */
function span(q: Partial<Record<(typeof names)[number], string>>) {
  return {
    ...q,
    from: q.from ? q.from + 'T00:00:00+08:00' : undefined,
    to: q.to ? q.to + 'T23:59:59.999+08:00' : undefined,
  }
}

/** Who did what to what and when: the ledger, searched. It holds no person's data and no words. */
export default function AuditScreen() {
  const [query, setQuery] = useUrlQuery(names)
  const [typed, setTyped] = useState(query)
  const unitName = useUnitName()
  const can = useCan()
  const [sort, setSort] = useSort(sorts)
  const asked = { ...span(query), sort }
  const list = useList<AuditRow>('/audit', asked)
  const set = (p: typeof typed) => setTyped((v) => ({ ...v, ...p }))
  const only = (p: typeof typed) => {
    set(p)
    setQuery(p)
  }
  const actorName = list.rows.find((r) => r.actor === query.actor)?.actor_name
  const columns: Column<AuditRow>[] = [
    { key: 'seq', title: a.columns.seq, width: 90, sort: ['seq', '-seq'], render: (r) => <span className="num">{r.seq}</span> },
    { key: 'at', title: a.columns.at, width: 150, fixed: true, render: (r) => <span className="num">{dateTime(r.at)}</span> },
    {
      key: 'actor',
      title: a.columns.actor,
      width: 110,
      render: (r) =>
        r.actor ? (
          <button type="button" className="audit-actor" title={a.onlyThis} onClick={() => only({ actor: r.actor! })}>
            {r.actor_name || r.actor}
          </button>
        ) : (
          t.timeline.system
        ),
    },
    { key: 'kind', title: a.columns.kind, fixed: true, width: 160, render: (r) => <span title={r.kind}>{eventNames[r.kind] ?? r.kind}</span> },
    {
      key: 'subject',
      title: a.columns.subject,
      width: 200,
      render: (r) =>
        r.order_number && can(rights.orderRead) ? (
          <Link className="num" to={`/orders/${r.subject}`}>
            {r.order_number}
          </Link>
        ) : (
          <button type="button" className="audit-actor num" title={a.onlyThat} onClick={() => only({ subject: r.order_number || r.subject || undefined })}>
            {r.order_number || r.subject}
          </button>
        ),
    },
    {
      key: 'units',
      title: a.columns.units,
      render: (r) => (r.units ?? []).map((u) => unitName(u) || u).join(t.common.separator),
    },
    { key: 'payload', title: a.columns.payload, render: (r) => <Facts facts={r.facts} /> },
    { key: 'hash', title: a.hash, extra: true, render: (r) => <code className="audit-hash">{r.hash}</code> },
  ]
  return (
    <PageShell title={a.title}>
      <QueryForm
        onSubmit={() => setQuery(typed)}
        onReset={() => {
          setTyped({})
          setQuery(Object.fromEntries(names.map((n) => [n, undefined])))
        }}
      >
        <Field label={a.query.subject}>
          <Input allowClear placeholder={a.subjectHint} value={typed.subject ?? ''} onChange={(e) => set({ subject: e.target.value || undefined })} />
        </Field>
        <Field label={a.query.kind}>
          <Select
            allowClear
            showSearch
            optionFilterProp="label"
            placeholder={a.kindHint}
            value={typed.kind}
            onChange={(kind?: string) => set({ kind })}
            options={kinds}
          />
        </Field>
        <Field label={a.query.actor}>
          <ActorPicker value={typed.actor} name={actorName} onChange={(actor) => set({ actor })} />
        </Field>
        <Field label={a.query.from} className="narrow">
          <DayField value={typed.from} onChange={(from) => set({ from })} />
        </Field>
        <Field label={a.query.to} className="narrow">
          <DayField value={typed.to} onChange={(to) => set({ to })} />
        </Field>
      </QueryForm>
      <Panel flush>
        <DataTable
          name="audit"
          label={a.title}
          columns={columns}
          list={list}
          sort={sort}
          onSort={setSort}
          rowKey={(r) => r.id}
          exportHref={downloadURL('/audit.xlsx', asked)}
          empty={{ title: a.empty, hint: t.table.emptyHint }}
        />
      </Panel>
    </PageShell>
  )
}

/** What an event holds: its first values at a glance, all of them when opened. */
function Facts({ facts }: { facts: AuditRow['facts'] }) {
  if (facts.length === 0) return null
  const some = facts.slice(0, 3).map((f) => a.fact(f.name, f.text)).join(t.common.separator)
  return (
    <details className="audit-payload">
      <summary>{facts.length > 3 ? a.andMore(some, facts.length) : some}</summary>
      <table>
        <tbody>
          {facts.map((f) => (
            <tr key={f.key}>
              <th scope="row" title={f.key}>
                {f.name}
              </th>
              <td>{f.text}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}
