import { PhoneOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useDial, whyNotDial, type Dial } from '@/api/dial'
import { useTelephone } from '@/phone/telephone'
import { t } from '@/texts'

interface Props {
  dial: Dial
  /** Who is called, for who does not see the button. */
  who: string
  label?: string
  primary?: boolean
  onDone?: () => void
}

/** Calls somebody from the own seat; nothing for whoever has no telephone. */
export function DialButton({ dial, who, label = t.dial.button, primary, onDone }: Props) {
  const phone = useTelephone()
  const call = useDial({ onDone })
  if (!phone?.view.served) return null
  const why = whyNotDial(phone.view)
  return (
    <Button
      size={primary ? undefined : 'small'}
      type={primary ? 'primary' : undefined}
      icon={<PhoneOutlined aria-hidden="true" />}
      aria-label={label === t.dial.button ? t.dial.person(who) : undefined}
      title={why ?? t.dial.hint}
      disabled={!!why}
      loading={call.isPending}
      onClick={() => call.mutate(dial)}
    >
      {label}
    </Button>
  )
}
