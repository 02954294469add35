import { CopyOutlined } from '@ant-design/icons'
import { Button, Drawer, Input, Popconfirm, Select } from 'antd'
import { useState } from 'react'
import { http } from '@/api/client'
import { partnersKey, useMappings, usePartnerKeys, useUnmapped } from '@/api/partners'
import type { KeyMade, Mapping, PartnerKey, PartnerRow, PingResult } from '@/api/types'
import { useCommand } from '@/api/useCommand'
import { Field } from '@/components/Field'
import { Panel } from '@/components/PageShell'
import { Tag } from '@/components/StateTag'
import { Ask, ProblemAlert } from '@/components/states'
import { useCopy } from '@/lib/useCopy'
import { usePhone } from '@/lib/useMedia'
import { options } from '@/screens/admin/parts'
import { t } from '@/texts'
import { partner as partnerTexts } from '@/texts/zh/partner'
import './partners.css'

const p = partnerTexts
const k = p.key
const m = p.mapping

/** What connects a partner: keys, a test, and what its codes are here. */
export function PartnerSetup({ partner, onClose }: { partner: PartnerRow; onClose: () => void }) {
  const phone = usePhone()
  return (
    <Drawer open title={p.setup(partner.name)} size={phone ? '100%' : 720} onClose={onClose}>
      <div className="stack">
        <Keys partner={partner} />
        <Mappings partner={partner} />
      </div>
    </Drawer>
  )
}

function Keys({ partner }: { partner: PartnerRow }) {
  const copy = useCopy()
  const keys = usePartnerKeys(partner.id)
  const [algorithm, setAlgorithm] = useState('hmac-sha256')
  const [text, setText] = useState('')
  const [line, setLine] = useState('')
  const invalidates = [partnersKey]
  const add = useCommand((body: { algorithm?: string; text?: string }) => http.post<KeyMade>(`/partners/${partner.id}/keys`, body), {
    invalidates,
    onDone: (made) => {
      setLine(made.text ?? '')
      setText('')
    },
  })
  const retire = useCommand((x: { id: string }, key) => http.post(`/partners/${partner.id}/keys/${x.id}/retire`, {}, { idempotencyKey: key }), { invalidates })
  const ping = useCommand(() => http.post<PingResult>(`/partners/${partner.id}/ping`, {}), { invalidates })
  const state = (x: PartnerKey) => (x.retired_at ? k.retired : x.signs ? k.signs : x.made_here && !x.proven_at ? k.waits : k.good)
  return (
    <Panel
      title={k.title}
      extra={
        <Button size="small" loading={ping.isPending} onClick={() => ping.mutate(undefined)}>
          {p.ping}
        </Button>
      }
    >
      <div className="stack">
        {[add.error, retire.error, ping.error].map((x, i) => (x ? <ProblemAlert key={i} problem={x} compact /> : null))}
        {ping.data ? <p role="status">{ping.data.ok ? p.pingGood(ping.data.city ?? '', ping.data.ms) : p.pingBad(ping.data.code ?? '')}</p> : null}
        {line ? (
          <div className="stack">
            <p role="status">{k.once}</p>
            <Field label={k.line}>
              <Input.TextArea readOnly autoSize value={line} />
            </Field>
            <div>
              <Button
                icon={<CopyOutlined />}
                onClick={() => void copy(line)}
              >
                {k.copy}
              </Button>
            </div>
          </div>
        ) : null}
        <Ask query={keys} rows={2}>
          {(list) =>
            list.length === 0 ? (
              <p className="muted">{k.none}</p>
            ) : (
              <ul className="partner-list" aria-label={k.title}>
                {list.map((x) => (
                  <li key={x.id} className="row">
                    <code>{x.key_id}</code>
                    <span className="muted">{k.algorithms[x.algorithm]}</span>
                    <span className="muted">{x.made_here ? k.here : k.theirs}</span>
                    <Tag tone={x.retired_at ? 'plain' : x.signs ? 'good' : 'info'}>{state(x)}</Tag>
                    {x.retired_at ? null : (
                      <Popconfirm title={k.retireSure} okText={k.retire} cancelText={t.common.cancel} onConfirm={() => retire.mutate({ id: x.id })}>
                        <Button size="small" danger aria-label={k.retireKey(x.key_id)}>
                          {k.retire}
                        </Button>
                      </Popconfirm>
                    )}
                  </li>
                ))}
              </ul>
            )
          }
        </Ask>
        <p className="muted">{k.two}</p>
        <div className="fields">
          <Field label={k.algorithm} className="w6">
            <Select value={algorithm} onChange={setAlgorithm} options={options(k.algorithms)} />
          </Field>
          <div className="w6">
            <Button loading={add.isPending && !text} onClick={() => add.mutate({ algorithm })}>
              {k.make}
            </Button>
          </div>
          <Field label={k.text}>
            <Input.Password maxLength={400} autoComplete="off" value={text} onChange={(e) => setText(e.target.value)} />
          </Field>
          <div>
            <Button disabled={text.trim() === ''} loading={add.isPending && !!text} onClick={() => add.mutate({ text: text.trim() })}>
              {k.enter}
            </Button>
          </div>
        </div>
      </div>
    </Panel>
  )
}

function Mappings({ partner }: { partner: PartnerRow }) {
  const mappings = useMappings(partner.id)
  const unmapped = useUnmapped(partner.id)
  const [field, setField] = useState<Mapping['field']>('category')
  const [theirs, setTheirs] = useState('')
  const [ours, setOurs] = useState('')
  const put = useCommand((body: Mapping) => http.put(`/partners/${partner.id}/mappings`, body), {
    invalidates: [partnersKey],
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
              <ul className="partner-list" aria-label={m.unmapped}>
                {list.map((x) => (
                  <li key={x.field + x.theirs} className="row">
                    <span className="muted">{m.fields[x.field]}</span>
                    <code>{x.theirs}</code>
                    <span>{x.label}</span>
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
              <Input maxLength={40} value={theirs} onChange={(e) => setTheirs(e.target.value)} />
            </Field>
            <Field label={m.ours} className="w4">
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
                <ul className="partner-list" aria-label={m.title}>
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
