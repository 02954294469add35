import { WarningOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useState } from 'react'
import { useLeadEmergency } from '@/api/emergency'
import { Pop } from '@/components/Pop'
import { emergency as e } from '@/texts/zh/emergency'
import { EmergencyChoice } from './EmergencyChoice'

/** A leader calls an emergency service into the call of a seat. */
export function LeadEmergency({ call, seat, bar }: { call: string; seat: string; bar?: boolean }) {
  const { message } = App.useApp()
  const [open, setOpen] = useState(false)
  const order = useLeadEmergency(
    (words) => void message.error(words),
    () => setOpen(false),
  )
  const label = e.of(seat)
  return (
    <Pop
      label={label}
      title={label}
      placement="bottomRight"
      open={open}
      onOpenChange={setOpen}
      content={<EmergencyChoice leads call={call} busy={order.isPending} onCall={order.mutate} />}
    >
      {bar ? (
        <button type="button" className="callbar-verb callbar-danger" aria-expanded={open} aria-haspopup="dialog" aria-label={label}>
          <WarningOutlined aria-hidden="true" />
          {e.button}
        </button>
      ) : (
        <Button size="small" danger aria-expanded={open} aria-haspopup="dialog" aria-label={label}>
          {e.button}
        </Button>
      )}
    </Pop>
  )
}
