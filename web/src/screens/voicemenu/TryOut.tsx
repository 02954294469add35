import { useQuery } from '@tanstack/react-query'
import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { http } from '@/api/client'
import { Field } from '@/components/Field'
import { ProblemAlert } from '@/components/states'
import { voiceMenu as v } from '@/texts/zh/voicemenu'
import type { Flow, Tried } from './flow'

const pad = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#']

/** Walks through a menu by keys; the server walks as calls do. */
export function TryOut({ flow }: { flow: Flow }) {
  const [keys, setKeys] = useState<string[]>([])
  const [hotline, setHotline] = useState('')
  const [when, setWhen] = useState('')
  const asked = { menu: flow, hotline, when, keys }
  const tried = useQuery({
    queryKey: ['/menu/try', asked],
    queryFn: () => http.post<Tried>('/menu/try', asked),
    placeholderData: (old: Tried | undefined) => old,
  })
  const over = !!tried.data?.queue || !!tried.data?.ended
  const begin = (change: () => void) => {
    change()
    setKeys([])
  }
  return (
    <section className="try" aria-label={v.tryIt}>
      <p className="muted">{v.tryHint}</p>
      <div className="flow-pair">
        <Field label={v.tryHotline}>
          <Input value={hotline} maxLength={20} onChange={(e) => begin(() => setHotline(e.target.value))} />
        </Field>
        <Field label={v.tryWhen}>
          <Select
            value={when}
            onChange={(x) => begin(() => setWhen(x))}
            options={Object.entries(v.whens).map(([value, label]) => ({ value, label: value ? label : v.tryNow }))}
          />
        </Field>
      </div>
      <div className="try-pad">
        {pad.map((k) => (
          <Button key={k} disabled={over} aria-label={v.tryKey(k)} onClick={() => setKeys([...keys, k])}>
            {k}
          </Button>
        ))}
      </div>
      <div className="flow-acts">
        <Button disabled={over} onClick={() => setKeys([...keys, ''])}>
          {v.trySilent}
        </Button>
        <Button onClick={() => setKeys([])}>{v.tryAgain}</Button>
      </div>
      {tried.error ? <ProblemAlert problem={tried.error} compact /> : null}
      <ol className="try-said" aria-live="polite">
        {tried.data?.said.map((s, i) => (
          <li key={i}>
            {s.key ? <kbd>{s.key}</kbd> : null} <strong>{s.name}</strong>
            <div>{s.text || v.tryRecorded}</div>
          </li>
        ))}
        {tried.data?.queue ? <li className="try-end">{v.tryQueue(tried.data.queue_name)}</li> : null}
        {tried.data?.ended ? <li className="try-end">{v.tryEnded}</li> : null}
      </ol>
    </section>
  )
}
