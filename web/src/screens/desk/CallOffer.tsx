import { PhoneFilled } from '@ant-design/icons'
import { Button } from 'antd'
import type { SeatCall } from '@/api/types'
import { Keys } from '@/components/ShortcutsHelp'
import { whoCalls } from '@/components/callbar/stage'
import { t } from '@/texts'

/** A call that came while something else was being written. */
export function CallOffer({ call, onTake, onDismiss }: { call: SeatCall; onTake: () => void; onDismiss: () => void }) {
  const p = t.phone.pop
  return (
    <div className="advice desk-offer" role="status">
      <span>
        <PhoneFilled aria-hidden="true" /> {p.offer(whoCalls(call))}
      </span>
      <Button size="small" type="primary" onClick={onTake}>
        {p.take} <Keys keys="alt+c" />
      </Button>
      <Button size="small" onClick={onDismiss}>
        {p.dismiss}
      </Button>
    </div>
  )
}
