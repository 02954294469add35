import { Input, Segmented } from 'antd'
import { useEffect } from 'react'
import { useDefaultUnit } from '@/api/reference'
import { Field } from '@/components/Field'
import { UnitPicker } from '@/components/pickers/UnitPicker'
import { t } from '@/texts'
import type { RequestDraft, RequestFaults, ThenVerb } from './model'

interface Props {
  request: RequestDraft
  faults: RequestFaults
  allowed: ThenVerb[]
  onChange: (patch: Partial<RequestDraft>) => void
}

const names: Record<ThenVerb, string> = {
  dispatch: t.desk.thenDispatch,
  answer: t.desk.thenAnswer,
  register: t.desk.thenRegister,
}

/** What happens with the request next: to a unit, answered at once, or only registered. */
export function ThenPart({ request: r, faults, allowed, onChange }: Props) {
  const d = t.desk
  const suggested = useDefaultUnit(r.category_id, r.division_code, r.then === 'dispatch')
  const unit = suggested.data?.unit_id ?? undefined
  useEffect(() => {
    if (r.then === 'dispatch' && !r.unitTouched && unit !== undefined && unit !== r.unit_id) onChange({ unit_id: unit })
  }, [unit, r.then, r.unitTouched, r.unit_id, onChange])

  return (
    <div className="desk-then">
      <Field label={d.then} group>
        <Segmented<ThenVerb>
          value={r.then}
          onChange={(then) => onChange({ then })}
          options={allowed.map((value) => ({ value, label: names[value] }))}
        />
      </Field>
      {r.then === 'dispatch' ? (
        <div className="fields">
          <Field
            label={d.thenUnit}
            required
            error={faults.unit_id}
            className="w6"
            hint={suggested.data?.unit_id ? d.thenSuggest(suggested.data.unit_name, suggested.data.why) : d.thenNoSuggest}
          >
            <UnitPicker value={r.unit_id} onChange={(unit_id) => onChange({ unit_id, unitTouched: unit_id !== undefined })} />
          </Field>
          <Field label={d.thenNote} className="w6">
            <Input maxLength={500} value={r.note} onChange={(e) => onChange({ note: e.target.value })} />
          </Field>
        </div>
      ) : null}
      {r.then === 'answer' ? (
        <Field
          label={d.answer}
          required
          error={faults.answer}
          hint={r.articles.length > 0 ? d.quoted(r.articles.length) + t.common.colon + r.articles.map((a) => a.title).join(t.common.separator) : d.answerHint}
        >
          <Input.TextArea
            className="desk-answer"
            autoSize={{ minRows: 3, maxRows: 10 }}
            maxLength={4000}
            value={r.answer}
            onChange={(e) => onChange({ answer: e.target.value })}
          />
        </Field>
      ) : null}
    </div>
  )
}
