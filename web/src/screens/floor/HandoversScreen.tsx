import { App, Button, Input, Modal } from 'antd'
import { useState } from 'react'
import { downloadURL, http } from '@/api/client'
import { ownWorkKey } from '@/api/floor'
import { useList } from '@/api/lists'
import type { Handover } from '@/api/types'
import { useCommand } from '@/api/useCommand'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { DataTable, type Column } from '@/components/DataTable'
import { Field } from '@/components/Field'
import { PageShell, Panel } from '@/components/PageShell'
import { Tag } from '@/components/StateTag'
import { useSort } from '@/components/useSort'
import { ViewTabs } from '@/components/ViewTabs'
import { dateTime } from '@/lib/time'
import { useUrlQuery } from '@/lib/useUrlQuery'
import { t } from '@/texts'
import { HandoverForm } from './HandoverForm'
import './floor.css'

const h = t.handover
const c = h.columns
const sorts = [{ sort: ['at', '-at'] }, { sort: ['taken_at', '-taken_at'] }]

/** What one shift leaves to the next, and who has taken it. */
export default function HandoversScreen() {
  const can = useCan()
  const [url, setUrl] = useUrlQuery(['state'] as const)
  const [sort, setSort] = useSort(sorts)
  const [writing, setWriting] = useState(false)
  const [taking, setTaking] = useState<Handover>()
  const state = url.state === 'taken' || url.state === 'all' ? url.state : 'open'
  const asked = { state, sort }
  const list = useList<Handover>('/handovers', asked)
  const columns: Column<Handover>[] = [
    { key: 'at', title: c.at, width: 140, fixed: true, sort: ['at', '-at'], render: (r) => <span className="num">{dateTime(r.at)}</span> },
    {
      key: 'by',
      title: c.by,
      width: 130,
      fixed: true,
      render: (r) => (
        <>
          {r.by} <Tag tone={r.kind === 'group' ? 'info' : 'plain'}>{h.kinds[r.kind]}</Tag>
        </>
      ),
    },
    { key: 'words', title: c.words, render: (r) => <span className="handover-words">{r.words}</span> },
    {
      key: 'open',
      title: c.open,
      width: 190,
      render: (r) => (
        <>
          {r.drafts > 0 ? <div>{h.drafts(r.drafts)}</div> : null}
          {r.owed.map((o) => (
            <div key={o.id}>
              <span className="num">{o.phone_masked}</span> <Tag tone={o.state === 'open' ? 'warn' : 'good'}>{h.owedState[o.state]}</Tag>
            </div>
          ))}
        </>
      ),
    },
    {
      key: 'taken',
      title: c.taken,
      width: 190,
      sort: ['taken_at', '-taken_at'],
      render: (r) =>
        r.taken_at ? (
          <>
            {r.taken_by} <span className="num">{dateTime(r.taken_at)}</span>
            {r.answer ? <div>{r.answer}</div> : null}
          </>
        ) : (
          <Tag tone="warn">{h.waits}</Tag>
        ),
    },
    {
      key: 'acts',
      title: c.acts,
      width: 90,
      fixed: true,
      render: (r) =>
        r.may_take ? (
          <Button size="small" type="primary" aria-label={h.takeOf(r.by)} onClick={() => setTaking(r)}>
            {h.take}
          </Button>
        ) : null,
    },
  ]
  return (
    <PageShell
      title={h.title}
      extra={<span className="muted">{h.hint}</span>}
      actions={
        <Button type="primary" onClick={() => setWriting(true)}>
          {h.write}
        </Button>
      }
    >
      <ViewTabs
        label={h.title}
        tabs={[
          { key: 'open', label: h.tabs.open },
          { key: 'taken', label: h.tabs.taken },
          { key: 'all', label: h.tabs.all },
        ]}
        current={state}
        onChange={(x) => setUrl({ state: x === 'open' ? undefined : x })}
      />
      <Panel flush>
        <DataTable
          name="handovers"
          label={h.title}
          columns={columns}
          list={list}
          sort={sort}
          onSort={setSort}
          exportHref={can(rights.lead) ? downloadURL('/handovers.xlsx', asked) : undefined}
          rowKey={(r) => r.id}
          empty={{ title: h.none, hint: h.noneHint }}
        />
      </Panel>
      {writing ? <HandoverForm onClose={() => setWriting(false)} /> : null}
      {taking ? <Take handover={taking} onClose={() => setTaking(undefined)} /> : null}
    </PageShell>
  )
}

function Take({ handover, onClose }: { handover: Handover; onClose: () => void }) {
  const { message } = App.useApp()
  const [answer, setAnswer] = useState('')
  const take = useCommand((body: { answer?: string }, key) => http.post<Handover>(`/handovers/${handover.id}/take`, body, { idempotencyKey: key }), {
    invalidates: [['/handovers'], ownWorkKey],
    onDone: () => {
      void message.success(h.took)
      onClose()
    },
    onRefused: (problem) => void message.error(problem.message),
  })
  const send = () => take.mutate({ answer: answer.trim() || undefined })
  return (
    <Modal open width={440} title={h.takeOf(handover.by)} okText={h.take} cancelText={t.common.cancel} confirmLoading={take.isPending} onOk={send} onCancel={onClose}>
      <p className="handover-words">{handover.words}</p>
      <Field label={h.answer} hint={h.answerHint}>
        <Input value={answer} maxLength={200} onChange={(e) => setAnswer(e.target.value)} onPressEnter={send} />
      </Field>
    </Modal>
  )
}
