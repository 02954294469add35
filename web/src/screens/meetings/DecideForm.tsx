import { Button, Input } from 'antd'
import { useSupervise } from '@/api/supervise'
import type { DocketItem, LimitAsked, MeetingView } from '@/api/types'
import { Field } from '@/components/Field'
import { UnitPicker } from '@/components/pickers/UnitPicker'
import { ProblemAlert } from '@/components/states'
import { LimitField, limitOf } from '@/components/supervise/LimitField'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { FormFrame } from '@/verbs/FormFrame'

const m = t.meetings

interface Part {
  unit_id?: string
  words: string
  limit: LimitAsked
}

/** What the meeting decided on one item: it binds the order at once. */
export function DecideForm({ meeting, item, onDone }: { meeting: MeetingView; item: DocketItem; onDone: () => void }) {
  const run = useSupervise(m.done.decide, onDone)
  const form = useForm<{ decision: string; lead: Part; helpers: Part[] }>({ decision: '', lead: { words: '', limit: {} }, helpers: [] }, (x) => ({
    decision: x.decision.trim() === '' ? t.common.fieldRequired(m.decision) : undefined,
    lead: !x.lead.unit_id ? t.common.fieldChoose(m.lead) : x.lead.words.trim() === '' ? t.common.fieldRequired(m.leadWords) : undefined,
    helpers: x.helpers.some((h) => !h.unit_id || h.words.trim() === '') ? t.common.fieldRequired(m.helper(1)) : undefined,
  }))
  const x = form.values
  const setHelper = (i: number, patch: Partial<Part>) => form.set('helpers', x.helpers.map((h, n) => (n === i ? { ...h, ...patch } : h)))
  const part = (p: Part) => ({ unit_id: p.unit_id, words: p.words.trim(), ...limitOf(p.limit) })
  return (
    <>
      {run.error ? <ProblemAlert problem={run.error} /> : null}
      <FormFrame
        label={m.decide}
        busy={run.isPending}
        onSubmit={() =>
          form.check() &&
          run.mutate({
            path: `/meetings/${meeting.id}/items/${item.id}/decide`,
            body: { version: item.version, decision: x.decision.trim(), lead: part(x.lead), helpers: x.helpers.map(part) },
          })
        }
      >
        <p className="quote-box words">{`${item.number} ${item.title}`}</p>
        <Field label={m.decision} required error={form.faults.decision}>
          <Input.TextArea rows={4} maxLength={2000} value={x.decision} onChange={(e) => form.set('decision', e.target.value)} />
        </Field>
        <Field label={m.lead} required error={form.faults.lead}>
          <UnitPicker value={x.lead.unit_id} onChange={(id) => form.set('lead', { ...x.lead, unit_id: id })} />
        </Field>
        <Field label={m.leadWords} required>
          <Input.TextArea rows={2} maxLength={2000} value={x.lead.words} onChange={(e) => form.set('lead', { ...x.lead, words: e.target.value })} />
        </Field>
        <LimitField label={m.limitOf(m.lead)} value={x.lead.limit} onChange={(limit) => form.set('lead', { ...x.lead, limit })} />
        {x.helpers.map((h, i) => (
          <div key={i} className="stack">
            <Field label={m.helper(i + 1)} required error={form.faults.helpers}>
              <UnitPicker value={h.unit_id} only={(u) => u.id !== x.lead.unit_id} onChange={(id) => setHelper(i, { unit_id: id })} />
            </Field>
            <Field label={m.helperWords(i + 1)} required>
              <Input.TextArea rows={2} maxLength={2000} value={h.words} onChange={(e) => setHelper(i, { words: e.target.value })} />
            </Field>
            <LimitField label={m.limitOf(m.helper(i + 1))} value={h.limit} onChange={(limit) => setHelper(i, { limit })} />
          </div>
        ))}
        <Button onClick={() => form.set('helpers', [...x.helpers, { words: '', limit: {} }])}>{m.addHelper}</Button>
      </FormFrame>
    </>
  )
}
