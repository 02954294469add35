import { useQuery } from '@tanstack/react-query'
import { App, Input, InputNumber, Modal, Select } from 'antd'
import { useState } from 'react'
import { http } from '@/api/client'
import type { Problem } from '@/api/problem'
import type { Page } from '@/api/types'
import { useCommand } from '@/api/useCommand'
import { Field } from '@/components/Field'
import { LocalTime } from '@/components/LocalTime'
import { Ask } from '@/components/states'
import { t } from '@/texts'
import { voiceMenu as v } from '@/texts/zh/voicemenu'
import type { Line, Template } from './flow'

interface Draft {
  template: string
  name: string
  key?: string
  hotline?: string
  say?: string
  sound?: string
  needs: string[]
  priority: number
  max_wait: number
  opens_at?: string
  closes_at?: string
}

const from = (x: Template): Draft => ({
  template: x.code,
  name: x.name,
  key: x.key,
  say: x.say,
  sound: x.sound,
  needs: x.needs,
  priority: x.priority,
  max_wait: x.max_wait,
  closes_at: new Date(Math.ceil(Date.now() / 60_000) * 60_000 + x.days * 86_400_000).toISOString(),
})

/** Opens a line from a template: what the template says stands in the form already. */
export function OpenLine({ onClose }: { onClose: () => void }) {
  const { message } = App.useApp()
  const templates = useQuery({
    queryKey: ['/special-lines/templates'],
    queryFn: ({ signal }) => http.get<Page<Template>>('/special-lines/templates', {}, signal),
  })
  const [edited, setEdited] = useState<Draft>()
  const [refusal, setRefusal] = useState<Problem>()
  const list = templates.data?.items ?? []
  const line = edited ?? (list[0] ? from(list[0]) : undefined)
  const open = useCommand((body: Draft, key) => http.post<Line>('/special-lines', body, { idempotencyKey: key }), {
    invalidates: [['/special-lines'], ['/menu']],
    onDone: (out) => {
      void message.success(out.state === 'planned' ? v.openPlanned : v.opened)
      onClose()
    },
    onRefused: (p) => {
      setRefusal(p)
      void message.error(p.message)
    },
  })
  return (
    <Modal
      open
      width={620}
      title={v.open}
      okText={v.open}
      okButtonProps={{ disabled: !line }}
      cancelText={t.common.cancel}
      confirmLoading={open.isPending}
      onOk={() => line && open.mutate(line)}
      onCancel={onClose}
    >
      <Ask query={templates} rows={4}>
        {() => (line ? <Form list={list} line={line} refusal={refusal} onChange={setEdited} /> : <p>{v.noLines}</p>)}
      </Ask>
    </Modal>
  )
}

function Form({ list, line, refusal, onChange }: { list: Template[]; line: Draft; refusal?: Problem; onChange: (d: Draft) => void }) {
  const set = (change: Partial<Draft>) => onChange({ ...line, ...change })
  const fault = (field: string) => refusal?.field(field)
  return (
    <div className="line-form">
      <Field label={v.template} hint={list.find((x) => x.code === line.template)?.when} error={fault('template')}>
        <Select
          value={line.template}
          onChange={(code) => {
            const x = list.find((o) => o.code === code)
            if (x) onChange(from(x))
          }}
          options={list.map((x) => ({ value: x.code, label: x.name }))}
        />
      </Field>
      <div className="flow-pair">
        <Field label={v.lineName} required error={fault('name')}>
          <Input value={line.name} maxLength={20} onChange={(e) => set({ name: e.target.value })} />
        </Field>
        <Field label={v.lineKey} error={fault('key')}>
          <Select
            value={line.key ?? ''}
            onChange={(key) => set({ key })}
            options={['', ...'123456789*#'].map((k) => ({ value: k, label: k || v.noKey }))}
          />
        </Field>
        <Field label={v.lineHotline} hint={v.lineHotlineHint} error={fault('hotline')}>
          <Input value={line.hotline ?? ''} maxLength={20} onChange={(e) => set({ hotline: e.target.value })} />
        </Field>
      </div>
      <Field label={v.lineSay} error={fault('say')}>
        <Input.TextArea rows={2} value={line.say} maxLength={600} onChange={(e) => set({ say: e.target.value })} />
      </Field>
      <div className="flow-pair">
        <Field label={v.needs} hint={v.needsHint} error={fault('needs')}>
          <Input
            value={line.needs.join(',')}
            onChange={(e) => set({ needs: e.target.value === '' ? [] : e.target.value.split(/[,，、\s]/) })}
          />
        </Field>
        <Field label={v.priority} error={fault('priority')}>
          <InputNumber min={0} max={100} value={line.priority} onChange={(x) => set({ priority: x ?? 0 })} />
        </Field>
        <Field label={v.maxWait} error={fault('max_wait')}>
          <InputNumber min={60} max={3600} value={line.max_wait} onChange={(x) => set({ max_wait: x ?? 600 })} />
        </Field>
      </div>
      <div className="flow-pair">
        <Field label={v.opensAt} hint={v.opensHint} error={fault('opens_at')}>
          <LocalTime value={line.opens_at} onChange={(opens_at) => set({ opens_at })} />
        </Field>
        <Field label={v.closesAt} hint={v.closesHint} error={fault('closes_at')}>
          <LocalTime value={line.closes_at} onChange={(closes_at) => set({ closes_at })} />
        </Field>
      </div>
    </div>
  )
}
