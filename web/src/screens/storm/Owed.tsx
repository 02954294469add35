import { App, Button, Segmented } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { http } from '@/api/client'
import { listFrom } from '@/api/lists'
import { stormsKey, useOwed } from '@/api/storm'
import type { OwedRow } from '@/api/types'
import { useCommand } from '@/api/useCommand'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { DataTable, type Column } from '@/components/DataTable'
import { Panel } from '@/components/PageShell'
import { RevealIdentity } from '@/components/RevealIdentity'
import { Tag } from '@/components/StateTag'
import { t } from '@/texts'

const s = t.storm
const c = s.owedColumns
const states = ['owed', 'done', 'unreached'] as const

/** Who is still to be called or written to: no message can reach them. */
export function Owed({ id }: { id: string }) {
  const can = useCan()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [state, setState] = useState<(typeof states)[number]>('owed')
  const list = useOwed(id, state)
  const tell = useCommand(
    ({ row, reached }: { row: OwedRow; reached: boolean }, key) =>
      http.post(`/storms/${id}/owed/${row.word_id}/${row.request_id}`, { reached }, { idempotencyKey: key }),
    {
      onDone: () => {
        void message.success(s.reachedDone)
        void queries.invalidateQueries({ queryKey: stormsKey })
      },
      onRefused: (p) => void message.error(p.message),
    },
  )
  const columns: Column<OwedRow>[] = [
    {
      key: 'title',
      by: (x) => x.title,
      title: c.title,
      fixed: true,
      render: (x) => (
        <div>
          <span className="clip">{x.title}</span>
          <div className="muted num">{[s.toldKinds[x.kind], x.number, x.division_name].filter(Boolean).join(' · ')}</div>
        </div>
      ),
    },
    {
      key: 'who',
      title: c.who,
      fixed: true,
      width: 260,
      render: (x) => (
        <RevealIdentity
          identityId={x.identity?.identity_id}
          orderId={x.order_id}
          nameMasked={x.identity?.name_masked ?? (x.confidential ? s.confidential : undefined)}
          phoneMasked={x.identity?.phone_masked}
          purpose="callback"
          allowed={can(rights.reveal)}
        />
      ),
    },
    { key: 'way', title: c.way, fixed: true, width: 80, by: (x) => x.way, render: (x) => <Tag>{s.ways[x.way] ?? x.way}</Tag> },
    { key: 'tries', title: c.tries, fixed: true, width: 80, by: (x) => x.tries, render: (x) => s.tries(x.tries) },
    {
      key: 'tell',
      title: t.common.actions,
      fixed: true,
      width: 170,
      render: (x) =>
        state === 'owed' && can(rights.takeOn) ? (
          <span className="row">
            <Button size="small" type="primary" onClick={() => tell.mutate({ row: x, reached: true })}>
              {s.reached}
            </Button>
            <Button size="small" onClick={() => tell.mutate({ row: x, reached: false })}>
              {s.unreached}
            </Button>
          </span>
        ) : null,
    },
  ]
  return (
    <Panel
      flush
      title={s.tabs.owed}
      extra={<Segmented aria-label={s.tabs.owed} value={state} onChange={setState} options={states.map((value) => ({ value, label: s.owedStates[value] }))} />}
    >
      <DataTable name="storm-owed" label={s.tabs.owed} columns={columns} list={listFrom(list)} rowKey={(x) => x.word_id + x.request_id} empty={{ title: s.owedEmpty }} />
    </Panel>
  )
}
