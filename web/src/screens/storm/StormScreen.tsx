import { App, Button, Drawer, Input } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { http } from '@/api/client'
import { useLiveRefresh } from '@/api/live'
import { useCategories } from '@/api/reference'
import { stormsKey, useStorm, useStormFigures } from '@/api/storm'
import type { Storm, StormKind } from '@/api/types'
import { useCommand } from '@/api/useCommand'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { Field } from '@/components/Field'
import { AskPage, Facts, PageShell, Panel } from '@/components/PageShell'
import { Ask, ProblemAlert } from '@/components/states'
import { Tag } from '@/components/StateTag'
import { ViewTabs } from '@/components/ViewTabs'
import { dateTime } from '@/lib/time'
import { useForm } from '@/lib/useForm'
import { usePhone } from '@/lib/useMedia'
import { useUrlQuery } from '@/lib/useUrlQuery'
import { t } from '@/texts'
import { FormFrame } from '@/verbs/FormFrame'
import { Candidates } from './Candidates'
import { Figures } from './Figures'
import { Joined } from './Joined'
import { Owed } from './Owed'
import { StormForm } from './StormForm'
import './storm.css'

const s = t.storm
const f = s.facts
const tabs = ['figures', 'candidates', 'joined', 'owed'] as const

/** One event: what it announces, its counters, what may be joined, what hangs on it, who is still to be told. */
export default function StormScreen() {
  const { id = '' } = useParams()
  const storm = useStorm(id)
  useLiveRefresh(['intake', 'workorder'], [[...stormsKey, id]], 2000)
  return (
    <AskPage title={s.title} query={storm}>
      {(x) => <Shown storm={x} />}
    </AskPage>
  )
}

function Shown({ storm }: { storm: Storm }) {
  const can = useCan()
  const phone = usePhone()
  const [url, setUrl] = useUrlQuery(['tab'] as const)
  const [open, setOpen] = useState<'change' | 'end'>()
  const figures = useStormFigures(storm.id)
  const categories = useCategories()
  const running = storm.state === 'running'
  const offered = tabs.filter((x) => x !== 'candidates' || (running && can(rights.stormJoin)))
  const tab = offered.find((x) => x === url.tab) ?? 'figures'
  const counts = { figures: undefined, candidates: undefined, joined: figures.data?.joined, owed: figures.data?.owed }
  const names = storm.categories.map((c) => categories.data?.find((x) => x.id === c)?.name).filter(Boolean)
  return (
    <PageShell
      title={storm.name}
      extra={
        <span className="row">
          <Tag tone={running ? 'bad' : 'plain'}>{s.states[storm.state]}</Tag>
          <Tag>{s.kinds[storm.kind as StormKind] ?? storm.kind}</Tag>
        </span>
      }
      actions={
        running && can(rights.storm) ? (
          <>
            <Button onClick={() => setOpen('change')}>{s.change}</Button>
            <Button danger onClick={() => setOpen('end')}>
              {s.end}
            </Button>
          </>
        ) : null
      }
    >
      <Panel>
        <p className="storm-announce words">{storm.announcement}</p>
        <Facts
          items={[
            [f.order, <Link key="order" to={`/orders/${storm.order_id}`} className="num">{storm.order_number}</Link>],
            [f.area, storm.area_names.join(t.common.separator) || s.wholeCity],
            [f.categories, names.join(t.common.separator)],
            [f.keywords, storm.keywords],
            [f.until, storm.until ? dateTime(storm.until) : undefined],
            [f.sample, `${storm.sample}%`],
            [f.by, `${storm.declared_by_name} ${dateTime(storm.declared_at)}`],
            [f.endedBy, storm.ended_at ? `${storm.ended_by_name} ${dateTime(storm.ended_at)}` : undefined],
          ]}
        />
        {storm.summary ? (
          <p className="words">
            <span className="muted">
              {f.summary}
              {t.common.colon}
            </span>
            {storm.summary}
          </p>
        ) : null}
      </Panel>
      <ViewTabs label={storm.name} tabs={offered.map((key) => ({ key, label: s.tabs[key], count: counts[key] }))} current={tab} onChange={(x) => setUrl({ tab: x })} />
      {tab === 'figures' ? <Ask query={figures}>{(x) => <Figures id={storm.id} figures={x} />}</Ask> : null}
      {tab === 'candidates' ? <Candidates id={storm.id} /> : null}
      {tab === 'joined' ? <Joined id={storm.id} /> : null}
      {tab === 'owed' ? <Owed id={storm.id} /> : null}
      {open === 'change' ? <StormForm storm={storm} onClose={() => setOpen(undefined)} onDone={() => setOpen(undefined)} /> : null}
      <Drawer open={open === 'end'} placement={phone ? 'bottom' : 'right'} size={phone ? '92%' : 520} destroyOnHidden title={s.end} onClose={() => setOpen(undefined)}>
        <End storm={storm} onDone={() => setOpen(undefined)} />
      </Drawer>
    </PageShell>
  )
}

function End({ storm, onDone }: { storm: Storm; onDone: () => void }) {
  const { message } = App.useApp()
  const form = useForm({ summary: '' }, (v) => ({ summary: v.summary.trim() === '' ? t.common.fieldRequired(s.summary) : undefined }))
  const run = useCommand((body: { version: number; summary: string }, key) => http.post(`/storms/${storm.id}/end`, body, { idempotencyKey: key }), {
    invalidates: [stormsKey],
    onDone: () => {
      void message.success(s.ended)
      onDone()
    },
  })
  return (
    <>
      {run.error ? <ProblemAlert problem={run.error} /> : null}
      <FormFrame label={s.end} danger busy={run.isPending} onSubmit={() => form.check() && run.mutate({ version: storm.version, summary: form.values.summary.trim() })}>
        <Field label={s.summary} required error={form.faults.summary} hint={s.endHint}>
          <Input.TextArea autoSize={{ minRows: 4, maxRows: 12 }} maxLength={2000} value={form.values.summary} onChange={(e) => form.set('summary', e.target.value)} />
        </Field>
      </FormFrame>
    </>
  )
}
