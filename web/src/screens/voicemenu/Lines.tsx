import { App, Button, Modal } from 'antd'
import { useState } from 'react'
import { downloadURL, http } from '@/api/client'
import { useList } from '@/api/lists'
import { useCommand } from '@/api/useCommand'
import { DataTable, type Column } from '@/components/DataTable'
import { Field } from '@/components/Field'
import { LocalTime } from '@/components/LocalTime'
import { Panel } from '@/components/PageShell'
import { Tag } from '@/components/StateTag'
import { useSort } from '@/components/useSort'
import { ViewTabs } from '@/components/ViewTabs'
import { dateTime } from '@/lib/time'
import { useUrlQuery } from '@/lib/useUrlQuery'
import { t } from '@/texts'
import { voiceMenu as v } from '@/texts/zh/voicemenu'
import type { Line } from './flow'

const sorts = [{ sort: ['opens_at', '-opens_at'] }]
const tones = { open: 'good', planned: 'info', closed: 'plain' } as const

/** Special lines: what is open, planned and over, with their figures. */
export function Lines() {
  const { message, modal } = App.useApp()
  const [url, setUrl] = useUrlQuery(['state'] as const)
  const [sort, setSort] = useSort(sorts)
  const [moving, setMoving] = useState<Line>()
  const state = url.state === 'closed' || url.state === 'all' ? url.state : 'living'
  const asked = { state, sort }
  const list = useList<Line>('/special-lines', asked)
  const close = useCommand((body: { line: string }, key) => http.post<Line>(`/special-lines/${body.line}/close`, {}, { idempotencyKey: key }), {
    invalidates: [['/special-lines'], ['/menu']],
    onDone: () => void message.success(v.closed),
    onRefused: (p) => void message.error(p.message),
  })
  const columns: Column<Line>[] = [
    {
      key: 'name',
      title: v.lineName,
      width: 170,
      fixed: true,
      render: (r) => (
        <>
          {r.name} <Tag tone={tones[r.state]}>{v.states[r.state]}</Tag>
        </>
      ),
    },
    { key: 'way', title: v.way, width: 130, render: (r) => [r.key ? v.byKey(r.key) : '', r.hotline ? v.byNumber(r.hotline) : ''].filter(Boolean).join('、') },
    {
      key: 'from',
      title: v.from,
      width: 180,
      sort: ['opens_at', '-opens_at'],
      render: (r) => (
        <>
          <span className="num">{dateTime(r.opens_at)}</span> {r.by}
        </>
      ),
    },
    {
      key: 'until',
      title: v.until,
      width: 190,
      render: (r) =>
        r.closed_at ? (
          <>
            <span className="num">{dateTime(r.closed_at)}</span> {r.closed_by || v.bySelf}
          </>
        ) : r.closes_at ? (
          <span className="num">{dateTime(r.closes_at)}</span>
        ) : (
          v.noEnd
        ),
    },
    { key: 'waiting', title: v.waiting, width: 70, align: 'end', render: (r) => <span className="num">{r.waiting}</span> },
    {
      key: 'calls',
      title: v.calls,
      width: 110,
      align: 'end',
      render: (r) => (
        <span className="num">
          {r.figures.answered}／{r.figures.offered}
        </span>
      ),
    },
    {
      key: 'acts',
      title: v.acts,
      width: 180,
      fixed: true,
      render: (r) =>
        r.may.length > 0 ? (
          <span className="line-acts">
            <Button size="small" aria-label={v.moveOf(r.name)} onClick={() => setMoving(r)}>
              {v.move}
            </Button>
            <Button
              size="small"
              danger
              aria-label={v.closeOf(r.name)}
              onClick={() =>
                void modal.confirm({
                  title: v.closeOf(r.name),
                  content: v.closeAsk,
                  okText: v.closeNow,
                  cancelText: t.common.cancel,
                  onOk: () => close.mutate({ line: r.id }),
                })
              }
            >
              {v.closeNow}
            </Button>
          </span>
        ) : null,
    },
  ]
  return (
    <>
      <ViewTabs
        label={v.lines}
        tabs={[
          { key: 'living', label: v.lineTabs.living },
          { key: 'closed', label: v.lineTabs.closed },
          { key: 'all', label: v.lineTabs.all },
        ]}
        current={state}
        onChange={(x) => setUrl({ state: x === 'living' ? undefined : x })}
      />
      <Panel flush>
        <DataTable
          name="special-lines"
          label={v.lines}
          columns={columns}
          list={list}
          sort={sort}
          onSort={setSort}
          exportHref={downloadURL('/special-lines.xlsx', asked)}
          rowKey={(r) => r.id}
          empty={{ title: v.noLines, hint: v.noLinesHint }}
        />
      </Panel>
      {moving ? <Move line={moving} onClose={() => setMoving(undefined)} /> : null}
    </>
  )
}

function Move({ line, onClose }: { line: Line; onClose: () => void }) {
  const { message } = App.useApp()
  const [closes, setCloses] = useState<string | undefined>(line.closes_at ?? undefined)
  const [fault, setFault] = useState<string>()
  const move = useCommand((body: { closes_at: string | null }, key) => http.post<Line>(`/special-lines/${line.id}/move`, body, { idempotencyKey: key }), {
    invalidates: [['/special-lines']],
    onDone: () => {
      void message.success(v.moved)
      onClose()
    },
    onRefused: (p) => setFault(p.message),
  })
  return (
    <Modal
      open
      title={v.moveOf(line.name)}
      okText={v.move}
      cancelText={t.common.cancel}
      confirmLoading={move.isPending}
      onOk={() => move.mutate({ closes_at: closes ?? null })}
      onCancel={onClose}
    >
      <Field label={v.closesAt} hint={v.closesHint} error={fault}>
        <LocalTime value={closes} onChange={setCloses} />
      </Field>
    </Modal>
  )
}
