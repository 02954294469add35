import { App, Input, Radio } from 'antd'
import { http } from '@/api/client'
import type { OwedCaller } from '@/api/types'
import { useCommand } from '@/api/useCommand'
import { Field } from '@/components/Field'
import { LocalTime } from '@/components/LocalTime'
import { ProblemAlert } from '@/components/states'
import { useForm } from '@/lib/useForm'
import { owed as owedTexts } from '@/texts/zh/owed'
import { FormFrame } from '@/verbs/FormFrame'

const o = owedTexts
const week = 7 * 24 * 3600_000
const empty = { result: undefined as keyof typeof o.results | undefined, note: '', next: undefined as string | undefined }

function soon(next?: string): boolean {
  const ahead = next ? Date.parse(next) - Date.now() : 1
  return ahead > 0 && ahead <= week
}

/** A call back in vain by a telephone that the exchange does not see. */
export function AttemptForm({ caller }: { caller: OwedCaller }) {
  const { message } = App.useApp()
  const form = useForm(empty, (v) => ({ result: v.result ? undefined : o.resultMissing, next: soon(v.next) ? undefined : o.nextWrong }))
  const v = form.values
  const save = useCommand((body: object, key) => http.post(`/owed-calls/${caller.id}/attempt`, body, { idempotencyKey: key }), {
    invalidates: [['/owed-calls']],
    onDone: () => {
      void message.success(o.saved)
      form.reset(empty)
    },
  })
  return (
    <FormFrame
      label={o.attempt}
      busy={save.isPending}
      onSubmit={() => form.check() && save.mutate({ result: v.result, note: v.note.trim() || undefined, next_at: v.next })}
    >
      <p className="muted">{o.attemptHint}</p>
      {save.error ? <ProblemAlert problem={save.error} compact /> : null}
      <Field label={o.result} group required error={form.faults.result}>
        <Radio.Group
          optionType="button"
          buttonStyle="solid"
          value={v.result}
          onChange={(e) => form.set('result', e.target.value as keyof typeof o.results)}
          options={Object.entries(o.results).map(([value, label]) => ({ value, label }))}
        />
      </Field>
      <Field label={o.next} hint={o.nextHint} error={form.faults.next}>
        <LocalTime value={v.next} onChange={(next) => form.set('next', next)} />
      </Field>
      <Field label={o.note}>
        <Input maxLength={200} value={v.note} onChange={(e) => form.set('note', e.target.value)} />
      </Field>
    </FormFrame>
  )
}
