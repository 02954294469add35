import { PhoneOutlined, StopOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useEffect, useState } from 'react'
import { useDial } from '@/api/dial'
import { useTelephone } from '@/phone/telephone'
import { owed as owedTexts } from '@/texts/zh/owed'

const o = owedTexts
const headStart = 3 // seconds in which a person may stop before it rings
const again = 20 // seconds until it is looked again, when nobody was to be called

/** Calls who is due, one after the other, whenever the seat is ready. It ends with the screen. */
export function Progressive({ queue }: { queue?: string }) {
  const phone = useTelephone()
  const [on, setOn] = useState(false)
  const [left, setLeft] = useState<number>()
  const [idle, setIdle] = useState(false)
  const call = useDial({
    onDone: () => setIdle(false),
    onRefused: (code) => {
      const nothing = code === 'switchboard.nothing_due'
      if (nothing) setIdle(true)
      else if (code !== 'switchboard.on_call') setOn(false)
      return nothing
    },
  })
  const { mutate, isPending } = call
  const ready = on && phone?.view.state === 'ready' && !phone.call && !isPending

  useEffect(() => {
    if (!ready) return
    let n = idle ? again : headStart
    const timer = setInterval(() => {
      n -= 1
      setLeft(n)
      if (n > 0) return
      clearInterval(timer)
      mutate({ nextOwed: { queue } })
    }, 1000)
    return () => {
      clearInterval(timer)
      setLeft(undefined)
    }
  }, [ready, idle, mutate, queue])

  if (!phone?.view.served) return null
  const says = !on ? '' : isPending || phone.call ? '' : phone.view.state !== 'ready' ? o.autoSeat : idle ? o.autoWaits : o.autoIn(left ?? headStart)
  return (
    <span className="row">
      <span role="status" className="muted">
        {says}
      </span>
      <Button
        type={on ? 'default' : 'primary'}
        danger={on}
        icon={on ? <StopOutlined aria-hidden="true" /> : <PhoneOutlined aria-hidden="true" />}
        aria-pressed={on}
        title={o.autoHint}
        disabled={!on && phone.view.state === 'offline'}
        onClick={() => {
          setIdle(false)
          setOn(!on)
        }}
      >
        {on ? o.autoOn : o.auto}
      </Button>
    </span>
  )
}
