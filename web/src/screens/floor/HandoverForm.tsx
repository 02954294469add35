import { App, Input, Modal, Radio } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { http } from '@/api/client'
import { ownWorkKey, useOwnWork } from '@/api/floor'
import type { Handover, OwnWork } from '@/api/types'
import { useCommand } from '@/api/useCommand'
import { Field } from '@/components/Field'
import { Ask } from '@/components/states'
import { t } from '@/texts'

const h = t.handover

/** Leaves word to the next shift; what is still open of one's own stands above it. */
export function HandoverForm({ onClose }: { onClose: () => void }) {
  const { message } = App.useApp()
  const own = useOwnWork()
  const [kind, setKind] = useState<'seat' | 'group'>('seat')
  const [words, setWords] = useState('')
  const [fault, setFault] = useState<string>()
  const write = useCommand((body: { kind: 'seat' | 'group'; words: string }, key) => http.post<Handover>('/handovers', body, { idempotencyKey: key }), {
    invalidates: [['/handovers'], ownWorkKey],
    onDone: () => {
      void message.success(h.written)
      onClose()
    },
    onRefused: (problem) => void message.error(problem.message),
  })
  function send() {
    if (words.trim() === '') return setFault(h.wordsNeeded)
    write.mutate({ kind, words: words.trim() })
  }
  return (
    <Modal open width={560} title={h.write} okText={h.write} cancelText={t.common.cancel} confirmLoading={write.isPending} onOk={send} onCancel={onClose}>
      <div className="floor-form">
        <Ask query={own} rows={2}>
          {(x) => (
            <>
              <Open own={x} />
              {x.may.includes('group') ? (
                <Field label={h.kind} group>
                  <Radio.Group
                    value={kind}
                    onChange={(e) => setKind(e.target.value as typeof kind)}
                    options={(['seat', 'group'] as const).map((k) => ({ value: k, label: h.kinds[k] }))}
                  />
                </Field>
              ) : null}
            </>
          )}
        </Ask>
        <Field label={h.words} required hint={h.wordsHint} error={fault}>
          <Input.TextArea
            rows={5}
            maxLength={1000}
            value={words}
            onChange={(e) => {
              setWords(e.target.value)
              setFault(undefined)
            }}
          />
        </Field>
      </div>
    </Modal>
  )
}

function Open({ own }: { own: OwnWork }) {
  if (own.drafts === 0 && own.owed.length === 0) return <p className="muted">{h.nothing}</p>
  return (
    <div className="handover-own">
      <strong>{h.own}</strong>
      {own.drafts > 0 ? (
        <div>
          {h.drafts(own.drafts)} <Link to="/desk">{h.toDesk}</Link>
        </div>
      ) : null}
      {own.owed.length > 0 ? (
        <div>
          {h.owed(own.owed.length)}：{own.owed.map((o) => o.phone_masked).join(t.common.separator)} <Link to="/owed">{h.toOwed}</Link>
        </div>
      ) : null}
    </div>
  )
}
