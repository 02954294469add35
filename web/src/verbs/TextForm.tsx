import { Input } from 'antd'
import { Field } from '@/components/Field'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { FormFrame } from './FormFrame'
import type { VerbFormProps } from './useVerb'

interface Props extends VerbFormProps {
  label: string
  name: string
  /** The field of the body that takes the words. */
  into: string
  danger?: boolean
}

/** A verb that needs nothing but words: urge, supplement, note and the like. */
export function TextForm({ busy, send, label, name, into, danger }: Props) {
  const form = useForm({ text: '' }, (v) => ({ text: v.text.trim() === '' ? t.common.fieldRequired(name) : undefined }))
  return (
    <FormFrame label={label} busy={busy} danger={danger} onSubmit={() => form.check() && send({ [into]: form.values.text.trim() })}>
      <Field label={name} required error={form.faults.text}>
        <Input.TextArea
          autoFocus
          autoSize={{ minRows: 4, maxRows: 14 }}
          maxLength={4000}
          value={form.values.text}
          onChange={(e) => form.set('text', e.target.value)}
        />
      </Field>
    </FormFrame>
  )
}
