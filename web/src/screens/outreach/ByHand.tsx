import { Button, Checkbox, Input, Radio } from 'antd'
import { useEffect, useRef, useState } from 'react'
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
/** How often it is asked, a second apart, whether a call in vain is written down; then it was answered after all. */
const settles = 5
const empty = { result: undefined as (typeof results)[number] | undefined, note: '', bar: false }

/** Calls by people: the row first and then the call, or, as soon as the seat is ready, both at once. */
export function ByHand({ campaign: c }: { campaign: Campaign }) {
  const can = useCan()
  const phone = useTelephone()
  const queries = useQueryClient()
  const [turn, setTurn] = useState<CampaignTurn>()
  const [on, setOn] = useState(false)
  const [called, setCalled] = useState<string>()
  const [vain, setVain] = useState({ person: '', asked: 0 })
  const [paused, setPaused] = useState(false)
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
      if (x.person.state === 'calling' && x.person.id === vain.person && vain.asked < settles) {
        // The server has not written down yet that the call was in vain.
        setVain({ person: vain.person, asked: vain.asked + 1 })
        setPaused(true)
        return
      }
      setTurn(x)
      if (x.person.state === 'calling') setCalled(x.person.id) // it was answered, before a reload of the page perhaps
      else if (then === 'dial') call.mutate(x.person.id)
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
    onRefused: (refused) => {
      if (refused.code === 'outreach.not_claimed') setTurn(undefined)
    },
  })
  // The call as the seat sees it, as long as it stands. One that ends without an answer gives the person back by itself.
  const person = turn?.person.id
  const stands = person && called === person && phone?.call?.about === person ? phone.call.state : undefined
  const was = useRef<string>(undefined)
  const { reset } = form
  useEffect(() => {
    if (stands || was.current !== 'calling' || !person) {
      if (was.current !== 'talking' || !stands) was.current = stands
      return
    }
    // A moment later, since what the screen knows of the seat may be older than the call.
    const timer = setTimeout(() => {
      was.current = undefined
      setVain({ person, asked: 0 })
      setTurn(undefined)
      setCalled(undefined)
      reset(empty)
      void queries.invalidateQueries({ queryKey: [`/campaigns/${c.id}/people`] })
    }, 500)
    return () => clearTimeout(timer)
  }, [stands, person, reset, queries, c.id])
  useEffect(() => {
    if (!paused) return
    const timer = setTimeout(() => setPaused(false), 1000)
    return () => clearTimeout(timer)
  }, [paused])
  const ready = on && c.kind === 'progressive' && phone?.view.state === 'ready' && !phone.call && !turn && !paused && !next.isPending && !call.isPending
  const { mutate } = next
  useEffect(() => {
    if (ready) mutate('dial')
  }, [ready, mutate])
  if (!can(rights.outreachCall) || !phone?.view.served) return null
  const why = whyNotDial(phone.view)
  const problem = next.error ?? call.error ?? (turn ? null : save.error)
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
