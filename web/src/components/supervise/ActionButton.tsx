import { Button, Drawer, Input } from 'antd'
import { useState, type ReactNode } from 'react'
import { useSupervise, type SuperviseCall } from '@/api/supervise'
import { Field } from '@/components/Field'
import { ProblemAlert } from '@/components/states'
import { usePhone } from '@/lib/useMedia'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { FormFrame } from '@/verbs/FormFrame'

interface ButtonProps {
  label: string
  title?: string
  primary?: boolean
  danger?: boolean
  small?: boolean
  disabled?: boolean
  /** The form; close it when it is done. */
  children: (close: () => void) => ReactNode
}

/** A button that opens the form of one action in a side sheet. */
export function ActionButton({ label, title, primary, danger, small, disabled, children }: ButtonProps) {
  const [open, setOpen] = useState(false)
  const phone = usePhone()
  return (
    <>
      <Button type={primary ? 'primary' : 'default'} danger={danger} size={small ? 'small' : undefined} disabled={disabled} onClick={() => setOpen(true)}>
        {label}
      </Button>
      <Drawer open={open} title={title ?? label} size={phone ? '100%' : 560} onClose={() => setOpen(false)} destroyOnHidden>
        {open ? children(() => setOpen(false)) : null}
      </Drawer>
    </>
  )
}

interface WordsProps {
  label: string
  field: string
  hint?: string
  /** May be left empty. */
  optional?: boolean
  danger?: boolean
  done: string
  call: (words: string) => SuperviseCall
  onDone?: () => void
  children?: ReactNode
}

/** A form of nothing but words. */
export function WordsForm({ label, field, hint, optional, danger, done, call, onDone, children }: WordsProps) {
  const run = useSupervise(done, () => onDone?.())
  const form = useForm<{ words: string }>({ words: '' }, (x) => ({
    words: !optional && x.words.trim() === '' ? t.common.fieldRequired(field) : undefined,
  }))
  return (
    <>
      {run.error ? <ProblemAlert problem={run.error} /> : null}
      <FormFrame label={label} busy={run.isPending} danger={danger} onSubmit={() => form.check() && run.mutate(call(form.values.words.trim()))}>
        {children}
        <Field label={field} required={!optional} hint={hint} error={form.faults.words}>
          <Input.TextArea rows={5} maxLength={2000} value={form.values.words} onChange={(e) => form.set('words', e.target.value)} />
        </Field>
      </FormFrame>
    </>
  )
}
