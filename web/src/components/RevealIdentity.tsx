import { EyeInvisibleOutlined, EyeOutlined, PhoneOutlined } from '@ant-design/icons'
import { Button, Input, Modal, Select } from 'antd'
import { useEffect, useState } from 'react'
import { http } from '@/api/client'
import type { RevealedPerson } from '@/api/types'
import { useCommand } from '@/api/useCommand'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { t } from '@/texts'
import { DialButton } from './DialButton'
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
  /** The order is in the hands of one's own unit: one click opens, and the order is the reason. */
  own?: boolean
  /** Who asked for confidentiality is called by the centre alone. */
  centreOnly?: boolean
}

const shownForSeconds = 60

/** A citizen as a mask; the person behind it only for a purpose, for a minute, on record. */
export function RevealIdentity(p: Props) {
  const can = useCan()
  const [asking, setAsking] = useState(false)
  const [person, setPerson] = useState<RevealedPerson>()
  const [left, setLeft] = useState(0)
  const open = useReveal(p.identityId ?? '', show)

  function show(x: RevealedPerson) {
    setPerson(x)
    setLeft(shownForSeconds)
    setAsking(false)
  }

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
      {p.centreOnly ? (
        <span className="muted">{t.reveal.centreOnly}</span>
      ) : p.identityId && p.allowed !== false ? (
        p.own ? (
          <Button
            size="small"
            icon={<PhoneOutlined />}
            title={t.reveal.oneClickHint}
            loading={open.isPending}
            onClick={() => open.mutate({ purpose: 'handle', order_id: p.orderId })}
          >
            {t.reveal.oneClick}
          </Button>
        ) : (
          <Button size="small" icon={<EyeOutlined />} onClick={() => setAsking(true)}>
            {t.reveal.button}
          </Button>
        )
      ) : null}
      {p.identityId && p.orderId && p.allowed !== false && !p.centreOnly && can(rights.dial) ? (
        <DialButton who={masked} dial={{ order: p.orderId, identity: p.identityId, purpose: p.purpose ?? 'callback' }} />
      ) : null}
      {open.error ? <ProblemAlert problem={open.error} /> : null}
      {asking && p.identityId ? (
        <RevealModal
          {...p}
          identityId={p.identityId}
          onClose={() => setAsking(false)}
          onShown={show}
        />
      ) : null}
    </span>
  )
}

/** Opens an identity; the answer is shown, never kept. */
function useReveal(identityId: string, onShown: (p: RevealedPerson) => void) {
  return useCommand(
    (body: { purpose: string; order_id?: string; reason?: string }, key) =>
      http.post<RevealedPerson>(`/identities/${identityId}/reveal`, body, { idempotencyKey: key }),
    { onDone: onShown },
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
  const [reason, setReason] = useState('')
  const [fault, setFault] = useState<string>()
  const [reasonFault, setReasonFault] = useState<string>()
  const reveal = useReveal(identityId, onShown)
  function send() {
    setFault(chosen ? undefined : r.purposeRequired)
    setReasonFault([...reason.trim()].length >= 4 ? undefined : r.reasonRequired)
    if (chosen && [...reason.trim()].length >= 4) reveal.mutate({ purpose: chosen, order_id: orderId, reason: reason.trim() })
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
        <Field label={r.reason} required error={reasonFault}>
          <Input maxLength={200} value={reason} onChange={(e) => setReason(e.target.value)} onPressEnter={send} />
        </Field>
        {reveal.error ? <ProblemAlert problem={reveal.error} /> : null}
      </div>
    </Modal>
  )
}
