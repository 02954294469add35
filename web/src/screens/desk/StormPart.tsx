import { Button, Select } from 'antd'
import { useEffect } from 'react'
import { useBanners } from '@/api/storm'
import type { StormMatch } from '@/api/types'
import { t } from '@/texts'
import { standsAlone, type RequestDraft } from './model'
import '@/screens/storm/storm.css'

interface Props {
  match?: StormMatch | null
  request: RequestDraft
  onChange: (patch: Partial<RequestDraft>) => void
}

const s = t.storm

/** The event that the words point to: joined unless the seat says otherwise, and joined when the seat says so. */
export function StormPart({ match, request: r, onChange }: Props) {
  const running = useBanners()
  const alone = standsAlone(r)
  useEffect(() => {
    if (match?.id && !r.storm && !r.own_matter && !alone) onChange({ storm: { id: match.id, name: match.name } })
  }, [match?.id, match?.name, r.storm, r.own_matter, alone, onChange])
  if (!running.data?.length) return null
  // Said only where the request was about to join: what it gets instead of the event must not come as a surprise.
  if (alone) return r.storm ? <div className="advice" role="status">{s.alone}</div> : null
  if (match?.id || r.storm)
    return (
      <div className="advice" role="status">
        <strong>{s.match(r.storm?.name ?? match?.name ?? '')}</strong>
        {match ? <span>{match.why.join(t.common.separator)}</span> : null}
        {r.storm ? (
          <Button size="small" onClick={() => onChange({ storm: undefined, own_matter: true })}>
            {s.own}
          </Button>
        ) : (
          <Button size="small" onClick={() => onChange({ storm: { id: match!.id!, name: match!.name }, own_matter: false })}>
            {s.joinIt}
          </Button>
        )}
      </div>
    )
  return (
    <Select
      allowClear
      aria-label={s.pick}
      placeholder={s.pick}
      style={{ maxWidth: 320 }}
      value={undefined}
      onChange={(id?: string) => {
        const x = running.data.find((b) => b.id === id)
        if (x?.id) onChange({ storm: { id: x.id, name: x.name }, own_matter: false })
      }}
      options={running.data.map((b) => ({ value: b.id, label: b.name }))}
    />
  )
}
