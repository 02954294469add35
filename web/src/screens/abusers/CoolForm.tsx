import { App, Input, InputNumber } from 'antd'
import { useGuardCommand, type AbuserDetail } from '@/api/guard'
import { Field } from '@/components/Field'
import { ProblemAlert } from '@/components/states'
import { useForm } from '@/lib/useForm'
import { guard as g } from '@/texts/zh/guard'
import { FormFrame } from '@/verbs/FormFrame'

/** Whether words say something, and not too much. */
export const wordsWrong = (words: string) => (words.trim().length < 2 || words.trim().length > 200 ? g.wordsShort : undefined)

/** Lets a number cool down; what it takes is said where there is too little. */
export function CoolForm({ caller: c }: { caller: AbuserDetail }) {
  const { message } = App.useApp()
  const form = useForm({ hours: Math.min(24, c.hours_at_most), words: '' }, (v) => ({ words: wordsWrong(v.words) }))
  const cool = useGuardCommand(() => void message.success(g.done))
  const v = form.values
  if (!c.may_cool) return <p className="muted">{g.needs(c.needs_evidence, c.needs_threats)}</p>
  return (
    <FormFrame label={g.cool} danger busy={cool.isPending} onSubmit={() => form.check() && c.id && cool.mutate({ verb: 'cool', caller: c.id, hours: v.hours, words: v.words.trim() })}>
      <p className="muted">{g.coolHint(c.hours_at_most, c.second_over_hours)}</p>
      <p className="muted">{g.effect}</p>
      <p>{g.rule}</p>
      {cool.error ? <ProblemAlert problem={cool.error} compact /> : null}
      <Field label={g.hours} required>
        <InputNumber min={1} max={c.hours_at_most} precision={0} value={v.hours} onChange={(n) => form.set('hours', n ?? 1)} />
      </Field>
      <Field label={g.words} hint={g.wordsHint} required error={form.faults.words}>
        <Input maxLength={200} value={v.words} onChange={(e) => form.set('words', e.target.value)} />
      </Field>
    </FormFrame>
  )
}
