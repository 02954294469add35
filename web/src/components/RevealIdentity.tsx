import { EyeInvisibleOutlined, EyeOutlined } from '@ant-design/icons'
import { Button, Modal, Select } from 'antd'
import { useEffect, useState } from 'react'
import { http } from '@/api/client'
import type { RevealedPerson } from '@/api/types'
import { useCommand } from '@/api/useCommand'
import { t } from '@/texts'
import { Field } from './Field'
import { Facts } from './PageShell'
import { ProblemAlert } from './states'

type Purpose = keyof typeof t.reveal.purposes

interface Props {
  identityId?: string
  orderId?: string
  nameMasked?: string
  phoneMasked?: string
  salutation?: string
  /** The purpose offered first. */
  purpose?: Purpose
  allowed?: boolean
}

const shownForSeconds = 60

/** A citizen as a mask; the person behind it only for a purpose, for a minute, on record. */
export function RevealIdentity(p: Props) {
  const [asking, setAsking] = useState(false)
  const [person, setPerson] = useState<RevealedPerson>()
  const [left, setLeft] = useState(0)

  useEffect(() => {
    if (!person) return
    const timer = setInterval(
      () =>
        setLeft((s) => {
          if (s <= 1) setPerson(undefined)
          return s - 1
        }),
      1000,
    )
    return () => clearInterval(timer)
  }, [person])

  const masked = [p.nameMasked, p.salutation, p.phoneMasked].filter(Boolean).join(' ')
  if (person)
    return (
      <div className="revealed">
        <Facts
          wide
          items={[
            [t.reveal.name, person.name],
            [t.reveal.phones, person.phones?.join(t.common.separator)],
            [t.reveal.idNumber, person.id_number],
            [t.reveal.email, person.email],
            [t.reveal.address, person.address],
          ]}
        />
        <Button size="small" icon={<EyeInvisibleOutlined />} onClick={() => setPerson(undefined)}>
          {t.reveal.hide}
        </Button>
        <span className="muted"> {t.reveal.hideIn(left)}</span>
      </div>
    )
  return (
    <span className="row">
      <span className="num">{masked || t.reveal.anonymous}</span>
      {p.identityId && p.allowed !== false ? (
        <Button size="small" icon={<EyeOutlined />} onClick={() => setAsking(true)}>
          {t.reveal.button}
        </Button>
      ) : null}
      {asking && p.identityId ? (
        <RevealModal
          {...p}
          identityId={p.identityId}
          onClose={() => setAsking(false)}
          onShown={(x) => {
            setPerson(x)
            setLeft(shownForSeconds)
            setAsking(false)
          }}
        />
      ) : null}
    </span>
  )
}

function RevealModal({
  identityId,
  orderId,
  purpose,
  onClose,
  onShown,
}: Props & { identityId: string; onClose: () => void; onShown: (p: RevealedPerson) => void }) {
  const r = t.reveal
  const [chosen, setChosen] = useState<Purpose | undefined>(purpose)
  const [fault, setFault] = useState<string>()
  const reveal = useCommand(
    (body: { purpose: string; order_id?: string }, key) =>
      http.post<RevealedPerson>(`/identities/${identityId}/reveal`, body, { idempotencyKey: key }),
    { onDone: onShown },
  )
  function send() {
    if (!chosen) return setFault(r.purposeRequired)
    reveal.mutate({ purpose: chosen, order_id: orderId })
  }
  return (
    <Modal open title={r.title} okText={r.show} onOk={send} onCancel={onClose} confirmLoading={reveal.isPending} width={460}>
      <div className="stack">
        <p className="muted">{r.explain}</p>
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
        {reveal.error ? <ProblemAlert problem={reveal.error} /> : null}
      </div>
    </Modal>
  )
}
