import { DownOutlined } from '@ant-design/icons'
import { App, Button, Drawer, Dropdown } from 'antd'
import { useRef, useState } from 'react'
import type { Order, Step, Verb } from '@/api/types'
import { useCommands } from '@/lib/keys'
import { usePhone } from '@/lib/useMedia'
import { t } from '@/texts'
import { RefuseOrder } from './RefuseOrder'
import { useVerb } from './useVerb'
import { VerbForm } from './VerbForm'
import './verbs.css'

/** The order in which buttons stand: what moves the order on comes first. */
const rank: Step[] = [
  'sign', 'contribute', 'reply', 'dispatch', 'review-return', 'review', 'decide', 'resume', 'answer', 'classify', 'archive', 'return-invite', 'insist', 'recall', 'transfer', 'contact', 'ask-contact', 'progress', 'apply',
  'return', 'invite', 'release', 'designate', 'redo', 'split',
  'reassign', 'urge', 'supplement', 'note', 'merge', 'pause', 'reopen', 'withdraw', 'accuse', 'judge-accused', 'seal', 'unseal',
]
/** How many buttons stand side by side before the rest goes into a menu. */
const side = 6
const forward: readonly Step[] = ['sign', 'contribute', 'reply', 'dispatch', 'review-return', 'review', 'decide', 'resume', 'archive']
const grave: readonly Step[] = ['return', 'redo', 'withdraw', 'return-invite', 'recall', 'release']

export function sortVerbs(verbs: readonly Verb[]): Step[] {
  return rank.filter((v) => verbs.includes(v))
}

interface Props {
  order: Order
  onDone?: (order: Order, verb: Step) => void
  /** Leave these to somebody else. */
  except?: readonly Step[]
}

/** What this person may do with this order now. */
export function VerbButtons({ order, onDone, except = [] }: Props) {
  const phone = usePhone()
  const { modal } = App.useApp()
  const [open, setOpen] = useState<Step>()
  const [before, setBefore] = useState<Step>()
  const dirty = useRef(false)
  const run = useVerb(onDone)
  const verbs = sortVerbs(order.verbs).filter((v) => !except.includes(v))

  function start(verb: Step) {
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

  /** Esc and a tap beside the drawer happen by mistake. */
  function close() {
    if (!dirty.current) return setOpen(undefined)
    void modal.confirm({
      title: t.verbs.leaveForm,
      content: t.verbs.leaveFormHint,
      okText: t.common.close,
      cancelText: t.verbs.stay,
      onOk: () => setOpen(undefined),
    })
  }

  const next = verbs.find((v) => forward.includes(v))
  useCommands(next ? [{ keys: 'e', label: t.verbs.name[next], group: t.order.title, run: () => start(next) }] : [])

  const shown = open ?? before
  return (
    <>
      <div className="verb-buttons verb-buttons-wide">
        {verbs.slice(0, verbs.length > side + 1 ? side : verbs.length).map((v) => (
          <Button
            key={v}
            type={v === next ? 'primary' : 'default'}
            danger={grave.includes(v)}
            loading={run.isPending && run.variables?.verb === v}
            title={v === 'sign' ? t.verbs.confirmSign : undefined}
            onClick={() => start(v)}
          >
            {t.verbs.name[v]}
          </Button>
        ))}
        {verbs.length > side + 1 ? (
          <Dropdown
            trigger={['click']}
            menu={{
              items: verbs.slice(side).map((v) => ({ key: v, label: t.verbs.name[v], danger: grave.includes(v) })),
              onClick: ({ key }) => start(key as Step),
            }}
          >
            <Button icon={<DownOutlined />} iconPlacement="end">
              {t.verbs.more}
            </Button>
          </Dropdown>
        ) : null}
        <RefuseOrder order={order} onDone={() => onDone?.(order, 'withdraw')} />
      </div>
      {run.error ? <p className="field-error" role="alert">{run.error.message}</p> : null}
      <Drawer
        open={open !== undefined}
        onClose={close}
        placement={phone ? 'bottom' : 'right'}
        size={phone ? '92%' : 620}
        destroyOnHidden
        title={shown ? `${t.verbs.name[shown]} · ${order.number}` : order.number}
      >
        {shown ? (
          <VerbForm
            order={order}
            verb={shown}
            dirty={dirty}
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
