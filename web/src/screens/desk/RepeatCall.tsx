import { App, Button, Checkbox, Input, Modal } from 'antd'
import { useState } from 'react'
import { http } from '@/api/client'
import { countsKey, ordersKey, useOrder } from '@/api/orders'
import { useCommand } from '@/api/useCommand'
import type { Receipt, RepeatForm } from '@/api/types'
import { Field } from '@/components/Field'
import { ProblemAlert } from '@/components/states'
import { t } from '@/texts'
import type { ContactDraft } from './model'

interface Props {
  orderId: string
  contact: ContactDraft
  /** What is already typed in the form: the seat often notices only then that the order exists. */
  typed: string
  onClose: () => void
  onDone: (receipt: Receipt, title: string) => void
}

/** Adds a repeat call to an open order instead of opening a second one. */
export function RepeatCall({ orderId, contact, typed, onClose, onDone }: Props) {
  const d = t.desk
  const { message } = App.useApp()
  const order = useOrder(orderId)
  const [content, setContent] = useState(typed)
  const [urge, setUrge] = useState(true)
  const [fault, setFault] = useState<string>()
  const repeat = useCommand(
    (body: RepeatForm, key) => http.post<{ receipt: Receipt }>(`/orders/${orderId}/repeat`, body, { idempotencyKey: key }),
    {
      invalidates: [ordersKey, countsKey, ['/orders/{id}'], ['/history']],
      onDone: ({ receipt }) => {
        void message.success(d.repeatDone(order.data?.number ?? ''))
        onDone(receipt, order.data?.title ?? '')
      },
    },
  )
  function send() {
    if (content.trim() === '' && !urge) return setFault(d.repeatNothing)
    repeat.mutate({
      door: contact.door,
      caller_number: contact.caller_number.trim() || undefined,
      contact_phone: contact.contact_phone.trim() || undefined,
      caller_name: contact.caller_name.trim() || undefined,
      salutation: contact.salutation,
      content: content.trim(),
      urge,
    })
  }
  return (
    <Modal
      open
      title={d.repeatTitle(order.data?.number ?? '')}
      okText={d.repeatSubmit}
      confirmLoading={repeat.isPending}
      onOk={send}
      onCancel={onClose}
      width={520}
    >
      <div
        className="stack"
        onKeyDown={(e) => {
          if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) {
            e.preventDefault()
            e.stopPropagation()
            send()
          }
        }}
      >
        {order.data ? <p className="muted">{order.data.title}</p> : null}
        {repeat.error ? <ProblemAlert problem={repeat.error} /> : null}
        <Field label={d.repeatContent} error={fault}>
          <Input.TextArea
            autoFocus
            autoSize={{ minRows: 3, maxRows: 8 }}
            maxLength={2000}
            placeholder={d.repeatContentHint}
            value={content}
            onChange={(e) => {
              setContent(e.target.value)
              setFault(undefined)
            }}
          />
        </Field>
        <div className="row">
          <Checkbox checked={urge} onChange={(e) => setUrge(e.target.checked)}>
            {d.repeatUrge}
          </Checkbox>
          {typed && content !== typed ? (
            <Button size="small" type="link" onClick={() => setContent(typed)}>
              {d.repeatUseForm}
            </Button>
          ) : null}
        </div>
      </div>
    </Modal>
  )
}
