import { App, Button, Progress } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { http } from '@/api/client'
import { listFrom } from '@/api/lists'
import { asProblem } from '@/api/problem'
import { stormsKey, useCandidates } from '@/api/storm'
import type { Candidate } from '@/api/types'
import { DataTable, type Column } from '@/components/DataTable'
import { Panel } from '@/components/PageShell'
import { StateTag } from '@/components/StateTag'
import { dateTime } from '@/lib/time'
import { t } from '@/texts'

const s = t.storm
const c = s.candidateColumns
const atOnce = 20

const columns: Column<Candidate>[] = [
  {
    key: 'title',
    by: (x) => x.title,
    title: c.title,
    fixed: true,
    render: (x) => (
      <div>
        <Link to={`/orders/${x.order_id}`} target="_blank">
          {x.title}
        </Link>
        <div className="muted num">{[x.number, x.division_name, x.unit_name, dateTime(x.created_at)].filter(Boolean).join(' · ')}</div>
      </div>
    ),
  },
  { key: 'state', title: c.state, fixed: true, width: 100, by: (x) => x.state, render: (x) => <StateTag state={x.state} /> },
  { key: 'why', title: c.why, fixed: true, render: (x) => <span className="storm-why">{x.why.join(t.common.separator)}</span> },
]

/** Open orders that match; those that are ticked are joined a few at a time. */
export function Candidates({ id }: { id: string }) {
  const { message } = App.useApp()
  const queries = useQueryClient()
  const list = useCandidates(id, true)
  const [ticked, setTicked] = useState<Set<string>>(new Set())
  const [done, setDone] = useState<{ n: number; all: number }>()
  async function join() {
    const orders = [...ticked]
    let failed = 0
    setDone({ n: 0, all: orders.length })
    try {
      for (let at = 0; at < orders.length; at += atOnce) {
        const part = orders.slice(at, at + atOnce)
        const out = await http.post<{ items: { joined: boolean }[] }>(`/storms/${id}/join`, { orders: part })
        failed += out.items.filter((x) => !x.joined).length
        setDone({ n: at + part.length, all: orders.length })
      }
      void message.success(s.joinDone(orders.length - failed, failed))
      setTicked(new Set())
    } catch (err) {
      void message.error(asProblem(err).message)
    } finally {
      setDone(undefined)
      await queries.invalidateQueries({ queryKey: stormsKey })
    }
  }
  return (
    <Panel
      title={s.candidates}
      flush
      extra={
        <Button type="primary" disabled={ticked.size === 0} loading={!!done} onClick={() => void join()}>
          {s.join(ticked.size)}
        </Button>
      }
    >
      {done ? <Progress aria-label={s.joining(done.n, done.all)} percent={Math.round((100 * done.n) / done.all)} format={() => s.joining(done.n, done.all)} /> : null}
      <DataTable
        name="storm-candidates"
        label={s.candidates}
        columns={columns}
        list={listFrom(list)}
        rowKey={(x) => x.order_id}
        selected={ticked}
        onSelect={setTicked}
        empty={{ title: s.candidatesEmpty }}
      />
    </Panel>
  )
}
