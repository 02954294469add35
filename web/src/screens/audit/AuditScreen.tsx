import { Input } from 'antd'
import { useState } from 'react'
import { useList } from '@/api/lists'
import { useUnitName } from '@/api/reference'
import type { AuditRow } from '@/api/types'
import { DataTable, type Column } from '@/components/DataTable'
import { Field } from '@/components/Field'
import { PageShell, Panel } from '@/components/PageShell'
import { QueryForm } from '@/components/QueryForm'
import { dateTime } from '@/lib/time'
import { useUrlQuery } from '@/lib/useUrlQuery'
import { t } from '@/texts'
import './audit.css'

const a = t.audit
const names = ['actor', 'kind', 'subject', 'from', 'to'] as const

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
  const list = useList<AuditRow>('/audit', span(query))
  const set = (p: typeof typed) => setTyped((v) => ({ ...v, ...p }))
  const only = (actor: string) => {
    set({ actor })
    setQuery({ actor })
  }
  const actorName = list.rows.find((r) => r.actor === query.actor)?.actor_name
  const columns: Column<AuditRow>[] = [
    { key: 'seq', title: a.columns.seq, width: 90, render: (r) => <span className="num">{r.seq}</span> },
    { key: 'at', title: a.columns.at, width: 150, fixed: true, render: (r) => <span className="num">{dateTime(r.at)}</span> },
    {
      key: 'actor',
      title: a.columns.actor,
      width: 110,
      render: (r) =>
        r.actor ? (
          <button type="button" className="audit-actor" title={a.onlyThis} onClick={() => only(r.actor!)}>
            {r.actor_name || r.actor}
          </button>
        ) : (
          t.timeline.system
        ),
    },
    { key: 'kind', title: a.columns.kind, fixed: true, width: 220, render: (r) => <code>{r.kind}</code> },
    { key: 'subject', title: a.columns.subject, width: 190, render: (r) => <span className="num">{r.subject}</span> },
    {
      key: 'units',
      title: a.columns.units,
      render: (r) => (r.units ?? []).map((u) => unitName(u) || u).join(t.common.separator),
    },
    { key: 'payload', title: a.columns.payload, render: (r) => <Payload value={r.payload} /> },
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
          <Input allowClear placeholder={a.kindHint} value={typed.kind ?? ''} onChange={(e) => set({ kind: e.target.value || undefined })} />
        </Field>
        <Field label={a.query.actor} hint={query.actor && actorName ? actorName : undefined}>
          <Input allowClear placeholder={a.actorHint} value={typed.actor ?? ''} onChange={(e) => set({ actor: e.target.value || undefined })} />
        </Field>
        <Field label={a.query.from} className="narrow">
          <Input type="date" value={typed.from ?? ''} onChange={(e) => set({ from: e.target.value || undefined })} />
        </Field>
        <Field label={a.query.to} className="narrow">
          <Input type="date" value={typed.to ?? ''} onChange={(e) => set({ to: e.target.value || undefined })} />
        </Field>
      </QueryForm>
      <Panel flush>
        <DataTable
          name="audit"
          label={a.title}
          columns={columns}
          list={list}
          rowKey={(r) => r.id}
          empty={{ title: a.empty, hint: t.table.emptyHint }}
        />
      </Panel>
    </PageShell>
  )
}

function Payload({ value }: { value?: Record<string, unknown> }) {
  const entries = Object.entries(value ?? {}).filter(([, v]) => v !== null && v !== '' && v !== undefined)
  if (entries.length === 0) return null
  return (
    <details className="audit-payload">
      <summary>{entries.map(([k]) => k).join(' ')}</summary>
      <dl>
        {entries.map(([k, v]) => (
          <div key={k}>
            <dt>{k}</dt>
            <dd>{typeof v === 'object' ? JSON.stringify(v) : String(v)}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
