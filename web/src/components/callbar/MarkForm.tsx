import { App, Button, Checkbox, Input, Radio, Select } from 'antd'
import type { FormEvent } from 'react'
import { useMark, useMarkable } from '@/api/guard'
import { Field } from '@/components/Field'
import { Ask, EmptyState, ProblemAlert } from '@/components/states'
import { useForm } from '@/lib/useForm'
import { shortTime } from '@/lib/time'
import { guard as g } from '@/texts/zh/guard'
import './guard.css'

interface Props {
  /** The call that is spoken on. */
  call?: string
  warned?: boolean
  onDone: () => void
}

/** Marks a call as abusive: which of the seat's last ones, what conduct, and a note. */
export function MarkForm({ call, warned, onDone }: Props) {
  const { message } = App.useApp()
  const calls = useMarkable()
  const form = useForm({ call: call as string | undefined, kind: '', warned: !!warned, note: '' }, (v) => ({ kind: v.kind ? undefined : g.kindMissing }))
  const mark = useMark(() => {
    void message.success(g.marked)
    onDone()
  })
  const v = form.values
  return (
    <Ask query={calls} rows={3}>
      {({ items }) => {
        const open = items.filter((c) => !c.marked)
        const chosen = open.find((c) => c.id === (v.call ?? open[0]?.id))
        if (open.length === 0) return <EmptyState title={items.length > 0 ? g.markedBefore : g.noCalls} hint={g.noCallsHint} />
        const send = (e: FormEvent) => {
          e.preventDefault()
          if (form.check() && chosen?.id) mark.mutate({ call: chosen.id, kind: v.kind, warned: v.warned, note: v.note.trim() || undefined })
        }
        return (
          <form className="mark-form" onSubmit={send}>
            <p className="muted">{g.rule}</p>
            {mark.error ? <ProblemAlert problem={mark.error} compact /> : null}
            <Field label={g.which}>
              <Select
                value={chosen?.id ?? undefined}
                onChange={(id: string) => form.set('call', id)}
                options={open.map((c) => ({ value: c.id ?? '', label: g.call(c.phone_masked, shortTime(c.began_at)) }))}
              />
            </Field>
            <Field label={g.kind} group required error={form.faults.kind}>
              <Radio.Group
                optionType="button"
                value={v.kind}
                onChange={(e) => form.set('kind', e.target.value as string)}
                options={Object.entries(g.kinds).map(([value, label]) => ({ value, label }))}
              />
            </Field>
            <Checkbox checked={v.warned} onChange={(e) => form.set('warned', e.target.checked)}>
              {g.wasWarned}
            </Checkbox>
            <Field label={g.note} hint={g.noteHint}>
              <Input.TextArea rows={2} maxLength={500} value={v.note} onChange={(e) => form.set('note', e.target.value)} />
            </Field>
            <Button type="primary" danger htmlType="submit" loading={mark.isPending}>
              {g.mark}
            </Button>
          </form>
        )
      }}
    </Ask>
  )
}
