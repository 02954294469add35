import { DeleteOutlined } from '@ant-design/icons'
import { Button, Checkbox, Input } from 'antd'
import { Field } from '@/components/Field'
import { outreachEdit as e } from '@/texts/zh/outreachEdit'
import { More, Whole } from './controls'
import type { Settings } from './model'

interface Props {
  value: Settings
  robot: boolean
  fault: (field: string) => string | undefined
  onChange: (patch: Partial<Settings>) => void
}

const numbers = [
  ['lines', e.lines, 1, 60],
  ['per_minute', e.perMinute, 1, 600],
  ['ring_seconds', e.ring, 10, 90],
  ['wait_seconds', e.wait, 2, 20],
] as const

type Rule = NonNullable<Settings['redial']>[number]

/** When people are called, how many at once, and when again. */
export function SettingsForm({ value: v, robot, fault, onChange }: Props) {
  const hours = v.hours ?? []
  const rules = v.redial ?? []
  const hour = (i: number, patch: Partial<{ from: string; to: string }>) => onChange({ hours: hours.map((h, n) => (n === i ? { ...h, ...patch } : h)) })
  const rule = (result: string, patch?: Partial<Rule>) => {
    const others = rules.filter((r) => r.result !== result)
    const now = rules.find((r) => r.result === result) ?? ({ result, times: 1, after_minutes: 30 } as Rule)
    onChange({ redial: patch ? [...others, { ...now, ...patch }] : others })
  }
  return (
    <div className="stack">
      <div className="stack" role="group" aria-label={e.hours}>
        {hours.map((h, i) => (
          <div key={i} className="step-row hours-row">
            <Field label={`${e.hour(i + 1)} ${e.from}`} error={fault(`hours[${i}]`) ?? fault(`hours[${i}].from`)}>
              <Input maxLength={5} placeholder="09:00" value={h.from} onChange={(x) => hour(i, { from: x.target.value })} />
            </Field>
            <Field label={`${e.hour(i + 1)} ${e.until}`} error={fault(`hours[${i}].to`)}>
              <Input maxLength={5} placeholder="18:00" value={h.to} onChange={(x) => hour(i, { to: x.target.value })} />
            </Field>
            <Button
              size="small"
              disabled={hours.length === 1}
              aria-label={e.removeRow(e.hour(i + 1))}
              icon={<DeleteOutlined aria-hidden="true" />}
              onClick={() => onChange({ hours: hours.filter((_, n) => n !== i) })}
            />
          </div>
        ))}
        <div className="row">
          <More label={e.addHour} disabled={hours.length >= 6} onClick={() => onChange({ hours: [...hours, { from: '', to: '' }] })} />
          <Checkbox checked={v.workdays_only} onChange={(x) => onChange({ workdays_only: x.target.checked })}>
            {e.workdays}
          </Checkbox>
        </div>
      </div>
      {robot ? (
        <div className="step-grid">
          {numbers.map(([key, label, min, max]) => (
            <Field key={key} label={label} hint={`${min} – ${max}`} error={fault(key)}>
              <Whole min={min} max={max} value={v[key]} onChange={(n) => onChange({ [key]: n })} />
            </Field>
          ))}
        </div>
      ) : null}
      <div className="stack" role="group" aria-label={e.redial}>
        <p className="muted">{e.redialHint}</p>
        {Object.entries(e.redialResults).map(([result, name]) => {
          const at = rules.findIndex((r) => r.result === result)
          const r = rules[at]
          return (
            <div key={result} className="redial-row">
              <Checkbox checked={!!r} onChange={(x) => rule(result, x.target.checked ? {} : undefined)}>
                {e.redialOn(name)}
              </Checkbox>
              {r ? (
                <>
                  <Field label={`${name} ${e.again}`} error={fault(`redial[${at}]`)}>
                    <Whole min={1} max={10} value={r.times} onChange={(times) => rule(result, { times })} />
                  </Field>
                  <Field label={`${name} ${e.after}`}>
                    <Whole min={1} max={10080} value={r.after_minutes} onChange={(after_minutes) => rule(result, { after_minutes })} />
                  </Field>
                </>
              ) : null}
            </div>
          )
        })}
      </div>
    </div>
  )
}
