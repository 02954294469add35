import { CopyOutlined } from '@ant-design/icons'
import { Button, Drawer, Input, Popconfirm, Select } from 'antd'
import { useState } from 'react'
import { http } from '@/api/client'
import { centresKey, useCentreKeys, useCentreRefusals } from '@/api/cti'
import type { CentreKeyMade, CentreRow } from '@/api/types'
import { useCommand } from '@/api/useCommand'
import { Field } from '@/components/Field'
import { Panel } from '@/components/PageShell'
import { Tag } from '@/components/StateTag'
import { Ask, ProblemAlert } from '@/components/states'
import { dateTime } from '@/lib/time'
import { useCopy } from '@/lib/useCopy'
import { usePhone } from '@/lib/useMedia'
import { options } from '@/screens/admin/parts'
import { t } from '@/texts'
import { cti } from '@/texts/zh/cti'
import { CtiMappings } from './CtiMappings'
import './cti.css'

const k = cti.key
const r = cti.refusals

/** What connects a call centre: keys, who its agents are, and what was refused. */
export function CtiSetup({ centre, onClose }: { centre: CentreRow; onClose: () => void }) {
  const phone = usePhone()
  return (
    <Drawer open title={cti.setup(centre.name)} size={phone ? '100%' : 720} onClose={onClose}>
      <div className="stack">
        <Keys centre={centre} />
        <Refusals centre={centre} />
        <CtiMappings centre={centre} />
      </div>
    </Drawer>
  )
}

function Keys({ centre }: { centre: CentreRow }) {
  const copy = useCopy()
  const keys = useCentreKeys(centre.id)
  const [algorithm, setAlgorithm] = useState('hmac-sha256')
  const [line, setLine] = useState('')
  const invalidates = [centresKey]
  const add = useCommand((body: { algorithm: string }) => http.post<CentreKeyMade>(`/call-centres/${centre.id}/keys`, body), { invalidates, onDone: (made) => setLine(made.text) })
  const retire = useCommand((x: { id: string }, key) => http.post(`/call-centres/${centre.id}/keys/${x.id}/retire`, {}, { idempotencyKey: key }), { invalidates })
  return (
    <Panel title={k.title}>
      <div className="stack">
        {[add.error, retire.error].map((x, i) => (x ? <ProblemAlert key={i} problem={x} compact /> : null))}
        {line ? (
          <div className="stack">
            <p role="status">{k.once}</p>
            <Field label={k.line}>
              <Input.TextArea readOnly autoSize value={line} />
            </Field>
            <div>
              <Button icon={<CopyOutlined />} onClick={() => void copy(line)}>
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
              <ul className="cti-list" aria-label={k.title}>
                {list.map((x) => (
                  <li key={x.id} className="row">
                    <code>{x.key_id}</code>
                    <span className="muted">{k.algorithms[x.algorithm]}</span>
                    <Tag tone={x.retired_at ? 'plain' : 'good'}>{x.retired_at ? k.retired : k.good}</Tag>
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
          <div className="w6 cti-foot">
            <Button loading={add.isPending} onClick={() => add.mutate({ algorithm })}>
              {k.make}
            </Button>
          </div>
        </div>
      </div>
    </Panel>
  )
}

function Refusals({ centre }: { centre: CentreRow }) {
  const refusals = useCentreRefusals(centre.id)
  return (
    <Panel title={r.title}>
      <Ask query={refusals} rows={1}>
        {(list) =>
          list.length === 0 ? (
            <p className="muted">{r.none}</p>
          ) : (
            <ul className="cti-list" aria-label={r.title}>
              {list.map((x) => (
                <li key={x.code} className="row">
                  <span>{r.codes[x.code] ?? x.code}</span>
                  <span className="num">{r.times(x.n)}</span>
                  <span className="muted num">{dateTime(x.last_at)}</span>
                  <code className="muted">{x.code}</code>
                </li>
              ))}
            </ul>
          )
        }
      </Ask>
    </Panel>
  )
}
