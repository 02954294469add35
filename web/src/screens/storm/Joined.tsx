import { App, Button } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { http } from '@/api/client'
import { listFrom } from '@/api/lists'
import { stormsKey, useJoined } from '@/api/storm'
import type { JoinedRow } from '@/api/types'
import { useCommand } from '@/api/useCommand'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { DataTable, type Column } from '@/components/DataTable'
import { Panel } from '@/components/PageShell'
import { Tag } from '@/components/StateTag'
import { dateTime } from '@/lib/time'
import { t } from '@/texts'

const s = t.storm
const c = s.joinedColumns

/** The requests that hang on an event, each in its own words; one that is another matter is taken out. */
export function Joined({ id }: { id: string }) {
  const can = useCan()
  const { message, modal } = App.useApp()
  const queries = useQueryClient()
  const list = useJoined(id)
  const leave = useCommand((request: string, key) => http.post(`/storms/${id}/requests/${request}/leave`, {}, { idempotencyKey: key }), {
    onDone: () => {
      void message.success(s.leaveDone)
      void queries.invalidateQueries({ queryKey: stormsKey })
    },
    onRefused: (p) => void message.error(p.message),
  })
  const columns: Column<JoinedRow>[] = [
    {
      key: 'title',
      by: (x) => x.title,
      title: c.title,
      fixed: true,
      render: (x) => (
        <div>
          <span className="clip" title={x.content}>
            {x.title}
          </span>
          <div className="muted num">{[x.number, x.division_name].filter(Boolean).join(' · ')}</div>
        </div>
      ),
    },
    { key: 'door', title: c.door, width: 80, by: (x) => x.door, render: (x) => t.words.door[x.door] ?? x.door },
    { key: 'how', title: c.how, width: 90, by: (x) => x.how, render: (x) => <Tag tone={x.how === 'merged' ? 'info' : 'plain'}>{s.how[x.how]}</Tag> },
    { key: 'at', title: c.at, width: 150, by: (x) => x.joined_at, render: (x) => <span className="num">{dateTime(x.joined_at)}</span> },
    {
      key: 'leave',
      title: t.common.actions,
      fixed: true,
      width: 90,
      render: (x) =>
        can(rights.stormJoin) && !x.withdrawn ? (
          <Button
            size="small"
            onClick={() => void modal.confirm({ title: s.leaveConfirm, onOk: () => leave.mutateAsync(x.request_id).catch(() => undefined) })}
          >
            {s.leave}
          </Button>
        ) : null,
    },
  ]
  return (
    <Panel flush>
      <DataTable name="storm-joined" label={s.tabs.joined} columns={columns} list={listFrom(list)} rowKey={(x) => x.request_id} empty={{ title: s.joinedEmpty }} />
    </Panel>
  )
}
