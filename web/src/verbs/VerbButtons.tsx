import { App, Button, Drawer } from 'antd'
import { useState } from 'react'
import type { Order, Verb } from '@/api/types'
import { usePhone } from '@/lib/useMedia'
import { t } from '@/texts'
import { useVerb } from './useVerb'
import { VerbForm } from './VerbForm'
import './verbs.css'

/** The order in which buttons stand: what moves the order on comes first. */
const rank: Verb[] = ['sign', 'reply', 'dispatch', 'review-return', 'review', 'answer', 'archive', 'return', 'redo', 'reassign', 'urge', 'supplement', 'note']
const forward: readonly Verb[] = ['sign', 'reply', 'dispatch', 'review-return', 'review', 'archive']
const grave: readonly Verb[] = ['return', 'redo']

export function sortVerbs(verbs: readonly Verb[]): Verb[] {
  return [...verbs].filter((v) => rank.includes(v)).sort((a, b) => rank.indexOf(a) - rank.indexOf(b))
}

interface Props {
  order: Order
  onDone?: (order: Order, verb: Verb) => void
  /** Leave these to somebody else. */
  except?: readonly Verb[]
}

/** What this person may do with this order now. */
export function VerbButtons({ order, onDone, except = [] }: Props) {
  const phone = usePhone()
  const { modal } = App.useApp()
  const [open, setOpen] = useState<Verb>()
  const [before, setBefore] = useState<Verb>()
  const run = useVerb(onDone)
  const verbs = sortVerbs(order.verbs ?? []).filter((v) => !except.includes(v))

  function start(verb: Verb) {
    if (verb === 'sign') return run.mutate({ id: order.id, verb, body: { version: order.version } })
    if (verb === 'archive')
      return void modal.confirm({
        title: t.verbs.confirmArchive,
        okText: t.verbs.name.archive,
        onOk: () => run.mutateAsync({ id: order.id, verb, body: { version: order.version } }).catch(() => undefined),
      })
    setBefore(verb)
    setOpen(verb)
  }

  const shown = open ?? before
  let first = true
  return (
    <>
      <div className="verb-buttons verb-buttons-wide">
        {verbs.map((v) => {
          const primary = first && forward.includes(v)
          if (primary) first = false
          return (
            <Button
              key={v}
              type={primary ? 'primary' : 'default'}
              danger={grave.includes(v)}
              loading={run.isPending && run.variables?.verb === v}
              title={v === 'sign' ? t.verbs.confirmSign : undefined}
              onClick={() => start(v)}
            >
              {t.verbs.name[v]}
            </Button>
          )
        })}
      </div>
      {run.error ? <p className="field-error" role="alert">{run.error.message}</p> : null}
      <Drawer
        open={open !== undefined}
        onClose={() => setOpen(undefined)}
        placement={phone ? 'bottom' : 'right'}
        size={phone ? '92%' : 620}
        destroyOnHidden
        title={shown ? `${t.verbs.name[shown]} · ${order.number}` : order.number}
      >
        {shown ? (
          <VerbForm
            order={order}
            verb={shown}
            onDone={(o, v) => {
              setOpen(undefined)
              onDone?.(o, v)
            }}
          />
        ) : null}
      </Drawer>
    </>
  )
}
