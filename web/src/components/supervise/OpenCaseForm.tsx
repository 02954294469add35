import { Checkbox, Input, Select } from 'antd'
import { useSupervise, useSuperviseReasons } from '@/api/supervise'
import type { LimitAsked } from '@/api/types'
import { Field } from '@/components/Field'
import { ProblemAlert } from '@/components/states'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { FormFrame } from '@/verbs/FormFrame'
import { LimitField, limitOf } from './LimitField'

const s = t.supervise

/** Opens a case about one or several orders. */
export function OpenCaseForm({ orders, reason, onDone }: { orders: string[]; reason?: string; onDone: () => void }) {
  const reasons = useSuperviseReasons()
  const run = useSupervise(s.done.open, onDone)
  const form = useForm<{ reason?: string; words: string; limit: LimitAsked; each: boolean }>({ reason, words: '', limit: {}, each: false }, (x) => ({
    reason: x.reason ? undefined : t.common.fieldChoose(s.fields.reason),
    words: x.words.trim() === '' ? t.common.fieldRequired(s.fields.words) : undefined,
  }))
  const x = form.values
  return (
    <>
      {run.error ? <ProblemAlert problem={run.error} /> : null}
      <FormFrame
        label={s.actions.open}
        busy={run.isPending}
        onSubmit={() =>
          form.check() &&
          run.mutate({
            path: '/supervise/cases',
            body: { order_ids: orders, reason_code: x.reason, words: x.words.trim(), each_own: x.each || undefined, ...limitOf(x.limit) },
          })
        }
      >
        <p className="muted">{s.nOrders(orders.length)}</p>
        <Field label={s.fields.reason} required error={form.faults.reason}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            loading={reasons.isPending}
            value={x.reason}
            onChange={(c: string) => form.set('reason', c)}
            options={reasons.data?.case.map((r) => ({ value: r.code, label: r.label }))}
          />
        </Field>
        <Field label={s.fields.words} required error={form.faults.words}>
          <Input.TextArea rows={4} maxLength={2000} value={x.words} onChange={(e) => form.set('words', e.target.value)} />
        </Field>
        <LimitField value={x.limit} onChange={(l) => form.set('limit', l)} />
        {orders.length > 1 ? (
          <Checkbox checked={x.each} onChange={(e) => form.set('each', e.target.checked)}>
            {s.fields.eachOwn}
          </Checkbox>
        ) : null}
      </FormFrame>
    </>
  )
}
