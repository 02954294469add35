import { Radio } from 'antd'
import { useEffect } from 'react'
import { accusedName, useAccusedMatches } from '@/api/accused'
import type { AccusedMatch } from '@/api/types'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { Field } from '@/components/Field'
import { UnitPicker } from '@/components/pickers/UnitPicker'
import { useDebounced } from '@/lib/useDebounced'
import { t } from '@/texts'
import { accusedOf, type AccusedDraft, type RequestDraft } from './model'

const a = t.accused
const keyOf = (m: { unit_id?: string | null; staff_id?: string | null }) => `${m.unit_id ?? ''}/${m.staff_id ?? ''}`

interface Props {
  request: RequestDraft
  onChange: (patch: Partial<RequestDraft>) => void
}

/** Whom the request complains about: what its words seem to name is asked, and a unit may be pointed out. */
export function AccusedPart({ request: r, onChange }: Props) {
  const can = useCan()
  const may = can(rights.accuse)
  const parties = accusedOf(r)
  const words = useDebounced(r.accused, 400)
  const found = useAccusedMatches(words, may)
  const matches = words.trim().length > 1 ? (found.data ?? []) : []
  const named = parties.find((x) => x.unit_id && x.pointed)

  // What is no longer named in the words is no longer answered.
  const keys = matches.map(keyOf).join()
  useEffect(() => {
    if (found.isFetching) return
    const kept = parties.filter((x) => x.pointed || keys.split(',').includes(keyOf(x)))
    if (kept.length !== parties.length) onChange({ accused_parties: kept })
  }, [keys, found.isFetching, parties, onChange])

  function answer(m: AccusedMatch, is: boolean) {
    const rest = parties.filter((x) => x.pointed || keyOf(x) !== keyOf(m))
    const party: AccusedDraft = { unit_id: m.unit_id ?? undefined, staff_id: m.staff_id ?? undefined, rejected: is ? undefined : true }
    onChange({ accused_parties: [...rest, party] })
  }
  function point(unit_id?: string) {
    const rest = parties.filter((x) => !x.pointed)
    onChange({ accused_parties: unit_id ? [...rest, { unit_id, pointed: true }] : rest })
  }
  if (!may) return null
  return (
    <>
      {matches.length > 0 ? (
        <div className="advice" role="status">
          <strong>{a.ask}</strong>
          <span>{a.askHint}</span>
          {matches.map((m) => {
            const given = parties.find((x) => !x.pointed && keyOf(x) === keyOf(m))
            return (
              <Field key={keyOf(m)} label={accusedName(m)} group>
                <Radio.Group
                  value={given === undefined ? undefined : given.rejected ? 'no' : 'yes'}
                  onChange={(e) => answer(m, e.target.value === 'yes')}
                  options={[
                    { value: 'yes', label: a.yes },
                    { value: 'no', label: a.no },
                  ]}
                />
              </Field>
            )
          })}
        </div>
      ) : null}
      <Field label={a.unit} hint={a.unitHint} className="w6 desk-accused">
        <UnitPicker value={named?.unit_id} only={(u) => u.kind !== 'centre'} onChange={point} />
      </Field>
    </>
  )
}
