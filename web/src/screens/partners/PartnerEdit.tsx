import { App, Checkbox, Input, Select } from 'antd'
import { http } from '@/api/client'
import { partnersKey } from '@/api/partners'
import type { PartnerRow } from '@/api/types'
import { useCommand } from '@/api/useCommand'
import { Field } from '@/components/Field'
import { UnitPicker } from '@/components/pickers/UnitPicker'
import { useForm } from '@/lib/useForm'
import { EditDrawer } from '@/screens/admin/EditDrawer'
import { changed, options } from '@/screens/admin/parts'
import { t } from '@/texts'
import { partner as partnerTexts } from '@/texts/zh/partner'

const p = partnerTexts
const f = p.fields

/** What was agreed with a partner. */
export function PartnerEdit({ partner, onClose }: { partner?: PartnerRow; onClose: () => void }) {
  const { message } = App.useApp()
  const before = {
    code: partner?.code ?? '',
    name: partner?.name ?? '',
    url: partner?.url ?? '',
    unit_id: partner?.unit_id ?? '',
    takes: partner?.takes ?? true,
    identity: partner?.identity ?? ('relay' as PartnerRow['identity']),
    relay: partner?.relay ?? '',
    active: partner?.active ?? true,
  }
  const form = useForm(before, (v) => ({
    code: v.code.trim() === '' ? t.common.fieldRequired(f.code) : undefined,
    name: v.name.trim() === '' ? t.common.fieldRequired(f.name) : undefined,
    url: v.unit_id !== '' && v.url.trim() === '' ? t.common.fieldRequired(f.url) : undefined,
  }))
  const v = form.values
  const save = useCommand(
    (body: Record<string, unknown>, key) => (partner ? http.patch(`/partners/${partner.id}`, body) : http.post('/partners', body, { idempotencyKey: key })),
    {
      invalidates: [partnersKey],
      onDone: () => {
        void message.success(t.admin.saved)
        onClose()
      },
      onRefused: form.refuse,
    },
  )
  function send() {
    if (!form.check()) return
    if (partner) return save.mutate({ version: partner.version, ...changed(before, v) })
    const { active: _, unit_id, ...body } = v
    save.mutate(unit_id === '' ? body : { ...body, unit_id })
  }
  return (
    <EditDrawer title={partner ? p.edit : p.create} busy={save.isPending} problem={save.error} onClose={onClose} onSave={send}>
      <div className="fields">
        <Field label={f.name} required error={form.faults.name} className="w6">
          <Input maxLength={60} value={v.name} onChange={(e) => form.set('name', e.target.value)} />
        </Field>
        <Field label={f.code} required error={form.faults.code} className="w6">
          <Input maxLength={32} value={v.code} onChange={(e) => form.set('code', e.target.value)} />
        </Field>
        <Field label={f.url} error={form.faults.url} hint={f.urlHint}>
          <Input inputMode="url" maxLength={200} value={v.url} onChange={(e) => form.set('url', e.target.value)} />
        </Field>
        <Field label={f.unit_id} error={form.faults.unit_id} hint={f.unitHint}>
          <UnitPicker allowClear value={v.unit_id || undefined} onChange={(id) => form.set('unit_id', id ?? '')} />
        </Field>
        <Checkbox checked={v.takes} onChange={(e) => form.set('takes', e.target.checked)}>
          {f.takes}
        </Checkbox>
        <Field label={f.identity} hint={p.identityNote}>
          <Select value={v.identity} onChange={(x: PartnerRow['identity']) => form.set('identity', x)} options={options(p.identities)} />
        </Field>
        <Field label={f.relay} error={form.faults.relay} hint={f.relayHint}>
          <Input maxLength={200} value={v.relay} onChange={(e) => form.set('relay', e.target.value)} />
        </Field>
        {partner ? (
          <Checkbox checked={v.active} onChange={(e) => form.set('active', e.target.checked)}>
            {f.active}
          </Checkbox>
        ) : null}
      </div>
    </EditDrawer>
  )
}
