import { Input, Radio } from 'antd'
import { useState } from 'react'
import { useList } from '@/api/lists'
import type { OrderRow } from '@/api/types'
import { Field } from '@/components/Field'
import { StateTag } from '@/components/StateTag'
import { isOpen } from '@/lib/orderState'
import { useDebounced } from '@/lib/useDebounced'
import { dateTime } from '@/lib/time'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { FormFrame } from './FormFrame'
import type { VerbFormProps } from './useVerb'

/** Joins an order to another about the same matter; every requester is answered. */
export function MergeForm({ order, busy, send }: VerbFormProps) {
  const v = t.verbs
  const [typed, setTyped] = useState('')
  const q = useDebounced(typed.trim())
  const same = q ? { q } : { category_id: order.category_id, division: order.division_code }
  const list = useList<OrderRow>('/orders', { view: 'all', ...same })
  const rows = list.rows.filter((r) => r.id !== order.id && isOpen(r.state) && r.state !== 'merged').slice(0, 8)
  const form = useForm<{ into_id?: string; note: string }>({ note: '' }, (x) => ({
    into_id: x.into_id ? undefined : t.common.fieldChoose(v.mainOrder),
  }))
  const x = form.values
  return (
    <FormFrame label={v.name.merge} busy={busy} onSubmit={() => form.check() && send({ into_id: x.into_id, note: x.note.trim() || undefined })}>
      <Field label={v.findMain} hint={v.mergeHint}>
        <Input allowClear placeholder={t.order.query.text} value={typed} onChange={(e) => setTyped(e.target.value)} />
      </Field>
      <Field label={v.mainOrder} group required error={form.faults.into_id}>
        <Radio.Group className="pick-order" value={x.into_id} onChange={(e) => form.set('into_id', e.target.value as string)}>
          {rows.length === 0 ? <p className="muted">{q ? v.noMainFound : v.noMainAlike}</p> : null}
          {rows.map((r) => (
            <Radio key={r.id} value={r.id}>
              <StateTag state={r.state} /> <span className="num">{r.number}</span> {r.title}
              <span className="muted pick-order-more">
                {[r.unit_name, r.division_name, dateTime(r.created_at), r.merged_count ? t.words.merged(r.merged_count) : ''].filter(Boolean).join(' · ')}
              </span>
            </Radio>
          ))}
        </Radio.Group>
      </Field>
      <Field label={v.mergeNote}>
        <Input.TextArea rows={2} maxLength={2000} value={x.note} onChange={(e) => form.set('note', e.target.value)} />
      </Field>
    </FormFrame>
  )
}
