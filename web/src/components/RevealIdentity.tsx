import { EyeOutlined, PhoneOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { http } from '@/api/client'
import type { RevealedPerson } from '@/api/types'
import { useCommand } from '@/api/useCommand'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { useShortly } from '@/lib/useShortly'
import { t } from '@/texts'
import { DialButton } from './DialButton'
import { AskWhy, Revealed, type Purpose, type Why } from './Revealed'
import { ProblemAlert } from './states'

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

/** A citizen as a mask; the person behind it only for a purpose, for a minute, on record. */
export function RevealIdentity(p: Props) {
  const can = useCan()
  const [asking, setAsking] = useState(false)
  const person = useShortly<RevealedPerson>()
  const open = useCommand(
    // The answer is shown, never kept.
    (why: Why, key) => http.post<RevealedPerson>(`/identities/${p.identityId}/reveal`, { ...why, order_id: p.orderId }, { idempotencyKey: key }),
    {
      onDone: (x) => {
        person.show(x)
        setAsking(false)
      },
    },
  )

  const masked = [p.nameMasked, p.salutation, p.phoneMasked].filter(Boolean).join(' ')
  if (person.value)
    return (
      <Revealed
        items={[
          [t.reveal.name, person.value.name],
          [t.reveal.phones, person.value.phones?.join(t.common.separator)],
          [t.reveal.idNumber, person.value.id_number],
          [t.reveal.email, person.value.email],
          [t.reveal.address, person.value.address],
        ]}
        left={person.left}
        onHide={person.hide}
      />
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
            onClick={() => open.mutate({ purpose: 'handle' })}
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
      {open.error && !asking ? <ProblemAlert problem={open.error} /> : null}
      {asking ? (
        <AskWhy
          title={t.reveal.title}
          explain={t.reveal.explain}
          purpose={p.purpose}
          sending={open.isPending}
          problem={open.error}
          onSend={(why) => open.mutate(why)}
          onClose={() => {
            setAsking(false)
            open.reset()
          }}
        />
      ) : null}
    </span>
  )
}
