import { SoundOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { http } from '@/api/client'
import type { AbusePiece } from '@/api/guard'
import type { Hearing } from '@/api/types'
import { useCommand } from '@/api/useCommand'
import { RecordingPlayer } from '@/components/RecordingPlayer'
import { Tag } from '@/components/StateTag'
import { dateTime } from '@/lib/time'
import { guard as g } from '@/texts/zh/guard'
import { WordsModal } from './WordsModal'

/** A piece of evidence: the call, what conduct, its recording, and whether it stands. */
export function Piece({ piece: x, note }: { piece: AbusePiece; note?: string }) {
  const { message } = App.useApp()
  const [hearing, setHearing] = useState<Hearing>()
  const [dropping, setDropping] = useState(false)
  const hear = useCommand((id: string, key) => http.post<Hearing>(`/abuse/${id}/hearings`, {}, { idempotencyKey: key }), {
    onDone: setHearing,
    onRefused: (problem) => void message.error(problem.message),
  })
  const at = dateTime(x.at)
  const id = x.id ?? ''
  return (
    <div className={'stack' + (x.dropped_by ? ' abuser-dropped' : '')}>
      <div className="row">
        <Tag tone={x.kind === 'threat' ? 'bad' : 'warn'}>{g.kinds[x.kind] ?? x.kind}</Tag>
        <span className="num">{at}</span>
        <span>{x.seat_name}</span>
        {x.warned ? <Tag tone="info">{g.wasWarned}</Tag> : null}
        {x.noted && note === undefined ? <span className="muted">{g.noted}</span> : null}
        {x.order ? (
          <Link to={`/orders/${x.order.id}`}>
            {g.order} {x.order.number}
          </Link>
        ) : null}
      </div>
      {note ? <div className="words">{note}</div> : null}
      {x.dropped_by ? <div className="muted">{g.dropped(x.dropped_by, x.drop_words ?? '')}</div> : null}
      <div className="row">
        {!x.recorded ? <span className="muted">{g.noRecording}</span> : null}
        {x.recorded && !hearing ? (
          <Button size="small" icon={<SoundOutlined aria-hidden="true" />} aria-label={g.hearOf(at)} loading={hear.isPending} onClick={() => hear.mutate(id)}>
            {g.hear}
          </Button>
        ) : null}
        {x.dropped_by ? null : (
          <Button size="small" aria-label={g.dropOf(at)} onClick={() => setDropping(true)}>
            {g.drop}
          </Button>
        )}
      </div>
      {hearing ? <RecordingPlayer src={`/api/v1/abuse/${id}/hearings/${hearing.id}`} hearing={hearing} label={g.recording(at)} /> : null}
      {dropping ? <WordsModal title={g.drop} hint={g.dropHint} order={(words) => ({ verb: 'drop', piece: id, words })} onClose={() => setDropping(false)} /> : null}
    </div>
  )
}
