import { Input, Select } from 'antd'
import { useSupervise, useSuperviseReasons } from '@/api/supervise'
import { Field } from '@/components/Field'
import { ProblemAlert } from '@/components/states'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { FormFrame } from '@/verbs/FormFrame'

const s = t.supervise

/** Takes a card back, with a coded reason. */
export function LiftForm({ card, onDone }: { card: string; onDone: () => void }) {
  const reasons = useSuperviseReasons()
  const run = useSupervise(s.done.lift, onDone)
  const form = useForm<{ code?: string; note: string }>({ note: '' }, (x) => ({
    code: x.code ? undefined : t.common.fieldChoose(s.fields.liftCode),
    note: x.note.trim() === '' ? t.common.fieldRequired(s.fields.liftNote) : undefined,
  }))
  const x = form.values
  return (
    <>
      {run.error ? <ProblemAlert problem={run.error} /> : null}
      <FormFrame
        danger
        label={s.actions.lift}
        busy={run.isPending}
        onSubmit={() => form.check() && run.mutate({ path: `/supervise/cards/${card}/lift`, body: { code: x.code, note: x.note.trim() } })}
      >
        <Field label={s.fields.liftCode} required error={form.faults.code}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            loading={reasons.isPending}
            value={x.code}
            onChange={(c: string) => form.set('code', c)}
            options={reasons.data?.lift.map((r) => ({ value: r.code, label: r.label }))}
          />
        </Field>
        <Field label={s.fields.liftNote} required error={form.faults.note}>
          <Input.TextArea rows={4} maxLength={2000} value={x.note} onChange={(e) => form.set('note', e.target.value)} />
        </Field>
      </FormFrame>
    </>
  )
}
