import { WarningOutlined } from '@ant-design/icons'
import { App } from 'antd'
import { useState } from 'react'
import { useEmergency } from '@/api/emergency'
import type { SeatCall } from '@/api/types'
import { Pop } from '@/components/Pop'
import { useCommands } from '@/lib/keys'
import { t } from '@/texts'
import { emergency as e } from '@/texts/zh/emergency'
import { EmergencyChoice } from './EmergencyChoice'
import './emergency.css'

/** Hands a caller in danger over to an emergency service, and says how that stands. */
export function Emergency({ call }: { call: SeatCall }) {
  const { message } = App.useApp()
  const [open, setOpen] = useState(false)
  const order = useEmergency((words) => void message.error({ content: words, duration: 10 }))
  const on = call.others.some((o) => o.kind === 'emergency')
  const last = call.emergency
  useCommands([{ keys: 'ctrl+f8', label: e.key, group: t.phone.group, disabled: on, run: () => setOpen((now) => !now) }], true)
  return (
    <>
      {on ? null : (
        <Pop
          label={e.title}
          title={e.title}
          placement="bottomRight"
          open={open}
          onOpenChange={setOpen}
          content={
            <EmergencyChoice
              call={call.id}
              busy={order.call.isPending}
              onCall={(o) => {
                setOpen(false)
                order.call.mutate(o)
              }}
            />
          }
        >
          <button type="button" className="callbar-verb callbar-danger" aria-expanded={open} aria-haspopup="dialog">
            <WarningOutlined aria-hidden="true" />
            {e.button}
          </button>
        </Pop>
      )}
      {last && last.outcome === '' ? (
        <div className="callbar-warns" role="status">
          {(last.leave ? e.leaves : e.rings)(last.service_name)}
          <button type="button" className="callbar-verb" disabled={order.drop.isPending} onClick={() => order.drop.mutate(call.id)}>
            {e.drop}
          </button>
        </div>
      ) : on && last ? (
        <div className="callbar-warns" role="status">
          {e.answered(last.service_name)}
        </div>
      ) : last && last.outcome !== 'answered' && last.outcome !== 'dropped' ? (
        <div className="callbar-warns callbar-warns-vain" role="alert">
          {e.vain(last.service_name, e.outcomes[last.outcome] ?? last.outcome)}
        </div>
      ) : null}
    </>
  )
}
