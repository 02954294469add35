import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { http } from '@/api/client'
import { centresKey, useCentreMappings, useCentreUnmapped } from '@/api/cti'
import type { CentreMapping, CentreRow } from '@/api/types'
import { useCommand } from '@/api/useCommand'
import { Field } from '@/components/Field'
import { Panel } from '@/components/PageShell'
import { Ask, ProblemAlert } from '@/components/states'
import { options } from '@/screens/admin/parts'
import { cti } from '@/texts/zh/cti'

const m = cti.mapping

/** Whose the agents' numbers are, which of our queues theirs are, and what nobody has mapped yet. */
export function CtiMappings({ centre }: { centre: CentreRow }) {
  const mappings = useCentreMappings(centre.id)
  const unmapped = useCentreUnmapped(centre.id)
  const [field, setField] = useState<CentreMapping['field']>('agent')
  const [theirs, setTheirs] = useState('')
  const [ours, setOurs] = useState('')
  const put = useCommand((body: CentreMapping) => http.put(`/call-centres/${centre.id}/mappings`, body), {
    invalidates: [centresKey],
    onDone: () => {
      setTheirs('')
      setOurs('')
    },
  })
  return (
    <>
      <Panel title={m.unmapped}>
        <p className="muted">{m.unmappedHint}</p>
        <Ask query={unmapped} rows={1}>
          {(list) =>
            list.length === 0 ? (
              <p className="muted">{m.unmappedNone}</p>
            ) : (
              <ul className="cti-list" aria-label={m.unmapped}>
                {list.map((x) => (
                  <li key={x.field + x.theirs} className="row">
                    <span className="muted">{m.fields[x.field]}</span>
                    <code>{x.theirs}</code>
                    <span className="muted">
                      {m.seen} <span className="num">{x.seen}</span>
                    </span>
                    <Button
                      size="small"
                      aria-label={m.useRow(x.theirs)}
                      onClick={() => {
                        setField(x.field)
                        setTheirs(x.theirs)
                      }}
                    >
                      {m.use}
                    </Button>
                  </li>
                ))}
              </ul>
            )
          }
        </Ask>
      </Panel>
      <Panel title={m.title}>
        <div className="stack">
          {put.error ? <ProblemAlert problem={put.error} compact /> : null}
          <div className="fields">
            <Field label={m.field} className="w4">
              <Select value={field} onChange={setField} options={options(m.fields)} />
            </Field>
            <Field label={m.theirs} className="w4">
              <Input maxLength={64} value={theirs} onChange={(e) => setTheirs(e.target.value)} />
            </Field>
            <Field label={m.ours[field]} className="w4">
              <Input maxLength={40} value={ours} onChange={(e) => setOurs(e.target.value)} />
            </Field>
          </div>
          <div>
            <Button
              type="primary"
              disabled={theirs.trim() === '' || ours.trim() === ''}
              loading={put.isPending}
              onClick={() => put.mutate({ field, theirs: theirs.trim(), ours: ours.trim() })}
            >
              {m.add}
            </Button>
          </div>
          <Ask query={mappings} rows={1}>
            {(list) =>
              list.length === 0 ? (
                <p className="muted">{m.none}</p>
              ) : (
                <ul className="cti-list" aria-label={m.title}>
                  {list.map((x) => (
                    <li key={x.field + x.theirs} className="row">
                      <span className="muted">{m.fields[x.field]}</span>
                      <code>{x.theirs}</code>→<code>{x.ours}</code>
                      <span>{x.ours_name}</span>
                      <Button size="small" aria-label={m.removeRow(x.theirs)} onClick={() => put.mutate({ field: x.field, theirs: x.theirs, ours: '' })}>
                        {m.remove}
                      </Button>
                    </li>
                  ))}
                </ul>
              )
            }
          </Ask>
        </div>
      </Panel>
    </>
  )
}
