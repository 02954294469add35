import { App, Button, Progress } from 'antd'
import { useState } from 'react'
import { replaysKey, useReplay, useReplays } from '@/api/catalogue'
import { http } from '@/api/client'
import { listOf } from '@/api/lists'
import { useCommand } from '@/api/useCommand'
import type { CatalogueVersion, ReplayRow, ReplayView } from '@/api/types'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { DayField } from '@/components/DayField'
import { DataTable, type Column } from '@/components/DataTable'
import { Field } from '@/components/Field'
import { Panel } from '@/components/PageShell'
import { Tag, type Tone } from '@/components/StateTag'
import { Ask, EmptyState, ProblemAlert } from '@/components/states'
import { dateTime, daysAgo, today } from '@/lib/time'
import { t } from '@/texts'
import { PublishPanel } from './PublishPanel'
import { ReplayResult } from './ReplayResult'

const c = t.catalogue
const r = c.replay
const tones: Record<ReplayRow['state'], Tone> = { running: 'info', done: 'good', stale: 'warn', cancelled: 'plain' }

/** Tries the draft on past orders, shows what would change, and puts it in force. */
export function ReplayPanel({ version }: { version: CatalogueVersion }) {
  const can = useCan()
  const replays = useReplays(version.id, can(rights.replay))
  const [chosen, setChosen] = useState<string>()
  const newest = replays.data?.items[0]
  const shown = chosen ?? newest?.id
  const replay = useReplay(can(rights.replay) ? shown : undefined)
  // The list was asked for when the replay began; the replay itself knows better.
  const running = (newest?.id === replay.data?.id ? replay.data?.state : newest?.state) === 'running'
  const done = replay.data?.state === 'done' && replay.data.revision === version.revision
  return (
    <>
      {can(rights.replay) ? <Start version={version} running={running} onStarted={() => setChosen(undefined)} /> : null}
      {shown ? (
        <Ask query={replay} rows={6}>
          {(x) => (
            <>
              {x.state === 'done' && x.revision !== version.revision ? <p className="replay-note">{r.outdated}</p> : null}
              {x.state === 'running' ? <Running replay={x} /> : <ReplayResult replay={x} />}
            </>
          )}
        </Ask>
      ) : replays.data ? (
        <Panel>
          <EmptyState title={r.none} hint={r.text} />
        </Panel>
      ) : replays.error ? (
        <ProblemAlert problem={replays.error} onRetry={() => void replays.refetch()} />
      ) : null}
      <PublishPanel version={version} tried={done} />
      {replays.data && replays.data.items.length > 1 ? (
        <Panel flush title={r.history}>
          <DataTable
            name="replays"
            label={r.history}
            columns={columns}
            list={listOf(replays.data.items)}
            rowKey={(x) => x.id}
            currentKey={shown}
            onOpen={(x) => setChosen(x.id)}
            plain
          />
        </Panel>
      ) : null}
    </>
  )
}

const columns: Column<ReplayRow>[] = [
  { key: 'period', title: r.columns.period, fixed: true, by: (x) => x.from, render: (x) => <span className="num">{`${x.from} – ${x.to}`}</span> },
  { key: 'state', title: r.columns.state, fixed: true, by: (x) => x.state, render: (x) => <Tag tone={tones[x.state]}>{r.state[x.state]}</Tag> },
  { key: 'seen', title: r.columns.seen, align: 'end', by: (x) => x.seen, render: (x) => <span className="num">{x.seen}</span> },
  { key: 'changed', title: r.columns.changed, align: 'end', by: (x) => x.changed, render: (x) => <span className="num">{x.changed}</span> },
  { key: 'at', title: r.columns.at, by: (x) => x.created_at, render: (x) => <span className="num">{dateTime(x.created_at)}</span> },
  { key: 'by', title: r.columns.by, render: (x) => x.by_name },
]

function Start({ version, running, onStarted }: { version: CatalogueVersion; running: boolean; onStarted: () => void }) {
  const { message } = App.useApp()
  const [from, setFrom] = useState(daysAgo(30))
  const [to, setTo] = useState(today())
  const start = useCommand<{ version_id: string; from: string; to: string }, ReplayRow>((body, key) => http.post('/dispatch-catalogue/replays', body, { idempotencyKey: key }), {
    invalidates: [replaysKey],
    onDone: () => {
      void message.success(r.started)
      onStarted()
    },
  })
  return (
    <Panel title={r.title} extra={<span className="muted">{r.text}</span>}>
      <form
        className="replay-start"
        onSubmit={(e) => {
          e.preventDefault()
          start.mutate({ version_id: version.id, from, to })
        }}
      >
        <Field label={r.from} error={start.error?.field('from')}>
          <DayField value={from} onChange={(x) => setFrom(x ?? '')} />
        </Field>
        <Field label={r.to} error={start.error?.field('to')}>
          <DayField value={to} onChange={(x) => setTo(x ?? '')} />
        </Field>
        <Button type="primary" htmlType="submit" loading={start.isPending} disabled={running}>
          {r.start}
        </Button>
      </form>
      {start.error ? <ProblemAlert problem={start.error} /> : null}
    </Panel>
  )
}

function Running({ replay: x }: { replay: ReplayView }) {
  const { message } = App.useApp()
  const cancel = useCommand<object, ReplayRow>((_, key) => http.post(`/dispatch-catalogue/replays/${x.id}/cancel`, {}, { idempotencyKey: key }), {
    invalidates: [replaysKey],
    onDone: () => void message.success(r.cancelled),
    onRefused: (p) => void message.error(p.message),
  })
  return (
    <Panel title={r.state.running}>
      <div className="row" role="status">
        <Progress style={{ flex: 1 }} aria-label={r.state.running} percent={x.total > 0 ? Math.floor((x.seen * 100) / x.total) : 0} />
        <span className="num">{r.running(x.seen, x.total)}</span>
        <Button onClick={() => cancel.mutate({})} loading={cancel.isPending}>
          {r.cancel}
        </Button>
      </div>
    </Panel>
  )
}
