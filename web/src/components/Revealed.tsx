import { EyeInvisibleOutlined } from '@ant-design/icons'
import { Button, Input, Modal, Select } from 'antd'
import { useState, type ReactNode } from 'react'
import type { Problem } from '@/api/problem'
import { t } from '@/texts'
import { Field } from './Field'
import { Facts } from './PageShell'
import { ProblemAlert } from './states'

const r = t.reveal

export type Purpose = keyof typeof r.purposes

/** Why something is opened, as the server writes it down. */
export interface Why {
  purpose: Purpose
  reason?: string
}

/** What was opened, until its time is over or its reader has done with it. */
export function Revealed({ items, left, onHide }: { items: [name: string, value: ReactNode][]; left: number; onHide: () => void }) {
  return (
    <div className="revealed">
      <Facts wide items={items} />
      <Button size="small" icon={<EyeInvisibleOutlined />} onClick={onHide}>
        {r.hide}
      </Button>
      <span className="muted"> {r.hideIn(left)}</span>
    </div>
  )
}

/** Asks for what something is opened, and why. */
export function AskWhy({
  title,
  explain,
  purpose,
  sending,
  problem,
  onSend,
  onClose,
}: {
  title: string
  explain: string
  /** The purpose offered first. */
  purpose?: Purpose
  sending: boolean
  problem?: Problem | null
  onSend: (why: Why) => void
  onClose: () => void
}) {
  const [chosen, setChosen] = useState<Purpose | undefined>(purpose)
  const [reason, setReason] = useState('')
  const [fault, setFault] = useState<string>()
  const [reasonFault, setReasonFault] = useState<string>()
  function send() {
    const enough = [...reason.trim()].length >= 4
    setFault(chosen ? undefined : r.purposeRequired)
    setReasonFault(enough ? undefined : r.reasonRequired)
    if (chosen && enough) onSend({ purpose: chosen, reason: reason.trim() })
  }
  return (
    <Modal open title={title} okText={r.show} onOk={send} onCancel={onClose} confirmLoading={sending} width={460}>
      <div className="stack">
        <p className="muted">{explain}</p>
        <Field label={r.purpose} required error={fault}>
          <Select
            autoFocus
            value={chosen}
            onChange={(v: Purpose) => {
              setChosen(v)
              setFault(undefined)
            }}
            options={Object.entries(r.purposes).map(([value, label]) => ({ value, label }))}
          />
        </Field>
        <Field label={r.reason} required error={reasonFault}>
          <Input maxLength={200} value={reason} onChange={(e) => setReason(e.target.value)} onPressEnter={send} />
        </Field>
        {problem ? <ProblemAlert problem={problem} /> : null}
      </div>
    </Modal>
  )
}
