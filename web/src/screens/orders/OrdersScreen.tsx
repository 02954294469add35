import { Checkbox, Input, Select } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { downloadURL } from '@/api/client'
import { useList } from '@/api/lists'
import { useLiveRefresh } from '@/api/live'
import { ordersKey } from '@/api/orders'
import { useHotlines } from '@/api/reference'
import type { OrderRow } from '@/api/types'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { DayField } from '@/components/DayField'
import { DataTable } from '@/components/DataTable'
import { Field } from '@/components/Field'
import { OrderCard, orderColumns } from '@/components/OrderCells'
import { PageShell, Panel } from '@/components/PageShell'
import { CategoryPicker } from '@/components/pickers/CategoryPicker'
import { DivisionPicker } from '@/components/pickers/DivisionPicker'
import { useTopicOptions } from '@/components/pickers/topics'
import { UnitPicker } from '@/components/pickers/UnitPicker'
import { QueryForm } from '@/components/QueryForm'
import { ViewTabs } from '@/components/ViewTabs'
import { useUrlQuery } from '@/lib/useUrlQuery'
import { t } from '@/texts'

const names = ['view', 'q', 'state', 'unit_id', 'category_id', 'division', 'kind', 'urgent', 'business', 'sealed', 'topic', 'language', 'door', 'hotline', 'due_from', 'due_to', 'from', 'to', 'sort'] as const
type Name = (typeof names)[number]
const behind: ReadonlySet<Name> = new Set(names.filter((n) => !['view', 'q', 'state', 'kind', 'unit_id', 'sort'].includes(n)))
const views = ['all', 'mine', 'to_dispatch', 'to_sign', 'in_hand', 'returned', 'to_review', 'overdue', 'paused', 'shelved'] as const
const options = (w: Record<string, string>) => Object.entries(w).map(([value, label]) => ({ value, label }))

/** All orders that this person may see, by every filter. */
export default function OrdersScreen() {
  const o = t.order
  const go = useNavigate()
  const can = useCan()
  const [query, setQuery] = useUrlQuery<Name>(names)
  const [typed, setTyped] = useState(query)
  const asked = { ...query, view: query.view ?? 'all', sort: query.sort ?? '-created_at' }
  const list = useList<OrderRow>('/orders', asked)
  useLiveRefresh(['workorder'], [[...ordersKey, 'list']], 2500)
  const set = (p: Partial<Record<Name, string | undefined>>) => setTyped((v) => ({ ...v, ...p }))
  const q = o.query
  const hotlines = useHotlines()
  const topics = useTopicOptions(typed.topic ? [typed.topic] : [], true)
  return (
    <PageShell title={o.listTitle}>
      <ViewTabs
        label={o.listTitle}
        tabs={views.map((key) => ({ key, label: o.views[key] }))}
        current={(asked.view as (typeof views)[number]) ?? 'all'}
        onChange={(view) => setQuery({ view: view === 'all' ? undefined : view })}
      />
      <QueryForm
        moreActive={names.some((n) => behind.has(n) && query[n])}
        onSubmit={() => setQuery(typed)}
        onReset={() => {
          const none = Object.fromEntries(names.filter((n) => n !== 'view').map((n) => [n, undefined]))
          setTyped({})
          setQuery(none)
        }}
        more={
          <>
            <Field label={q.category} className="wide">
              <CategoryPicker anyLevel value={typed.category_id} onChange={(v) => set({ category_id: v })} />
            </Field>
            <Field label={q.division} className="wide">
              <DivisionPicker value={typed.division} onChange={(v) => set({ division: v })} />
            </Field>
            <Field label={q.from} className="narrow">
              <DayField value={typed.from} onChange={(from) => set({ from })} />
            </Field>
            <Field label={q.to} className="narrow">
              <DayField value={typed.to} onChange={(to) => set({ to })} />
            </Field>
            <Field label={q.dueFrom} className="narrow">
              <DayField value={typed.due_from} onChange={(due_from) => set({ due_from })} />
            </Field>
            <Field label={q.dueTo} className="narrow">
              <DayField value={typed.due_to} onChange={(due_to) => set({ due_to })} />
            </Field>
            <Field label={o.topics} className="narrow">
              <Select allowClear showSearch value={typed.topic} onChange={(v?: string) => set({ topic: v })} options={topics} />
            </Field>
            <Field label={o.language} className="narrow">
              <Select allowClear value={typed.language} onChange={(v?: string) => set({ language: v })} options={options(t.words.language)} />
            </Field>
            <Field label={q.door} className="narrow">
              <Select allowClear value={typed.door} onChange={(v?: string) => set({ door: v })} options={options(t.words.door)} />
            </Field>
            <Field label={q.hotline} className="narrow">
              <Select
                allowClear
                showSearch={{ optionFilterProp: 'label' }}
                value={typed.hotline}
                onChange={(v?: string) => set({ hotline: v })}
                options={(hotlines.data ?? []).map((h) => ({ value: h.number, label: `${h.number} ${h.name}` }))}
              />
            </Field>
            <Checkbox checked={typed.business === 'true'} onChange={(e) => set({ business: e.target.checked ? 'true' : undefined })}>
              {q.business}
            </Checkbox>
            {can(rights.sealed) ? (
              <Checkbox checked={typed.sealed === 'true'} onChange={(e) => set({ sealed: e.target.checked ? 'true' : undefined })}>
                {q.sealed}
              </Checkbox>
            ) : null}
            <Checkbox checked={typed.urgent === 'true'} onChange={(e) => set({ urgent: e.target.checked ? 'true' : undefined })}>
              {q.urgent}
            </Checkbox>
          </>
        }
      >
        <Field label={q.text} className="wide">
          <Input allowClear value={typed.q ?? ''} onChange={(e) => set({ q: e.target.value || undefined })} />
        </Field>
        <Field label={q.state} className="narrow">
          <Select
            mode="multiple"
            showSearch={{ optionFilterProp: 'label' }}
            maxTagCount="responsive"
            value={typed.state?.split(',').filter(Boolean) ?? []}
            onChange={(v: string[]) => set({ state: v.join(',') || undefined })}
            options={options(t.words.state)}
          />
        </Field>
        <Field label={q.kind} className="narrow">
          <Select allowClear value={typed.kind} onChange={(v?: string) => set({ kind: v })} options={options(t.words.kind)} />
        </Field>
        <Field label={q.unit} className="wide">
          <UnitPicker value={typed.unit_id} onChange={(v) => set({ unit_id: v })} />
        </Field>
      </QueryForm>
      <Panel flush>
        <DataTable
          name="orders"
          label={o.title}
          columns={orderColumns}
          list={list}
          rowKey={(r) => r.id}
          onOpen={(r) => void go(`/orders/${r.id}`)}
          sort={query.sort}
          onSort={(sort) => setQuery({ sort })}
          exportHref={can(rights.export) ? downloadURL('/orders.xlsx', asked) : undefined}
          card={(r) => <OrderCard order={r} onOpen={() => void go(`/orders/${r.id}`)} />}
        />
      </Panel>
    </PageShell>
  )
}
