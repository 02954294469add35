import { App, Button, Input, InputNumber, Radio } from 'antd'
import { useState } from 'react'
import { http } from '@/api/client'
import { useCommand } from '@/api/useCommand'
import type { GradeTable, Objection } from '@/api/types'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { Field } from '@/components/Field'
import { Panel } from '@/components/PageShell'
import { Tag } from '@/components/StateTag'
import { useForm } from '@/lib/useForm'
import { dateTime } from '@/lib/time'
import { EditDrawer } from '@/screens/admin/EditDrawer'
import { t } from '@/texts'
import { fairness as fairnessTexts } from '@/texts/zh/fairness'

const g = fairnessTexts.grades
const tones = { open: 'warn', upheld: 'good', rejected: 'plain' } as const

/** What units object to, and what was decided. */
export function Objections({ table }: { table: GradeTable }) {
  const can = useCan()
  const [deciding, setDeciding] = useState<Objection>()
  if (table.period.state !== 'published') return null
  const name = (code: string) => table.rules.indicators.find((i) => i.code === code)?.name ?? code
  return (
    <Panel title={g.objections}>
      {table.objections.length === 0 ? <p className="muted">{g.noObjections}</p> : null}
      <ul className="objections">
        {table.objections.map((o) => (
          <li key={o.id}>
            <div className="row">
              <strong>{`${o.unit_name} · ${name(o.indicator)}`}</strong>
              <Tag tone={tones[o.state]}>{g.objectionState[o.state]}</Tag>
              <span className="muted">{`${o.by_name} ${dateTime(o.at)}`}</span>
              {o.state === 'open' && can(rights.gradeDecide) ? (
                <Button size="small" onClick={() => setDeciding(o)}>
                  {g.decide}
                </Button>
              ) : null}
            </div>
            <p className="words">{o.reason}</p>
            {o.note ? (
              <p className="muted words">
                {g.decisionNote}
                {t.common.colon}
                {o.note} {o.decided_by_name}
              </p>
            ) : null}
          </li>
        ))}
      </ul>
      {deciding ? <Decide table={table} objection={deciding} onClose={() => setDeciding(undefined)} /> : null}
    </Panel>
  )
}

function Decide({ table, objection, onClose }: { table: GradeTable; objection: Objection; onClose: () => void }) {
  const { message } = App.useApp()
  const cell = table.items.find((u) => u.unit_id === objection.unit_id)?.cells.find((c) => c.indicator === objection.indicator)
  const form = useForm({ uphold: false, note: '', n: cell?.n ?? 0, x: cell?.x ?? 0 }, (v) => ({ note: v.note.trim() === '' ? g.decisionMissing : undefined }))
  const v = form.values
  const send = useCommand<object, Objection>((body, key) => http.post(`/objections/${objection.id}/decide`, body, { idempotencyKey: key }), {
    invalidates: [['/grade-periods/{id}']],
    onDone: () => {
      void message.success(g.decided)
      onClose()
    },
    onRefused: form.refuse,
  })
  return (
    <EditDrawer
      title={g.decide}
      busy={send.isPending}
      problem={send.error}
      onClose={onClose}
      onSave={() => form.check() && send.mutate({ uphold: v.uphold, note: v.note.trim(), ...(v.uphold ? { n: v.n, x: v.x } : {}) })}
    >
      <p className="words">{objection.reason}</p>
      <Field label={g.decision} group required>
        <Radio.Group
          optionType="button"
          buttonStyle="solid"
          value={v.uphold}
          onChange={(e) => form.set('uphold', e.target.value as boolean)}
          options={[
            { value: true, label: g.uphold },
            { value: false, label: g.reject },
          ]}
        />
      </Field>
      {v.uphold ? (
        <>
          <Field label={g.rightX} required error={form.faults.x}>
            <InputNumber min={0} precision={0} value={v.x} onChange={(n) => form.set('x', n ?? 0)} />
          </Field>
          <Field label={g.rightN} required error={form.faults.n}>
            <InputNumber min={0} precision={0} value={v.n} onChange={(n) => form.set('n', n ?? 0)} />
          </Field>
        </>
      ) : null}
      <Field label={g.decisionNote} required error={form.faults.note}>
        <Input.TextArea rows={4} maxLength={2000} value={v.note} onChange={(e) => form.set('note', e.target.value)} />
      </Field>
    </EditDrawer>
  )
}
