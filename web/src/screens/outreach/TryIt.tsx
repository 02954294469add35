import { Button, Input } from 'antd'
import { useState } from 'react'
import { http } from '@/api/client'
import type { CampaignTrial } from '@/api/types'
import { useCommand } from '@/api/useCommand'
import { Field } from '@/components/Field'
import { ProblemAlert } from '@/components/states'
import { outreach as o } from '@/texts/zh/outreach'
import { outreachEdit as e } from '@/texts/zh/outreachEdit'
import { variablesOf, type Step } from './model'

type Move = { key?: string; said?: string }

const pad = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#']

function moveWords(m: Move): string {
  if (m.key) return e.moved.key(m.key)
  return m.said ? e.moved.said(m.said) : e.moved.none
}

/** Walks through a script as a call would; the server follows the path. */
export function TryIt({ steps }: { steps: Step[] }) {
  const [words, setWords] = useState<Record<string, string>>({})
  const [moves, setMoves] = useState<Move[]>([])
  const [said, setSaid] = useState('')
  const walk = useCommand((next: Move[]) => http.post<CampaignTrial>('/campaigns/try', { script: { steps }, words, moves: next }), { onDone: (_, next) => setMoves(next) })
  const go = (m: Move) => {
    walk.mutate([...moves, m])
    setSaid('')
  }
  const r = walk.data
  const waits = !!r?.waits && !walk.isPending
  return (
    <section className="stack" aria-label={e.tryIt}>
      <p className="muted">{e.tryHint}</p>
      {variablesOf(steps).length > 0 ? (
        <div className="fields">
          {variablesOf(steps).map((name) => (
            <Field key={name} label={name} className="w6">
              <Input maxLength={60} value={words[name] ?? ''} onChange={(x) => setWords({ ...words, [name]: x.target.value })} />
            </Field>
          ))}
        </div>
      ) : null}
      <div className="row">
        <Button loading={walk.isPending && moves.length === 0} onClick={() => walk.mutate([])}>
          {e.start}
        </Button>
      </div>
      {walk.error ? <ProblemAlert problem={walk.error} compact /> : null}
      {r ? (
        <div role="status" className="stack">
          <ol className="try-path">
            {(r.path ?? []).map((p, i) => (
              <li key={i}>
                {p.move ? <span className="try-move">{moveWords(p.move)}</span> : null}
                <strong>{p.step}</strong>
                {p.again ? e.againMark : null} <span className="words">{p.say}</span>
              </li>
            ))}
          </ol>
          {r.typing ? <p className="muted">{e.typing(r.typing)}</p> : null}
          {!r.waits ? (
            <p className="try-end">
              {e.outcome}：{r.queue ? e.queueTo(r.queue) : ''} {r.result ? (o.resultNames[r.result] ?? r.result) : r.queue ? '' : e.noResult}
              {r.bar ? `，${e.barred}` : ''}
            </p>
          ) : null}
          {[...(r.answers ?? []), ...(r.said ?? [])].length > 0 ? (
            <p className="muted">
              {e.answers}：{[...(r.answers ?? []), ...(r.said ?? [])].map((a) => `${a.step}＝${a.value}`).join('；')}
            </p>
          ) : null}
        </div>
      ) : null}
      {r?.waits ? (
        <>
          <div className="try-pad">
            {pad.map((k) => (
              <Button key={k} aria-label={e.press(k)} disabled={!waits} onClick={() => go({ key: k })}>
                {k}
              </Button>
            ))}
          </div>
          <div className="try-say">
            <Field label={e.said} hideLabel>
              <Input
                maxLength={200}
                placeholder={e.said}
                value={said}
                onChange={(x) => setSaid(x.target.value)}
                onPressEnter={(x) => {
                  x.preventDefault()
                  if (waits && said.trim()) go({ said: said.trim() })
                }}
              />
            </Field>
            <Button disabled={!waits || !said.trim()} onClick={() => go({ said: said.trim() })}>
              {e.sayIt}
            </Button>
            <Button disabled={!waits} onClick={() => go({})}>
              {e.nothing}
            </Button>
          </div>
        </>
      ) : null}
    </section>
  )
}
