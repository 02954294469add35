import { StopOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useState } from 'react'
import { useWarn } from '@/api/guard'
import type { SeatCall } from '@/api/types'
import { Pop } from '@/components/Pop'
import { guard as g } from '@/texts/zh/guard'
import { MarkForm } from './MarkForm'
import './guard.css'

/** Warns an abusive caller by a recording, and marks the call. */
export function Guard({ call }: { call: SeatCall }) {
  const { message } = App.useApp()
  const [open, setOpen] = useState(false)
  const warn = useWarn((words) => void message.error(words))
  if (call.direction === 'out' || !call.caller_masked) return null
  return (
    <>
      {call.cooled ? <em className="callbar-note">{g.cooled}</em> : null}
      <Pop
        label={g.title}
        title={g.title}
        placement="bottomRight"
        open={open}
        onOpenChange={setOpen}
        content={
          <>
            <div className="guard-warn">
              <Button disabled={call.held} loading={warn.isPending} onClick={() => call.id && warn.mutate(call.id)}>
                {call.warned ? g.warnAgain : g.warn}
              </Button>
              <span role="status">{call.warned ? g.warned : ''}</span>
            </div>
            <MarkForm key={String(call.warned)} call={call.id ?? undefined} warned={call.warned} onDone={() => setOpen(false)} />
          </>
        }
      >
        <button type="button" className="callbar-verb" aria-expanded={open} aria-haspopup="dialog">
          <StopOutlined aria-hidden="true" />
          {g.button}
        </button>
      </Pop>
    </>
  )
}
