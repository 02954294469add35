import { App, Input, Radio } from 'antd'
import { http } from '@/api/client'
import type { Campaign, CampaignForm as Form } from '@/api/types'
import { useCommand } from '@/api/useCommand'
import { Field } from '@/components/Field'
import { useForm } from '@/lib/useForm'
import { EditDrawer } from '@/screens/admin/EditDrawer'
import { outreach as outreachTexts } from '@/texts/zh/outreach'
import { firstScript, firstSettings } from './first'

const o = outreachTexts

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A campaign as it is written: its script and its rules are data. */
export function CampaignForm({ campaign, onClose, onDone }: { campaign?: Campaign; onClose: () => void; onDone: (c: Campaign) => void }) {
  const { message } = App.useApp()
  const form = useForm(
    {
      name: campaign?.name ?? '',
      kind: campaign?.kind ?? 'robot',
      script: JSON.stringify(campaign?.script ?? firstScript, null, 2),
      settings: JSON.stringify(campaign?.settings ?? firstSettings, null, 2),
    },
    (v) => ({
      name: v.name.trim() ? undefined : o.nameMissing,
      script: parsed(v.script) ? undefined : o.badJSON,
      settings: parsed(v.settings) ? undefined : o.badJSON,
    }),
  )
  const v = form.values
  const save = useCommand(
    (body: Form, idempotencyKey) => (campaign ? http.put<Campaign>(`/campaigns/${campaign.id}`, body) : http.post<Campaign>('/campaigns', body, { idempotencyKey })),
    {
      invalidates: [['/campaigns'], ['/campaigns/{id}']],
      onDone: (c) => {
        void message.success(o.saved)
        onDone(c)
      },
    },
  )
  const send = () =>
    form.check() &&
    save.mutate({ name: v.name.trim(), kind: v.kind, script: parsed(v.script) as Form['script'], settings: parsed(v.settings) as Form['settings'], version: campaign?.version })
  return (
    <EditDrawer title={campaign ? o.edit : o.create} busy={save.isPending} problem={save.error} onClose={onClose} onSave={send}>
      <Field label={o.name} required error={form.faults.name}>
        <Input autoFocus maxLength={60} value={v.name} onChange={(e) => form.set('name', e.target.value)} />
      </Field>
      <Field label={o.kind} group required>
        <Radio.Group
          optionType="button"
          value={v.kind}
          onChange={(e) => form.set('kind', e.target.value as Form['kind'])}
          options={Object.entries(o.kinds).map(([value, label]) => ({ value, label }))}
        />
      </Field>
      <Field label={o.script} required hint={o.scriptHint} error={form.faults.script}>
        <Input.TextArea rows={14} spellCheck={false} value={v.script} onChange={(e) => form.set('script', e.target.value)} />
      </Field>
      <Field label={o.settings} required hint={o.settingsHint} error={form.faults.settings}>
        <Input.TextArea rows={10} spellCheck={false} value={v.settings} onChange={(e) => form.set('settings', e.target.value)} />
      </Field>
    </EditDrawer>
  )
}
