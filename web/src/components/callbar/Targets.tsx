import { Button, Input } from 'antd'
import { useState } from 'react'
import { useSeatTargets } from '@/api/seat'
import type { CallVerb, SeatState, SeatTarget } from '@/api/types'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { EmptyState, ProblemAlert } from '@/components/states'
import { useDebounced } from '@/lib/useDebounced'
import { t } from '@/texts'

type Ask = 'consult' | 'transfer'
type Row = Omit<SeatTarget, 'kind'> & { kind: SeatTarget['kind'] | 'number' }

interface Props {
  may: CallVerb[]
  onChoose?: (verb: Ask, to: string) => void
}

const p = t.phone

/** Seats, queues, lines and units to hand a call over to or to ask; and how the other seats are. */
export function Targets({ may, onChoose }: Props) {
  const can = useCan()
  const [words, setWords] = useState('')
  const settled = useDebounced(words.trim(), 250)
  const found = useSeatTargets(settled, true)
  const digits = settled.replace(/[\s-]/g, '')
  const outside: Row[] =
    onChoose && can(rights.dial) && /^\d{3,20}$/.test(digits)
      ? [{ to: `number:${digits}`, kind: 'number', name: p.number(digits), detail: '', state: '', free: true }]
      : []
  const rows = [...outside, ...(found.data?.items ?? [])] as Row[]
  const shown = onChoose ? rows : rows.filter((r) => r.kind === 'seat')
  return (
    <div className="targets">
      <Input allowClear autoFocus aria-label={p.search} placeholder={p.search} value={words} maxLength={60} onChange={(e) => setWords(e.target.value)} />
      {found.error ? <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} /> : null}
      {!found.error && found.data && shown.length === 0 ? <EmptyState title={p.noTargets} /> : null}
      <ul aria-busy={found.isPending}>
        {shown.map((r) => (
          <li key={r.to}>
            <span className="target-kind">{p.kinds[r.kind]}</span>
            <span className="target-name">
              {r.name}
              {r.detail ? <small>{r.detail}</small> : null}
            </span>
            {r.state ? <span className={`target-state${r.free ? ' target-free' : ''}`}>{stateWord(r)}</span> : null}
            {onChoose && may.includes('consult') && r.kind !== 'queue' ? (
              <Button size="small" disabled={!r.free} aria-label={p.consultWith(r.name)} onClick={() => onChoose('consult', r.to)}>
                {p.consultShort}
              </Button>
            ) : null}
            {onChoose && may.includes('transfer') ? (
              <Button size="small" disabled={!r.free} aria-label={p.transferTo(r.name)} onClick={() => onChoose('transfer', r.to)}>
                {p.transferShort}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
    </div>
  )
}

function stateWord(r: Row): string {
  if (r.kind === 'seat') return p.state[r.state as SeatState] ?? r.state
  return r.state === 'online' ? p.online : p.offline
}
