import { InputNumber, Select, Space } from 'antd'
import type { LimitAsked } from '@/api/types'
import { Field } from '@/components/Field'
import { t } from '@/texts'

const f = t.supervise.fields

/** How long something may take; left empty, the preset decides. */
export function LimitField({ value, onChange, label = f.limit }: { value: LimitAsked; onChange: (l: LimitAsked) => void; label?: string }) {
  const unit = value.unit ?? 'working_day'
  return (
    <Field label={label} group hint={f.limitHint}>
      <Space.Compact>
        <InputNumber
          aria-label={label}
          min={1}
          max={unit === 'working_day' ? 60 : 240}
          value={value.n}
          onChange={(n) => onChange(n ? { unit, n } : {})}
        />
        <Select
          aria-label={t.supervise.chain.amountUnit}
          style={{ width: 130 }}
          value={unit}
          onChange={(u) => onChange({ ...value, unit: u })}
          options={[
            { value: 'working_day' as const, label: f.workingDays },
            { value: 'working_hour' as const, label: f.workingHours },
          ]}
        />
      </Space.Compact>
    </Field>
  )
}

/** A limit as it is sent: nothing at all when no number was given. */
export const limitOf = (l: LimitAsked) => (l.n ? { limit: { unit: l.unit ?? 'working_day', n: l.n } } : {})
