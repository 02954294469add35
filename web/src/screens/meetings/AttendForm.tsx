import { Input, Select } from 'antd'
import { useState } from 'react'
import { useSupervise } from '@/api/supervise'
import type { MeetingView } from '@/api/types'
import { Field } from '@/components/Field'
import { ProblemAlert } from '@/components/states'
import { t } from '@/texts'
import { FormFrame } from '@/verbs/FormFrame'

const m = t.meetings

/** Who came, as the minutes will name them. */
export function AttendForm({ x, onDone }: { x: MeetingView; onDone: () => void }) {
  const run = useSupervise(m.done.attend, onDone)
  const [rows, setRows] = useState(x.guests.map((g) => ({ ...g, came: g.came || 'yes' })))
  const set = (i: number, patch: { came?: string; person?: string }) => setRows(rows.map((r, n) => (n === i ? { ...r, ...patch } : r)))
  return (
    <>
      {run.error ? <ProblemAlert problem={run.error} /> : null}
      <FormFrame
        label={m.attend}
        busy={run.isPending}
        onSubmit={() =>
          run.mutate({
            path: `/meetings/${x.id}/attend`,
            body: {
              version: x.version,
              guests: rows.map((r) => ({ unit_id: r.unit_id, staff_id: r.staff_id ?? undefined, came: r.came, person: r.person.trim() || undefined })),
            },
          })
        }
      >
        {rows.map((r, i) => (
          <div key={(r.unit_id ?? '') + (r.staff_id ?? '')} className="guest-row" role="group" aria-label={r.unit_name}>
            <strong>{r.unit_name}</strong>
            <Field label={`${r.unit_name} ${m.attendance}`}>
              <Select value={r.came} onChange={(came: string) => set(i, { came })} options={['yes', 'deputy', 'no'].map((value) => ({ value, label: m.came[value] }))} />
            </Field>
            <Field label={`${r.unit_name} ${m.person}`}>
              <Input maxLength={100} value={r.person} onChange={(e) => set(i, { person: e.target.value })} />
            </Field>
          </div>
        ))}
      </FormFrame>
    </>
  )
}
