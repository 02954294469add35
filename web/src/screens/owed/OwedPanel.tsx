import { App, Button, Input, Popconfirm } from 'antd'
import { useState } from 'react'
import { http } from '@/api/client'
import type { OwedCaller } from '@/api/types'
import { useCommand } from '@/api/useCommand'
import { DialButton } from '@/components/DialButton'
import { Facts, Panel } from '@/components/PageShell'
import { ProblemAlert } from '@/components/states'
import { dateTime } from '@/lib/time'
import { t } from '@/texts'
import { owed as owedTexts } from '@/texts/zh/owed'
import { AttemptForm } from './AttemptForm'

const o = owedTexts

/** One caller who is owed a call: what is known, and what can be done. */
export function OwedPanel({ caller }: { caller: OwedCaller }) {
  return (
    <Panel title={<span className="num">{caller.phone_masked || o.erased}</span>} className="panel-scroll queue-wide">
      <div className="stack">
        <Facts
          items={[
            [o.columns.calls, o.times(caller.calls)],
            [o.robotOf, caller.robot_calls > 0 ? o.times(caller.robot_calls) : undefined],
            [o.first, dateTime(caller.first_at)],
            [o.columns.last, dateTime(caller.last_at)],
            [o.columns.why, o.why[caller.why]],
            [o.columns.queue, caller.queue_name],
            [o.columns.next, caller.state === 'open' ? (caller.next_at ? dateTime(caller.next_at) : o.never) : undefined],
          ]}
        />
        {caller.state === 'paid' && caller.paid_at ? <p>{o.calledBack(caller.paid_by ?? '', dateTime(caller.paid_at))}</p> : null}
        {caller.state === 'written_off' && caller.written_at ? (
          <p className="words">
            {o.writtenOff(caller.written_by ?? '', dateTime(caller.written_at), o.writtenFor[caller.written_for ?? ''] ?? '')} {caller.note}
          </p>
        ) : null}
        {caller.state === 'open' ? <Work caller={caller} /> : null}
        <History caller={caller} />
      </div>
    </Panel>
  )
}

function Work({ caller }: { caller: OwedCaller }) {
  const { message } = App.useApp()
  const [note, setNote] = useState('')
  const say = { invalidates: [['/owed-calls']], onDone: () => void message.success(o.saved) }
  const act = useCommand((verb: 'claim' | 'release', key) => http.post(`/owed-calls/${caller.id}/${verb}`, {}, { idempotencyKey: key }), say)
  const off = useCommand((body: { note?: string }, key) => http.post(`/owed-calls/${caller.id}/write-off`, body, { idempotencyKey: key }), say)
  const others = !!caller.claimed_by && !caller.mine
  return (
    <>
      <div className="row">
        {caller.phone_masked && !others ? <DialButton primary label={o.call} who={caller.phone_masked} dial={{ owed: caller.id }} /> : null}
        {others ? <span className="muted">{o.claimed(caller.claimed_by ?? '')}</span> : null}
        {caller.mine ? (
          <Button loading={act.isPending} onClick={() => act.mutate('release')}>
            {o.release}
          </Button>
        ) : others ? null : (
          <Button loading={act.isPending} onClick={() => act.mutate('claim')}>
            {o.claim}
          </Button>
        )}
        {caller.may_write_off && !others ? (
          <Popconfirm
            title={o.writeOff}
            description={
              <div className="stack">
                <span>{o.writeOffHint}</span>
                <Input aria-label={o.note} placeholder={o.note} maxLength={200} value={note} onChange={(e) => setNote(e.target.value)} />
              </div>
            }
            okText={o.writeOff}
            onConfirm={() => off.mutate({ note: note.trim() || undefined })}
          >
            <Button danger loading={off.isPending}>
              {o.writeOff}
            </Button>
          </Popconfirm>
        ) : null}
      </div>
      {act.error ? <ProblemAlert problem={act.error} compact /> : null}
      {off.error ? <ProblemAlert problem={off.error} compact /> : null}
      {caller.mine ? <AttemptForm caller={caller} /> : null}
    </>
  )
}

function History({ caller }: { caller: OwedCaller }) {
  return (
    <section>
      <h3 className="side-title">{o.history}</h3>
      {caller.attempts.length === 0 ? <p className="muted">{o.noHistory}</p> : null}
      <ul className="behind">
        {caller.attempts.map((a) => (
          <li key={a.at}>
            <div className="row">
              <strong>{t.dial.failed[a.result] ?? a.result}</strong>
              <span className="muted">
                {dateTime(a.at)} {a.by}
              </span>
            </div>
            {a.note ? <p className="words">{a.note}</p> : null}
          </li>
        ))}
      </ul>
    </section>
  )
}
