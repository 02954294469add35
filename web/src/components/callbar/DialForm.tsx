import { Button, Input, Radio } from 'antd'
import type { FormEvent } from 'react'
import { useDial } from '@/api/dial'
import { Field } from '@/components/Field'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'

const d = t.dial
const empty = { number: '', purpose: undefined as string | undefined }

/** What is called, and for what. */
export function DialForm({ onDone }: { onDone: () => void }) {
  const form = useForm(empty, (v) => ({
    number: /^\+?\d{3,20}$/.test(v.number.replace(/[\s()-]/g, '')) ? undefined : d.numberMissing,
    purpose: v.purpose ? undefined : d.purposeMissing,
  }))
  const call = useDial({
    onDone: () => {
      onDone()
      form.reset(empty)
    },
  })
  const v = form.values
  const send = (e: FormEvent) => {
    e.preventDefault()
    if (form.check()) call.mutate({ number: v.number, purpose: v.purpose! })
  }
  return (
    <form className="stack dial-pad" onSubmit={send}>
      <Field label={d.number} required hint={d.numberHint} error={form.faults.number}>
        <Input autoFocus inputMode="tel" autoComplete="off" maxLength={30} value={v.number} onChange={(e) => form.set('number', e.target.value)} />
      </Field>
      <Field label={d.purpose} group required error={form.faults.purpose}>
        <Radio.Group
          optionType="button"
          value={v.purpose}
          onChange={(e) => form.set('purpose', e.target.value as string)}
          options={Object.entries(d.purposes).map(([value, label]) => ({ value, label }))}
        />
      </Field>
      <Button type="primary" htmlType="submit" loading={call.isPending}>
        {d.call}
      </Button>
    </form>
  )
}
