import { Input, Segmented } from 'antd'
import { useEffect, useMemo } from 'react'
import { useSuggestionFor, type MatterAsked } from '@/api/catalogue'
import { useHotlines, useUnits } from '@/api/reference'
import type { Unit } from '@/api/types'
import { Field } from '@/components/Field'
import { UnitPicker } from '@/components/pickers/UnitPicker'
import { useDebounced } from '@/lib/useDebounced'
import { t } from '@/texts'
import { accusedOf, toParty, type RequestDraft, type RequestFaults, type ThenVerb } from './model'
import { RefusePart } from './RefusePart'

interface Props {
  request: RequestDraft
  door: string
  /** The number that was called. */
  hotline?: string
  faults: RequestFaults
  allowed: ThenVerb[]
  onChange: (patch: Partial<RequestDraft>) => void
}

const names: Record<ThenVerb, string> = {
  dispatch: t.desk.thenDispatch,
  answer: t.desk.thenAnswer,
  register: t.desk.thenRegister,
  refuse: t.remit.then,
}

/** What is asked about the request: it changes when the form has rested for a moment. */
function useMatter(r: RequestDraft, door: string): MatterAsked {
  const { category_id, division_code, kind, business, topics, accused, title, content } = r
  const accused_parties = accusedOf(r).map(toParty)
  const settled = useDebounced(JSON.stringify({ category_id, division_code, kind, door, business, topics, accused, accused_parties, title: title.slice(0, 120), content }), 400)
  return useMemo(() => JSON.parse(settled) as MatterAsked, [settled])
}

/** The sub-centre whose number was called: requests on it are that sub-centre's unless the seat decides otherwise. */
function useSubCentreOf(hotline?: string): Unit | undefined {
  const hotlines = useHotlines()
  const units = useUnits()
  return useMemo(() => {
    const line = hotlines.data?.find((h) => h.number === hotline && h.active && h.mode === 'sub_centre')
    const of = line && units.data?.find((u) => u.id === line.unit_id)
    const sub = of && (of.kind === 'subcentre' ? of : units.data?.find((u) => u.id === of.sub_centre_id))
    return sub?.active ? sub : undefined
  }, [hotlines.data, units.data, hotline])
}

/** What happens with the request next: to a unit, answered at once, or only registered. */
export function ThenPart({ request: r, door, hotline, faults, allowed, onChange }: Props) {
  const d = t.desk
  const suggested = useSuggestionFor(useMatter(r, door), r.then === 'dispatch' && !!r.division_code)
  const best = suggested.data?.candidates[0]
  const owner = useSubCentreOf(hotline)
  const ours = owner && !r.sealed ? owner : undefined
  const offered = allowed.filter((v) => v !== 'answer' || !ours || r.then === 'answer') // what the sub-centre answers, the centre does not
  const unit = ours?.id ?? best?.unit_id ?? undefined
  const reason = best ? best.reasons.map((x) => x.text).join(t.common.separator) : ''
  const suggestion = ours ? d.thenSubCentre(hotline!, ours.short_name || ours.name) : best ? d.thenSuggest(best.unit_name, reason) + (suggested.data?.first_receiver ? t.common.separator + t.catalogue.suggest.first : '') : undefined
  useEffect(() => {
    if (r.then === 'dispatch' && !r.unitTouched && unit !== undefined && unit !== r.unit_id) onChange({ unit_id: unit })
  }, [unit, r.then, r.unitTouched, r.unit_id, onChange])

  return (
    <div className="desk-then">
      <Field label={d.then} group>
        <Segmented<ThenVerb>
          value={r.then}
          onChange={(then) => onChange({ then })}
          options={offered.map((value) => ({ value, label: names[value] }))}
        />
      </Field>
      {r.then === 'dispatch' ? (
        <>
          <Field
            label={d.thenUnit}
            required
            error={faults.unit_id}
            className="desk-then-unit"
            hint={suggestion ? <span title={suggestion}>{suggestion}</span> : d.thenNoSuggest}
          >
            <UnitPicker value={r.unit_id} onChange={(unit_id) => onChange({ unit_id, unitTouched: unit_id !== undefined })} />
          </Field>
          <Field label={d.thenNote} className="desk-then-note">
            <Input maxLength={500} value={r.note} onChange={(e) => onChange({ note: e.target.value })} />
          </Field>
        </>
      ) : null}
      {r.then === 'refuse' ? <RefusePart refuse={r.refuse} fault={faults.refuse} onChange={(p) => onChange({ refuse: { ...r.refuse, ...p } })} /> : null}
      {r.then === 'answer' ? (
        <Field
          label={d.answer}
          required
          error={faults.answer}
          className="desk-then-answer"
          hint={r.articles.length > 0 ? d.quoted(r.articles.length) + t.common.colon + r.articles.map((a) => a.title).join(t.common.separator) : d.answerHint}
        >
          <Input.TextArea
            className="desk-answer"
            autoSize={{ minRows: 3, maxRows: 6 }}
            maxLength={4000}
            value={r.answer}
            onChange={(e) => onChange({ answer: e.target.value })}
          />
        </Field>
      ) : null}
    </div>
  )
}
