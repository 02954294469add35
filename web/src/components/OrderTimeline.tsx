import type { TimelineItem } from '@/api/types'
import { dateTime } from '@/lib/time'
import { t } from '@/texts'
import './timeline.css'

const tones: Record<string, string> = {
  'workorder.returned': 'bad',
  'workorder.reply_rejected': 'bad',
  'workorder.overdue': 'bad',
  'workorder.due_soon': 'warn',
  'workorder.urged': 'warn',
  'workorder.redone': 'warn',
  'workorder.application_refused': 'bad',
  'workorder.progress_due': 'bad',
  'workorder.withdrawn': 'warn',
  'workorder.paused': 'warn',
  'workorder.shelved': 'warn',
  'workorder.co_returned': 'bad',
  'workorder.co_overdue': 'bad',
  'workorder.stage_overdue': 'bad',
  'workorder.co_due_soon': 'warn',
  'workorder.passed_up': 'warn',
  'workorder.recalled': 'warn',
  'workorder.co_contributed': 'good',
  'workorder.completed': 'good',
  'workorder.archived': 'good',
}

/** What happened to an order, newest first, each with who, when and why. */
export function OrderTimeline({ items }: { items: TimelineItem[] }) {
  if (items.length === 0) return <p className="muted">{t.timeline.empty}</p>
  const newestFirst = [...items].sort((a, b) => b.seq - a.seq)
  return (
    <ol className="timeline" aria-label={t.timeline.title}>
      {newestFirst.map((i) => (
        <li key={i.seq} className={'timeline-' + (tones[i.kind] ?? 'plain')}>
          <div className="timeline-head">
            <strong>{i.label || (t.timeline.others[i.kind] ?? i.kind)}</strong>
            {i.to && i.from && i.to !== i.from ? (
              <span className="muted">{t.timeline.change(t.words.state[i.from] ?? i.from, t.words.state[i.to] ?? i.to)}</span>
            ) : null}
          </div>
          <div className="timeline-who">
            <time dateTime={i.at}>{dateTime(i.at)}</time>
            <span>{[i.unit_name, i.actor_name || t.timeline.system].filter(Boolean).join(' · ')}</span>
          </div>
          {i.text ? <p className="timeline-text">{i.text}</p> : null}
        </li>
      ))}
    </ol>
  )
}
