import { App, Checkbox, Input } from 'antd'
import { http } from '@/api/client'
import { centresKey } from '@/api/cti'
import type { CentreRow } from '@/api/types'
import { useCommand } from '@/api/useCommand'
import { Field } from '@/components/Field'
import { useForm } from '@/lib/useForm'
import { EditDrawer } from '@/screens/admin/EditDrawer'
import { t } from '@/texts'
import { cti } from '@/texts/zh/cti'

const f = cti.fields
const lines = (text: string) => text.split(/\s+/).filter((x) => x !== '')

/** A call centre, and from where its recordings may be fetched. */
export function CtiEdit({ centre, onClose }: { centre?: CentreRow; onClose: () => void }) {
  const { message } = App.useApp()
  const form = useForm(
    { code: centre?.code ?? '', name: centre?.name ?? '', hosts: (centre?.hosts ?? []).join('\n'), active: centre?.active ?? true },
    (v) => ({
      code: v.code.trim() === '' ? t.common.fieldRequired(f.code) : undefined,
      name: v.name.trim() === '' ? t.common.fieldRequired(f.name) : undefined,
    }),
  )
  const v = form.values
  const save = useCommand(
    (body: Record<string, unknown>, key) => (centre ? http.patch(`/call-centres/${centre.id}`, body) : http.post('/call-centres', body, { idempotencyKey: key })),
    {
      invalidates: [centresKey],
      onDone: () => {
        void message.success(t.admin.saved)
        onClose()
      },
      onRefused: form.refuse,
    },
  )
  function send() {
    if (!form.check()) return
    const body = { code: v.code.trim(), name: v.name.trim(), hosts: lines(v.hosts) }
    save.mutate(centre ? { ...body, version: centre.version, active: v.active } : body)
  }
  return (
    <EditDrawer title={centre ? cti.edit : cti.create} busy={save.isPending} problem={save.error} onClose={onClose} onSave={send}>
      <div className="fields">
        <Field label={f.name} required error={form.faults.name} className="w6">
          <Input maxLength={60} value={v.name} onChange={(e) => form.set('name', e.target.value)} />
        </Field>
        <Field label={f.code} required error={form.faults.code} className="w6">
          <Input maxLength={32} value={v.code} onChange={(e) => form.set('code', e.target.value)} />
        </Field>
        <Field label={f.hosts} error={form.faults.hosts} hint={f.hostsHint}>
          <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} value={v.hosts} onChange={(e) => form.set('hosts', e.target.value)} />
        </Field>
        {centre ? (
          <Checkbox checked={v.active} onChange={(e) => form.set('active', e.target.checked)}>
            {f.active}
          </Checkbox>
        ) : null}
      </div>
    </EditDrawer>
  )
}
