import { Input, Select } from 'antd'
import { useSupervise, useSuperviseReasons } from '@/api/supervise'
import { Field } from '@/components/Field'
import { ProblemAlert } from '@/components/states'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { FormFrame } from '@/verbs/FormFrame'

const s = t.supervise

/** Proposes an order for a joint meeting. */
export function ProposeForm({ order, onDone }: { order: string; onDone: () => void }) {
  const reasons = useSuperviseReasons()
  const run = useSupervise(s.done.propose, onDone)
  const form = useForm<{ reason?: string; words: string }>({ words: '' }, (x) => ({
    reason: x.reason ? undefined : t.common.fieldChoose(s.fields.docketReason),
    words: x.words.trim() === '' ? t.common.fieldRequired(s.fields.docketWords) : undefined,
  }))
  const x = form.values
  return (
    <>
      {run.error ? <ProblemAlert problem={run.error} /> : null}
      <FormFrame
        label={s.actions.propose}
        busy={run.isPending}
        onSubmit={() => form.check() && run.mutate({ path: '/supervise/docket', body: { order_id: order, reason_code: x.reason, words: x.words.trim() } })}
      >
        <Field label={s.fields.docketReason} required error={form.faults.reason}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            loading={reasons.isPending}
            value={x.reason}
            onChange={(c: string) => form.set('reason', c)}
            options={reasons.data?.docket.map((r) => ({ value: r.code, label: r.label }))}
          />
        </Field>
        <Field label={s.fields.docketWords} required error={form.faults.words}>
          <Input.TextArea rows={5} maxLength={2000} value={x.words} onChange={(e) => form.set('words', e.target.value)} />
        </Field>
      </FormFrame>
    </>
  )
}
