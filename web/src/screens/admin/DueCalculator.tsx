import { useQuery } from '@tanstack/react-query'
import { Button, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { http } from '@/api/client'
import type { DueAnswer } from '@/api/types'
import { ClockDays } from '@/components/ClockBadge'
import { Field } from '@/components/Field'
import { LocalTime } from '@/components/LocalTime'
import { Panel } from '@/components/PageShell'
import { Loading, ProblemAlert } from '@/components/states'
import { dateTime } from '@/lib/time'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { usePresets } from '@/api/reference'

const k = t.admin.clock

/** Tries a due time out and shows every day it counted. */
export function DueCalculator() {
  const presets = usePresets()
  const [asked, setAsked] = useState<Record<string, string | number | undefined>>()
  const form = useForm<{ preset: string; limit?: string; from?: string; days: number | null }>(
    { preset: 'default', from: new Date().toISOString(), days: null },
    (v) => ({
      from: v.from ? undefined : k.fromMissing,
      limit: v.limit || v.days !== null ? undefined : k.limitMissing,
    }),
  )
  const v = form.values
  const preset = presets.data?.items.find((p) => p.name === v.preset) ?? presets.data?.items[0]
  const due = useQuery({
    queryKey: ['/clock/due', asked],
    queryFn: ({ signal }) => http.get<DueAnswer>('/clock/due', asked, signal),
    enabled: asked !== undefined,
    retry: false,
  })
  return (
    <Panel title={k.calculator}>
      <form
        className="stack"
        noValidate
        onSubmit={(e) => {
          e.preventDefault()
          if (form.check())
            setAsked({ preset: preset?.name, limit: v.days === null ? v.limit : undefined, from: v.from, days: v.days ?? undefined })
        }}
      >
        <Field label={k.preset}>
          <Select
            value={preset?.name}
            onChange={(p: string) => form.patch({ preset: p, limit: undefined })}
            options={presets.data?.items.map((p) => ({ value: p.name, label: p.title }))}
          />
        </Field>
        <Field label={k.limit} error={form.faults.limit}>
          <Select
            allowClear
            value={v.limit}
            onChange={(l?: string) => form.set('limit', l)}
            options={preset?.limits.map((l) => ({ value: l.name, label: l.title }))}
          />
        </Field>
        <Field label={k.from} required error={form.faults.from}>
          <LocalTime value={v.from} onChange={(iso) => form.set('from', iso)} />
        </Field>
        <Field label={k.days} hint={k.daysHint}>
          <InputNumber min={0} max={3650} style={{ width: '100%' }} value={v.days} onChange={(n) => form.patch({ days: n })} />
        </Field>
        <Button type="primary" htmlType="submit">
          {k.compute}
        </Button>
      </form>
      {due.isFetching ? <Loading rows={3} /> : null}
      {due.error ? <ProblemAlert problem={due.error} /> : null}
      {due.data && !due.isFetching ? (
        <div className="due-result" role="status" style={{ marginTop: 12 }}>
          <div className="muted">{k.result}</div>
          <strong className="num">{dateTime(due.data.due)}</strong>
          <p className="muted">
            {k.rule}
            {t.common.colon}
            {due.data.rule}
          </p>
          {due.data.warnings.map((w) => (
            <p key={w} className="clock-warn">
              {w}
            </p>
          ))}
          <ClockDays days={due.data.days} />
        </div>
      ) : null}
    </Panel>
  )
}
