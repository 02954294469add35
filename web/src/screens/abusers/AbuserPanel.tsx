import { App, Button } from 'antd'
import { useState } from 'react'
import { http } from '@/api/client'
import { useAbuser, type AbuserDetail, type Opened } from '@/api/guard'
import { useCommand } from '@/api/useCommand'
import { Facts, Panel } from '@/components/PageShell'
import { Ask } from '@/components/states'
import { dateTime } from '@/lib/time'
import { guard as g } from '@/texts/zh/guard'
import { CoolForm } from './CoolForm'
import { Cooldowns } from './Cooldowns'
import { Piece } from './Piece'

/** One caller: the evidence, what was decided, and what can be. */
export function AbuserPanel({ id }: { id: string }) {
  const caller = useAbuser(id)
  return (
    <Ask query={caller} rows={6}>
      {(c) => <Caller caller={c} />}
    </Ask>
  )
}

function Caller({ caller: c }: { caller: AbuserDetail }) {
  const { message } = App.useApp()
  const [opened, setOpened] = useState<Opened>()
  const open = useCommand((id: string, key) => http.post<Opened>(`/abusers/${id}/open`, {}, { idempotencyKey: key }), {
    onDone: setOpened,
    onRefused: (problem) => void message.error(problem.message),
  })
  return (
    <Panel title={<span className="num">{c.phone_masked || g.erased}</span>} className="panel-scroll queue-wide">
      <div className="stack">
        <Facts
          items={[
            [g.columns.state, g.states[c.state]],
            [g.columns.evidence, g.pieces(c.evidence, c.threats)],
            [g.before, g.times(c.before)],
            [g.columns.last, dateTime(c.last_at)],
            [g.number, opened ? opened.number || g.erased : undefined],
          ]}
        />
        {opened ? null : (
          <div className="row">
            <Button loading={open.isPending} onClick={() => c.id && open.mutate(c.id)}>
              {g.open}
            </Button>
            <span className="muted">{g.openHint}</span>
          </div>
        )}
        <h3>{g.evidence}</h3>
        <ul className="abuser-pieces">
          {c.pieces.map((x) => (
            <li key={x.id}>
              <Piece piece={x} note={opened?.notes.find((n) => n.id === x.id)?.note} />
            </li>
          ))}
        </ul>
        {c.state === 'running' || c.state === 'asked' ? null : <CoolForm caller={c} />}
        <h3>{g.history}</h3>
        <Cooldowns list={c.cooldowns} />
      </div>
    </Panel>
  )
}
