import { Radio } from 'antd'
import type { OrderParty } from '@/api/types'
import { ClockBadge } from '@/components/ClockBadge'
import { Field } from '@/components/Field'
import { t } from '@/texts'

interface Props {
  parts: OrderParty[]
  value?: string
  error?: string
  onChange: (id: string) => void
}

/** Which co-handling a form is about; a single one needs no choice, but its words are shown. */
export function PartPicker({ parts, value, error, onChange }: Props) {
  const chosen = parts.find((x) => x.id === value)
  return (
    <>
      {parts.length > 1 ? (
        <Field label={t.verbs.coUnit} group required error={error}>
          <Radio.Group
            value={value}
            onChange={(e) => onChange(e.target.value as string)}
            options={parts.map((x) => ({ value: x.id, label: x.unit_name }))}
          />
        </Field>
      ) : null}
      {chosen ? (
        <div className="part-asked">
          <div className="row">
            <strong>{chosen.unit_name}</strong>
            {chosen.due_at ? <ClockBadge withRemaining dueAt={chosen.due_at} level={chosen.due_level} clock={chosen.clock} /> : null}
          </div>
          <p className="words">
            <span className="muted">
              {t.order.asked}
              {t.common.colon}
            </span>
            {chosen.ask}
          </p>
          {chosen.reason ? (
            <p className="words">
              <span className="muted">
                {t.order.givenBack}
                {t.common.colon}
              </span>
              {[chosen.reason_name, chosen.reason].filter(Boolean).join(t.common.colon)}
            </p>
          ) : null}
        </div>
      ) : null}
    </>
  )
}
