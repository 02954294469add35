import { App, Checkbox, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { http } from '@/api/client'
import { useRoles } from '@/api/reference'
import { useCommand } from '@/api/useCommand'
import type { Staff } from '@/api/types'
import { Field } from '@/components/Field'
import { UnitPicker } from '@/components/pickers/UnitPicker'
import { ProblemAlert } from '@/components/states'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { EditDrawer } from './EditDrawer'
import { changed } from './parts'
import { useSave } from './useSave'

const s = t.admin.staff
const f = s.fields

export function StaffEdit({ staff, onClose }: { staff?: Staff; onClose: () => void }) {
  const roles = useRoles()
  const before = {
    name: staff?.name ?? '',
    unit_id: staff?.unit_id ?? (null as string | null),
    roles: staff?.roles ?? [],
    active: staff?.active ?? true,
    login: staff?.login ?? '',
    password: '',
  }
  const form = useForm(before, (v) => ({
    name: v.name.trim() === '' ? t.common.fieldRequired(f.name) : undefined,
    login: !staff && !/^[a-z0-9._-]{3,32}$/.test(v.login) ? s.loginRule : undefined,
    password: !staff && v.password.length < 10 ? t.account.passwordShort : undefined,
    roles: v.roles.length === 0 ? t.common.fieldChoose(f.roles) : undefined,
  }))
  const save = useSave('/staff', { onDone: onClose, onRefused: form.refuse })
  const v = form.values
  function send() {
    if (!form.check()) return
    const { login, password, ...rest } = v
    if (staff) {
      const { login: _l, password: _p, ...was } = before
      return save.mutate({ id: staff.id, body: { version: staff.version, ...changed(was, rest) } })
    }
    const { active: _, unit_id, ...body } = rest
    save.mutate({ body: { ...body, login, password, unit_id: unit_id ?? undefined } })
  }
  return (
    <EditDrawer title={staff ? s.edit : s.create} busy={save.isPending} problem={save.error} onClose={onClose} onSave={send}>
      <div className="fields">
        <Field label={f.name} required error={form.faults.name} className="w6">
          <Input maxLength={30} value={v.name} onChange={(e) => form.set('name', e.target.value)} />
        </Field>
        <Field label={f.login} required={!staff} error={form.faults.login} hint={staff ? undefined : s.loginRule} className="w6">
          <Input disabled={!!staff} maxLength={32} autoComplete="off" value={v.login} onChange={(e) => form.set('login', e.target.value)} />
        </Field>
        {staff ? null : (
          <Field label={f.password} required error={form.faults.password} hint={t.account.passwordRule}>
            <Input.Password autoComplete="new-password" value={v.password} onChange={(e) => form.set('password', e.target.value)} />
          </Field>
        )}
        <Field label={f.unit_id} error={form.faults.unit_id}>
          <UnitPicker value={v.unit_id ?? undefined} onChange={(id) => form.set('unit_id', id ?? null)} />
        </Field>
        <Field label={f.roles} required error={form.faults.roles}>
          <Select
            mode="multiple"
            value={v.roles}
            onChange={(r: string[]) => form.set('roles', r)}
            options={roles.data?.items.map((r) => ({ value: r.id, label: r.name }))}
          />
        </Field>
        {staff ? (
          <div>
            <Checkbox checked={v.active} onChange={(e) => form.set('active', e.target.checked)}>
              {f.active}
            </Checkbox>
            {v.active ? null : <p className="muted">{s.deactivate}</p>}
          </div>
        ) : null}
      </div>
    </EditDrawer>
  )
}

export function PasswordModal({ staff, onClose }: { staff: Staff; onClose: () => void }) {
  const { message } = App.useApp()
  const [password, setPassword] = useState('')
  const [resetTotp, setResetTotp] = useState(false)
  const [fault, setFault] = useState<string>()
  const save = useCommand(
    (body: { password: string; reset_totp?: boolean }, key) => http.post(`/staff/${staff.id}/password`, body, { idempotencyKey: key }),
    {
      onDone: () => {
        void message.success(s.passwordDone)
        onClose()
      },
    },
  )
  return (
    <Modal
      open
      title={s.passwordFor(staff.name)}
      confirmLoading={save.isPending}
      onCancel={onClose}
      onOk={() => (password.length < 10 ? setFault(t.account.passwordShort) : save.mutate({ password, reset_totp: resetTotp || undefined }))}
    >
      <div className="stack">
        {save.error ? <ProblemAlert problem={save.error} /> : null}
        <Field label={t.account.newPassword} required error={fault} hint={t.account.passwordRule}>
          <Input.Password
            autoFocus
            autoComplete="new-password"
            value={password}
            onChange={(e) => {
              setPassword(e.target.value)
              setFault(undefined)
            }}
          />
        </Field>
        <Checkbox checked={resetTotp} onChange={(e) => setResetTotp(e.target.checked)}>
          {s.resetTotp}
        </Checkbox>
      </div>
    </Modal>
  )
}
