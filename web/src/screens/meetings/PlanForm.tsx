import { ArrowUpOutlined, DeleteOutlined } from '@ant-design/icons'
import { Button, Input, Select } from 'antd'
import { useList } from '@/api/lists'
import { useUnitName } from '@/api/reference'
import { useSupervise } from '@/api/supervise'
import type { DocketItem, MeetingView } from '@/api/types'
import { Field } from '@/components/Field'
import { LocalTime } from '@/components/LocalTime'
import { UnitPicker } from '@/components/pickers/UnitPicker'
import { ProblemAlert } from '@/components/states'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { FormFrame } from '@/verbs/FormFrame'

const m = t.meetings

interface Props {
  /** The meeting to change; none: a new one. */
  meeting?: MeetingView
  agenda?: DocketItem[]
  onDone: (id: string) => void
}

interface Values {
  title: string
  at?: string
  place: string
  chair: string
  agenda: DocketItem[]
  guests: { unit_id: string; staff_id?: string }[]
}

/** A meeting as it is planned: time and place, the agenda in order, who is to come. */
export function PlanForm({ meeting, agenda = [], onDone }: Props) {
  const run = useSupervise<MeetingView>(meeting ? m.done.edit : m.done.plan, (out) => onDone(out.id))
  const docket = useList<DocketItem>('/supervise/docket', { state: 'proposed', limit: 200 })
  const unitName = useUnitName()
  const form = useForm<Values>(
    {
      title: meeting?.title ?? '',
      at: meeting?.at,
      place: meeting?.place ?? '',
      chair: meeting?.chair ?? '',
      agenda: meeting?.agenda ?? agenda,
      guests: meeting?.guests.map((g) => ({ unit_id: g.unit_id!, staff_id: g.staff_id ?? undefined })) ?? [],
    },
    (x) => ({
      title: x.title.trim() === '' ? t.common.fieldRequired(m.name) : undefined,
      at: x.at ? undefined : t.common.fieldRequired(m.at),
      place: x.place.trim() === '' ? t.common.fieldRequired(m.place) : undefined,
    }),
  )
  const x = form.values
  const free = docket.rows.filter((d) => !x.agenda.some((a) => a.id === d.id))
  const move = (i: number) => {
    const next = [...x.agenda]
    const [item] = next.splice(i, 1)
    next.splice(i - 1, 0, item!)
    form.set('agenda', next)
  }
  function send() {
    if (!form.check()) return
    const body = { title: x.title.trim(), at: x.at, place: x.place.trim(), chair: x.chair.trim() || undefined, agenda: x.agenda.map((d) => d.id), guests: x.guests }
    run.mutate(meeting ? { path: `/meetings/${meeting.id}/edit`, body: { ...body, version: meeting.version } } : { path: '/meetings', body })
  }
  return (
    <>
      {run.error ? <ProblemAlert problem={run.error} /> : null}
      <FormFrame label={meeting ? m.edit : m.plan} busy={run.isPending} onSubmit={send}>
        <Field label={m.name} required error={form.faults.title}>
          <Input maxLength={100} value={x.title} onChange={(e) => form.set('title', e.target.value)} />
        </Field>
        <Field label={m.at} required error={form.faults.at}>
          <LocalTime value={x.at} onChange={(at) => form.set('at', at)} />
        </Field>
        <Field label={m.place} required error={form.faults.place}>
          <Input maxLength={100} value={x.place} onChange={(e) => form.set('place', e.target.value)} />
        </Field>
        <Field label={m.chair}>
          <Input maxLength={100} value={x.chair} onChange={(e) => form.set('chair', e.target.value)} />
        </Field>
        <Field label={m.pickAgenda} group>
          <div>
            {x.agenda.length === 0 ? <p className="muted">{m.noItems}</p> : null}
            <ol className="agenda">
              {x.agenda.map((d, i) => (
                <li key={d.id}>
                  <span className="num">{d.number}</span> {d.title}{' '}
                  {i > 0 ? <Button size="small" type="text" icon={<ArrowUpOutlined />} aria-label={m.up(i + 1)} onClick={() => move(i)} /> : null}
                  <Button
                    size="small"
                    type="text"
                    danger
                    icon={<DeleteOutlined />}
                    aria-label={m.remove(i + 1)}
                    onClick={() => form.set('agenda', x.agenda.filter((a) => a.id !== d.id))}
                  />
                </li>
              ))}
            </ol>
          </div>
        </Field>
        <Field label={m.addItem}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            key={x.agenda.length}
            value={null}
            placeholder={m.addItem}
            loading={docket.loading}
            onChange={(id: string | null) => {
              const found = free.find((d) => d.id === id)
              if (found) form.set('agenda', [...x.agenda, found])
            }}
            options={free.map((d) => ({ value: d.id, label: `${d.number} ${d.title}` }))}
          />
        </Field>
        <Field label={m.guests} group>
          <ul className="behind">
            {x.guests.map((g, i) => (
              <li key={g.unit_id + (g.staff_id ?? '')} className="row">
                {unitName(g.unit_id)}
                <Button
                  size="small"
                  type="text"
                  danger
                  icon={<DeleteOutlined />}
                  aria-label={m.removeGuest(unitName(g.unit_id) ?? '')}
                  onClick={() => form.set('guests', x.guests.filter((_, n) => n !== i))}
                />
              </li>
            ))}
          </ul>
        </Field>
        <Field label={m.addGuest}>
          <UnitPicker
            key={x.guests.length}
            value={undefined}
            only={(u) => !x.guests.some((g) => g.unit_id === u.id)}
            onChange={(id) => id && form.set('guests', [...x.guests, { unit_id: id }])}
          />
        </Field>
      </FormFrame>
    </>
  )
}
