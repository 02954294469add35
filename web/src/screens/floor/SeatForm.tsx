import { Input, InputNumber, Modal, Radio } from 'antd'
import { useState } from 'react'
import type { FloorOrder } from '@/api/floor'
import type { BreakKind, FloorSeat } from '@/api/types'
import { Field } from '@/components/Field'
import { t } from '@/texts'

const f = t.floor
const p = t.phone
const kinds: BreakKind[] = ['rest', 'meal', 'training', 'duty']
const limited: BreakKind[] = ['rest', 'meal']

/** What a leader wants to set of a seat. */
export interface Asked {
  what: 'force' | 'grant'
  seat: FloorSeat
}

interface Props {
  asked: Asked
  busy: boolean
  onClose: () => void
  onSend: (o: FloorOrder) => void
}

/** Sets a seat's state, with the reason, or gives it more minutes of a break. */
export function SeatForm({ asked, busy, onClose, onSend }: Props) {
  const { seat } = asked
  const force = asked.what === 'force'
  const [state, setState] = useState<'ready' | 'busy' | 'offline'>(seat.state === 'ready' ? 'busy' : 'ready')
  const [kind, setKind] = useState<BreakKind>('rest')
  const [words, setWords] = useState('')
  const [minutes, setMinutes] = useState(10)
  const [fault, setFault] = useState<string>()
  function send() {
    if (!force) return onSend({ verb: 'breaks', seat: seat.id, kind, minutes })
    if (words.trim().length < 2) return setFault(f.wordsShort)
    onSend({ verb: 'state', seat: seat.id, state, kind: state === 'busy' ? kind : undefined, words: words.trim() })
  }
  return (
    <Modal
      open
      width={440}
      title={force ? f.forceOf(seat.name) : f.grantOf(seat.name)}
      okText={force ? f.force : f.grant}
      cancelText={t.common.cancel}
      confirmLoading={busy}
      onOk={send}
      onCancel={onClose}
    >
      <div className="floor-form">
        {force ? (
          <Field label={f.stateField} group>
            <Radio.Group
              value={state}
              onChange={(e) => setState(e.target.value as typeof state)}
              options={(['ready', 'busy', 'offline'] as const).map((x) => ({ value: x, label: f.states[x] }))}
            />
          </Field>
        ) : null}
        {!force || state === 'busy' ? (
          <Field label={f.kind} group>
            <Radio.Group value={kind} onChange={(e) => setKind(e.target.value as BreakKind)} options={(force ? kinds : limited).map((x) => ({ value: x, label: p.reason[x]! }))} />
          </Field>
        ) : null}
        {force ? (
          <Field label={f.words} required hint={f.wordsHint} error={fault}>
            <Input
              value={words}
              maxLength={200}
              onChange={(e) => {
                setWords(e.target.value)
                setFault(undefined)
              }}
              onPressEnter={send}
            />
          </Field>
        ) : (
          <Field label={f.minutes} required hint={f.minutesHint}>
            <InputNumber min={0} max={120} value={minutes} onChange={(n) => setMinutes(n ?? 0)} />
          </Field>
        )}
      </div>
    </Modal>
  )
}
