import { Radio } from 'antd'
import { Field } from '@/components/Field'
import type { FormState } from '@/lib/useForm'
import { t } from '@/texts'
import type { AttemptValues } from './attempt'

const f = t.followup

/** The three questions that are asked of a citizen, first and at a recheck. */
export function AnswerFields({ form }: { form: FormState<AttemptValues> }) {
  const v = form.values
  return (
    <>
      <Field label={f.contacted} group required error={form.faults.contacted}>
        <Radio.Group
          optionType="button"
          buttonStyle="solid"
          value={v.contacted}
          onChange={(e) => form.set('contacted', e.target.value as boolean)}
          options={[
            { value: true, label: t.common.yes },
            { value: false, label: t.common.no },
          ]}
        />
      </Field>
      <Field label={f.resolved} group required error={form.faults.resolved}>
        <Radio.Group
          optionType="button"
          buttonStyle="solid"
          value={v.resolved}
          onChange={(e) => form.set('resolved', e.target.value as 'yes' | 'partly' | 'no')}
          options={(['yes', 'partly', 'no'] as const).map((value) => ({ value, label: t.words.resolved[value] }))}
        />
      </Field>
      <Field label={f.satisfaction} group required error={form.faults.satisfaction}>
        <Radio.Group
          optionType="button"
          buttonStyle="solid"
          value={v.satisfaction}
          onChange={(e) => form.set('satisfaction', e.target.value as number)}
          options={[5, 4, 3, 2, 1].map((value) => ({ value, label: t.words.satisfaction[value] ?? String(value) }))}
        />
      </Field>
    </>
  )
}

/** Whether the call went through at all. */
export function ReachedField({ form }: { form: FormState<AttemptValues> }) {
  return (
    <Field label={f.reached} group required>
      <Radio.Group
        optionType="button"
        buttonStyle="solid"
        value={form.values.reached}
        onChange={(e) => form.set('reached', e.target.value as boolean)}
        options={[
          { value: true, label: f.reachedYes },
          { value: false, label: f.reachedNo },
        ]}
      />
    </Field>
  )
}
