import { App, Button, Checkbox, Input, Modal, Select } from 'antd'
import { http } from '@/api/client'
import { countsKey, ordersKey, useOrder } from '@/api/orders'
import { useCommand } from '@/api/useCommand'
import type { Receipt, RepeatForm } from '@/api/types'
import { Field } from '@/components/Field'
import { ProblemAlert } from '@/components/states'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import type { ContactDraft, RequestDraft } from './model'
import { firstRepeat, repeatBody, repeatFaults, type RepeatValues } from './repeat'

interface Props {
  orderId: string
  contact: ContactDraft
  /** What is already typed in the form: the seat often notices only then that the order exists. */
  request: RequestDraft
  onClose: () => void
  onDone: (receipt: Receipt, title: string) => void
}

const options = (words: Record<string, string>) => Object.entries(words).map(([value, label]) => ({ value, label }))

/** Adds a repeat call to an open order instead of opening a second one. */
export function RepeatCall({ orderId, contact, request, onClose, onDone }: Props) {
  const d = t.desk
  const { message } = App.useApp()
  const order = useOrder(orderId)
  const form = useForm(firstRepeat(contact, request), (v) => repeatFaults(v, contact))
  const v = form.values
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
    if (!repeat.isPending && form.check()) repeat.mutate(repeatBody(v, contact))
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
        <Field label={d.repeatContent} error={form.faults.content}>
          <Input.TextArea
            autoFocus
            autoSize={{ minRows: 3, maxRows: 8 }}
            maxLength={2000}
            placeholder={d.repeatContentHint}
            value={v.content}
            onChange={(e) => form.set('content', e.target.value)}
          />
        </Field>
        <div className="row">
          <Checkbox checked={v.urge} onChange={(e) => form.set('urge', e.target.checked)}>
            {d.repeatUrge}
          </Checkbox>
          {request.content && v.content !== request.content ? (
            <Button size="small" type="link" onClick={() => form.set('content', request.content)}>
              {d.repeatUseForm}
            </Button>
          ) : null}
        </div>
        <div className="fields">
          <Field label={d.fields.replyWay} error={form.faults.reply_way} className="w6">
            <Select
              value={v.reply_way}
              onChange={(way: RepeatValues['reply_way']) => form.set('reply_way', way)}
              options={[...options(t.words.replyWay), { value: 'none', label: t.order.replyNotWanted }]}
            />
          </Field>
          <Field label={d.fields.replyHours} className="w6">
            <Select
              disabled={v.reply_way === 'none'}
              value={v.reply_hours}
              onChange={(hours: string) => form.set('reply_hours', hours)}
              options={options(t.words.replyHours)}
            />
          </Field>
        </div>
      </div>
    </Modal>
  )
}
