import { PhoneOutlined } from '@ant-design/icons'
import { lazy, Suspense, useState } from 'react'
import { whyNotDial } from '@/api/dial'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { Pop } from '@/components/Pop'
import { useCommands } from '@/lib/keys'
import type { Telephone } from '@/phone/telephone'
import { t } from '@/texts'

const d = t.dial
const DialForm = lazy(() => import('./DialForm').then((m) => ({ default: m.DialForm })))

/** Calls a number that somebody types, for a purpose. */
export function DialPad({ phone }: { phone: Telephone }) {
  const can = useCan()
  const [open, setOpen] = useState(false)
  const able = can(rights.dial) && !whyNotDial(phone.view)
  useCommands([{ keys: 'f10', label: d.padTitle, group: t.phone.group, disabled: !able, run: () => setOpen((now) => !now) }], true)
  if (!able) return null
  return (
    <Pop
      label={d.padTitle}
      title={d.padTitle}
      placement="bottom"
      open={open}
      onOpenChange={setOpen}
      content={
        <Suspense fallback={null}>
          <DialForm onDone={() => setOpen(false)} />
        </Suspense>
      }
    >
      <button type="button" className="seat-done seat-pad" aria-expanded={open} aria-haspopup="dialog" title={d.padTitle}>
        <PhoneOutlined aria-hidden="true" /> {d.pad}
      </button>
    </Pop>
  )
}
