import { App, Button } from 'antd'
import { useState } from 'react'
import { useGuardCommand, type Cooldown, type GuardOrder } from '@/api/guard'
import { Tag, type Tone } from '@/components/StateTag'
import { dateTime } from '@/lib/time'
import { guard as g } from '@/texts/zh/guard'
import { WordsModal } from './WordsModal'

const tones: Record<Cooldown['state'], Tone> = { asked: 'info', running: 'dark', refused: 'plain', lifted: 'good', undone: 'good', over: 'plain' }

/** What was decided about a caller, the newest first, and what can be done about it. */
export function Cooldowns({ list }: { list: Cooldown[] }) {
  if (list.length === 0) return <p className="muted">{g.none}</p>
  return (
    <ul className="abuser-pieces">
      {list.map((c) => (
        <li key={c.id}>
          <One cooldown={c} />
        </li>
      ))}
    </ul>
  )
}

function One({ cooldown: c }: { cooldown: Cooldown }) {
  const { message } = App.useApp()
  const [asking, setAsking] = useState<{ title: string; order: (words: string) => GuardOrder }>()
  const decide = useGuardCommand(() => void message.success(g.done))
  const id = c.id ?? ''
  const may = (verb: string) => c.may.includes(verb)
  const ask = (title: string, order: (words: string) => GuardOrder) => (
    <Button size="small" onClick={() => setAsking({ title, order })}>
      {title}
    </Button>
  )
  return (
    <div className="stack">
      <div className="row">
        <strong>{g.cooldown(c.hours)}</strong>
        <Tag tone={tones[c.state]}>{g.cools[c.state]}</Tag>
        {c.from_at && c.until_at ? <span className="num">{g.span(dateTime(c.from_at), dateTime(c.until_at))}</span> : null}
      </div>
      <div>{c.words}</div>
      <div className="muted">{[g.asked(c.asked_by, dateTime(c.asked_at), c.evidence), c.decided_by && c.state !== 'refused' ? g.decided(c.decided_by) : ''].filter(Boolean).join('；')}</div>
      {c.lifted_by ? <div className="muted">{g.lifted(c.lifted_by, c.lift_words ?? '')}</div> : null}
      {c.appealed_at ? <div>{g.appeal(c.appeal_words ?? '')}</div> : null}
      {c.judged_at ? <div>{g.judged(c.judged_by ?? '', c.granted, c.judge_words ?? '')}</div> : null}
      {c.may.length > 0 ? (
        <div className="row">
          {may('agree') ? (
            <Button size="small" type="primary" danger loading={decide.isPending} onClick={() => decide.mutate({ verb: 'agree', cooldown: id })}>
              {g.acts.agree}
            </Button>
          ) : null}
          {may('refuse') ? (
            <Button size="small" disabled={decide.isPending} onClick={() => decide.mutate({ verb: 'refuse', cooldown: id })}>
              {g.acts.refuse}
            </Button>
          ) : null}
          {may('lift') ? ask(g.acts.lift, (words) => ({ verb: 'lift', cooldown: id, words })) : null}
          {may('appeal') ? ask(g.acts.appeal, (words) => ({ verb: 'appeal', cooldown: id, words })) : null}
          {may('judge') ? ask(g.acts.grant, (words) => ({ verb: 'judge', cooldown: id, granted: true, words })) : null}
          {may('judge') ? ask(g.acts.reject, (words) => ({ verb: 'judge', cooldown: id, granted: false, words })) : null}
        </div>
      ) : null}
      {decide.error ? <div role="alert">{decide.error.message}</div> : null}
      {asking ? <WordsModal {...asking} onClose={() => setAsking(undefined)} /> : null}
    </div>
  )
}
