import { Button, Checkbox, Input, Radio } from 'antd'
import { useEffect, useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { http } from '@/api/client'
import { whyNotDial } from '@/api/dial'
import { seatKey } from '@/api/seat'
import type { Campaign, CampaignTurn, SeatView } from '@/api/types'
import { useCommand } from '@/api/useCommand'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { Field } from '@/components/Field'
import { ProblemAlert } from '@/components/states'
import { useForm } from '@/lib/useForm'
import { useTelephone } from '@/phone/telephone'
import { t } from '@/texts'
import { outreach as outreachTexts } from '@/texts/zh/outreach'
import { FormFrame } from '@/verbs/FormFrame'

const o = outreachTexts
const results = ['told', 'agreed', 'declined', 'not_person', 'later'] as const
const empty = { result: undefined as (typeof results)[number] | undefined, note: '', bar: false }

/** Calls by people: the row first and then the call, or, as soon as the seat is ready, both at once. */
export function ByHand({ campaign: c }: { campaign: Campaign }) {
  const can = useCan()
  const phone = useTelephone()
  const queries = useQueryClient()
  const [turn, setTurn] = useState<CampaignTurn>()
  const [on, setOn] = useState(false)
  const [called, setCalled] = useState<string>()
  const stale = [['/campaigns/{id}', c.id], [`/campaigns/${c.id}/people`]]
  const call = useCommand((person: string, key) => http.post<SeatView>(`/campaigns/${c.id}/people/${person}/dial`, {}, { idempotencyKey: key }), {
    invalidates: stale,
    onDone: (view, person) => {
      setCalled(person)
      queries.setQueryData(seatKey, view)
    },
    onRefused: () => setOn(false),
  })
  const next = useCommand((then: 'dial' | 'look', key) => http.post<CampaignTurn>(`/campaigns/${c.id}/next`, {}, { idempotencyKey: key + then }), {
    invalidates: stale,
    onDone: (x, then) => {
      setTurn(x)
      if (then === 'dial') call.mutate(x.person.id)
    },
    onRefused: () => setOn(false),
  })
  const form = useForm(empty, (v) => ({ result: v.result ? undefined : o.resultMissing }))
  const save = useCommand((body: object, key) => http.post(`/campaigns/${c.id}/people/${turn?.person.id ?? ''}/result`, body, { idempotencyKey: key }), {
    invalidates: stale,
    onDone: () => {
      setTurn(undefined)
      form.reset(empty)
    },
  })
  const ready = on && c.kind === 'progressive' && phone?.view.state === 'ready' && !phone.call && !turn && !next.isPending && !call.isPending
  const { mutate } = next
  useEffect(() => {
    if (ready) mutate('dial')
  }, [ready, mutate])
  if (!can(rights.outreachCall) || !phone?.view.served) return null
  const why = whyNotDial(phone.view)
  const problem = next.error ?? call.error
  return (
    <section className="stack" aria-label={o.hand}>
      <h3 className="side-title">{o.hand}</h3>
      <div className="row">
        {c.kind === 'progressive' ? (
          <Button type="primary" aria-pressed={on} onClick={() => setOn(!on)}>
            {on ? o.autoStop : o.auto}
          </Button>
        ) : (
          <Button loading={next.isPending} onClick={() => next.mutate('look')}>
            {o.next}
          </Button>
        )}
        {turn ? (
          <Button type="primary" disabled={!!why} title={why} loading={call.isPending} onClick={() => call.mutate(turn.person.id)}>
            {o.call}
          </Button>
        ) : null}
      </div>
      {problem ? <ProblemAlert problem={problem} compact /> : null}
      {turn ? (
        <>
          <p>
            <strong className="num">{turn.person.phone_masked}</strong> {Object.values(turn.person.words).join(t.common.separator)}
          </p>
          <ul>
            {turn.lines.map((l) => (
              <li key={l} className="words">
                {l}
              </li>
            ))}
          </ul>
          {called === turn.person.id ? (
            <FormFrame label={o.save} busy={save.isPending} onSubmit={() => form.check() && save.mutate({ result: form.values.result, note: form.values.note.trim() || undefined, bar: form.values.bar || undefined })}>
              {save.error ? <ProblemAlert problem={save.error} compact /> : null}
              <Field label={o.result} group error={form.faults.result}>
                <Radio.Group
                  optionType="button"
                  value={form.values.result}
                  onChange={(e) => form.set('result', e.target.value as (typeof results)[number])}
                  options={results.map((value) => ({ value, label: o.resultNames[value] }))}
                />
              </Field>
              <Field label={o.note}>
                <Input maxLength={200} value={form.values.note} onChange={(e) => form.set('note', e.target.value)} />
              </Field>
              <Checkbox checked={form.values.bar} onChange={(e) => form.set('bar', e.target.checked)}>
                {o.bar}
              </Checkbox>
            </FormFrame>
          ) : null}
        </>
      ) : null}
    </section>
  )
}
