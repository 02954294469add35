import { App, Button, Drawer } from 'antd'
import { useState } from 'react'
import { http } from '@/api/client'
import { countsKey, ordersKey } from '@/api/orders'
import { refusalsKey } from '@/api/remit'
import type { Order } from '@/api/types'
import { useCommand } from '@/api/useCommand'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { ProblemAlert } from '@/components/states'
import { usePhone } from '@/lib/useMedia'
import { noRefusal, type RefuseDraft } from '@/screens/desk/model'
import { RefusePart } from '@/screens/desk/RefusePart'
import { t } from '@/texts'
import { FormFrame } from './FormFrame'

const r = t.remit

/** Refuses what was registered, such as a form from the portal, before it goes to a unit. */
export function RefuseOrder({ order, onDone }: { order: Order; onDone?: () => void }) {
  const can = useCan()
  const phone = usePhone()
  const { message } = App.useApp()
  const [open, setOpen] = useState(false)
  const [refuse, setRefuse] = useState<RefuseDraft>(noRefusal)
  const [fault, setFault] = useState<string>()
  const run = useCommand((body: Record<string, unknown>, key) => http.post(`/orders/${order.id}/refuse`, body, { idempotencyKey: key }), {
    invalidates: [ordersKey, countsKey, ['/orders/{id}'], refusalsKey],
    onDone: () => {
      void message.success(r.refuseDone)
      setOpen(false)
      onDone?.()
    },
  })
  if (!can(rights.refuse) || !(order.state === 'registered' || order.state === 'returned')) return null
  function send() {
    const wrong = !refuse.code
      ? r.codeMissing
      : refuse.same && refuse.earlier.trim() === ''
        ? r.earlierMissing
        : refuse.needs && refuse.words.trim() === ''
          ? r.wordsMissing
          : undefined
    setFault(wrong)
    if (wrong) return
    run.mutate({
      version: order.version,
      code: refuse.code,
      words: refuse.words.trim() || undefined,
      earlier: refuse.earlier.trim() || undefined,
      transferred: refuse.transferred,
      transferred_at: refuse.transferred_at,
    })
  }
  return (
    <>
      <Button danger onClick={() => setOpen(true)}>
        {r.refuseOrder}
      </Button>
      <Drawer
        open={open}
        placement={phone ? 'bottom' : 'right'}
        size={phone ? '92%' : 620}
        destroyOnHidden
        title={r.refuseTitle(order.number)}
        onClose={() => setOpen(false)}
      >
        {run.error ? <ProblemAlert problem={run.error} /> : null}
        <FormFrame label={r.refuseOrder} busy={run.isPending} danger onSubmit={send}>
          <RefusePart refuse={refuse} fault={fault} onChange={(p) => setRefuse({ ...refuse, ...p })} />
        </FormFrame>
      </Drawer>
    </>
  )
}
