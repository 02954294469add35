import { App, Button, Checkbox, Drawer, Input, Select } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { precedentsKey } from '@/api/catalogue'
import { downloadURL, http } from '@/api/client'
import { useList } from '@/api/lists'
import { useCommand } from '@/api/useCommand'
import type { PrecedentRow } from '@/api/types'
import { rights } from '@/app/rights'
import { useCan, useMe } from '@/app/session'
import { DataTable, type Column } from '@/components/DataTable'
import { Field } from '@/components/Field'
import { Facts, PageShell, Panel } from '@/components/PageShell'
import { CategoryPicker } from '@/components/pickers/CategoryPicker'
import { useSort } from '@/components/useSort'
import { UnitPicker } from '@/components/pickers/UnitPicker'
import { QueryForm } from '@/components/QueryForm'
import { Tag, type Tone } from '@/components/StateTag'
import { ProblemAlert } from '@/components/states'
import { dateTime } from '@/lib/time'
import { useForm } from '@/lib/useForm'
import { usePhone } from '@/lib/useMedia'
import { useUrlQuery } from '@/lib/useUrlQuery'
import { t } from '@/texts'

const p = t.catalogue.precedents
const tones: Record<PrecedentRow['verdict'], Tone> = { upheld: 'good', rejected: 'warn', designated: 'dark' }

const columns: Column<PrecedentRow>[] = [
  { key: 'decided', title: p.columns.decided, fixed: true, width: 150, sort: ['decided_at', '-decided_at'], render: (x) => <span className="num">{dateTime(x.decided_at)}</span> },
  { key: 'verdict', title: p.columns.verdict, fixed: true, width: 110, sort: ['verdict', '-verdict'], render: (x) => <Tag tone={tones[x.verdict]}>{p.verdict[x.verdict]}</Tag> },
  { key: 'order', title: p.columns.order, fixed: true, render: (x) => x.title },
  { key: 'category', title: p.columns.category, width: 130, render: (x) => x.category_name },
  { key: 'reason', title: p.columns.reason, width: 170, sort: ['reason', '-reason'], render: (x) => x.reason_name },
  { key: 'from', title: p.columns.from, width: 120, render: (x) => x.from_unit_name },
  { key: 'to', title: p.columns.to, width: 120, render: (x) => x.to_unit_name },
]
const names = ['category_id', 'unit_id', 'verdict', 'retired'] as const
type Query = Partial<Record<(typeof names)[number], string>>

/** What was decided on objections, to be found again; the centre takes back what no longer holds. */
export default function PrecedentsScreen() {
  const me = useMe()
  const [query, setQuery] = useUrlQuery(names)
  const [typed, setTyped] = useState<Query>(query)
  const [sort, setSort] = useSort(columns)
  const asked = { ...query, sort }
  const list = useList<PrecedentRow>('/precedents', asked)
  const [open, setOpen] = useState<PrecedentRow>()
  return (
    <PageShell title={p.title} extra={<span className="muted">{p.hint}</span>}>
      <QueryForm
        onSubmit={() => setQuery({ category_id: typed.category_id, unit_id: typed.unit_id, verdict: typed.verdict, retired: typed.retired })}
        onReset={() => {
          setTyped({})
          setQuery({ category_id: undefined, unit_id: undefined, verdict: undefined, retired: undefined })
        }}
      >
        <Field label={p.columns.category} className="wide">
          <CategoryPicker value={typed.category_id} onChange={(v) => setTyped({ ...typed, category_id: v })} />
        </Field>
        {me.scope === 'all' ? (
          <Field label={p.unit} className="wide">
            <UnitPicker value={typed.unit_id} onChange={(v) => setTyped({ ...typed, unit_id: v })} />
          </Field>
        ) : null}
        <Field label={p.columns.verdict} className="narrow">
          <Select
            allowClear
            value={typed.verdict}
            onChange={(v?: string) => setTyped({ ...typed, verdict: v })}
            options={Object.entries(p.verdict).map(([value, label]) => ({ value, label }))}
          />
        </Field>
        <Checkbox checked={typed.retired === 'true'} onChange={(e) => setTyped({ ...typed, retired: e.target.checked ? 'true' : undefined })}>
          {p.showRetired}
        </Checkbox>
      </QueryForm>
      <Panel flush>
        <DataTable
          name="precedents"
          label={p.title}
          columns={columns}
          list={list}
          sort={sort}
          onSort={setSort}
          rowKey={(x) => x.id}
          onOpen={setOpen}
          exportHref={downloadURL('/precedents.xlsx', asked)}
          empty={{ title: p.empty, hint: p.emptyHint }}
        />
      </Panel>
      {open ? <Detail row={open} onClose={() => setOpen(undefined)} /> : null}
    </PageShell>
  )
}

function Detail({ row: x, onClose }: { row: PrecedentRow; onClose: () => void }) {
  const phone = usePhone()
  const can = useCan()
  return (
    <Drawer open title={p.detail} size={phone ? '100%' : 560} onClose={onClose}>
      <div className="stack">
        <Facts
          wide
          items={[
            [p.columns.order, x.order_id ? <Link key="o" to={`/orders/${x.order_id}`}>{`${x.title} ${x.number ?? ''}`}</Link> : x.title],
            [p.columns.verdict, p.verdict[x.verdict]],
            [p.columns.decided, dateTime(x.decided_at)],
            [p.columns.category, x.category_name],
            [p.columns.from, x.from_unit_name],
            [p.columns.to, x.to_unit_name],
            [p.proposed, x.proposed_unit_name],
            [p.columns.reason, x.reason_name],
            [p.reasonWords, x.reason ? <span key="r" className="words">{x.reason}</span> : undefined],
            [p.basis, x.duty_basis],
            [p.review, x.review_note],
            [p.retiredWhy, x.retire_reason],
          ]}
        />
        {can(rights.retirePrecedent) && !x.retired ? <Retire id={x.id} onDone={onClose} /> : null}
      </div>
    </Drawer>
  )
}

function Retire({ id, onDone }: { id: string; onDone: () => void }) {
  const { message } = App.useApp()
  const form = useForm({ reason: '' }, (v) => ({ reason: v.reason.trim() === '' ? t.common.fieldRequired(p.retireReason) : undefined }))
  const retire = useCommand<{ reason: string }, PrecedentRow>((body, key) => http.post(`/precedents/${id}/retire`, body, { idempotencyKey: key }), {
    invalidates: [precedentsKey, ['/triage/suggest']],
    onDone: () => {
      void message.success(p.retired)
      onDone()
    },
    onRefused: form.refuse,
  })
  return (
    <form
      noValidate
      className="stack"
      aria-label={p.retireTitle}
      onSubmit={(e) => {
        e.preventDefault()
        if (form.check()) retire.mutate({ reason: form.values.reason.trim() })
      }}
    >
      {retire.error ? <ProblemAlert problem={retire.error} /> : null}
      <Field label={p.retireReason} required hint={p.retireHint} error={form.faults.reason}>
        <Input.TextArea rows={2} maxLength={500} value={form.values.reason} onChange={(e) => form.set('reason', e.target.value)} />
      </Field>
      <Button danger htmlType="submit" loading={retire.isPending} style={{ alignSelf: 'start' }}>
        {p.retire}
      </Button>
    </form>
  )
}
