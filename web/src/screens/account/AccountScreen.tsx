import { App, Button, Input } from 'antd'
import { useState } from 'react'
import { changePassword, confirmTotp, startTotp, useSetMe } from '@/api/session'
import { useCommand } from '@/api/useCommand'
import { useMe } from '@/app/session'
import { Field } from '@/components/Field'
import { Facts, PageShell, Panel } from '@/components/PageShell'
import { ProblemAlert } from '@/components/states'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import './account.css'

export default function AccountScreen() {
  const me = useMe()
  const a = t.account
  return (
    <PageShell title={a.title}>
      <div className="account">
        <Panel title={a.who}>
          <Facts
            items={[
              [a.name, me.name],
              [a.login, me.login],
              [a.unit, me.unit?.name],
              [a.roles, me.roles.map((r) => r.name).join(t.common.separator)],
              [a.scope, me.scope === 'all' ? a.scopeAll : me.scope === 'numbers' ? a.scopeNumbers(me.scope_numbers) : a.scopeUnits(me.scope_units.length)],
            ]}
          />
        </Panel>
        <Totp />
        <Password />
      </div>
    </PageShell>
  )
}

function Password() {
  const a = t.account
  const { message } = App.useApp()
  const setMe = useSetMe()
  const form = useForm({ old: '', next: '', again: '' }, (v) => ({
    old: v.old === '' ? t.common.fieldRequired(a.oldPassword) : undefined,
    next: v.next.length < 10 ? a.passwordShort : v.next === v.old ? a.passwordSame : undefined,
    again: v.again !== v.next ? a.passwordDiffers : undefined,
  }))
  const change = useCommand(changePassword, {
    onDone: () => {
      void message.success(a.passwordDone)
      // The server ended every session of this person, this one too.
      setMe(null)
    },
  })
  return (
    <Panel title={a.password}>
      <form
        className="stack"
        noValidate
        onSubmit={(e) => {
          e.preventDefault()
          if (form.check()) change.mutate({ old: form.values.old, new: form.values.next })
        }}
      >
        {change.error ? <ProblemAlert problem={change.error} /> : null}
        <Field label={a.oldPassword} required error={form.faults.old}>
          <Input.Password autoComplete="current-password" value={form.values.old} onChange={(e) => form.set('old', e.target.value)} />
        </Field>
        <Field label={a.newPassword} required error={form.faults.next} hint={a.passwordRule}>
          <Input.Password autoComplete="new-password" value={form.values.next} onChange={(e) => form.set('next', e.target.value)} />
        </Field>
        <Field label={a.repeatPassword} required error={form.faults.again}>
          <Input.Password autoComplete="new-password" value={form.values.again} onChange={(e) => form.set('again', e.target.value)} />
        </Field>
        <div>
          <Button type="primary" htmlType="submit" loading={change.isPending}>
            {a.password}
          </Button>
        </div>
      </form>
    </Panel>
  )
}

function Totp() {
  const a = t.account
  const { message } = App.useApp()
  const [code, setCode] = useState('')
  const [fault, setFault] = useState<string>()
  const [on, setOn] = useState(false)
  const start = useCommand(startTotp)
  const confirm = useCommand(confirmTotp, {
    onDone: () => {
      setOn(true)
      setCode('')
      start.reset()
      void message.success(a.totpDone)
    },
  })
  return (
    <Panel title={a.totp} extra={on ? <span className="tag tag-good">{a.totpOn}</span> : null}>
      <div className="stack">
        <p className="muted">{a.totpText}</p>
        {start.error ? <ProblemAlert problem={start.error} /> : null}
        {start.data ? (
          <form
            className="stack"
            noValidate
            onSubmit={(e) => {
              e.preventDefault()
              if (!/^\d{6}$/.test(code)) return setFault(a.totpCodeBad)
              confirm.mutate({ code })
            }}
          >
            <p className="muted">{a.totpSecret}</p>
            <p style={{ margin: 0 }}>
              <code style={{ fontSize: 16, letterSpacing: 1 }}>{start.data.secret}</code>
            </p>
            <a href={start.data.url}>{a.totpLink}</a>
            {confirm.error ? <ProblemAlert problem={confirm.error} /> : null}
            <Field label={a.totpCode} required error={fault}>
              <Input
                inputMode="numeric"
                autoComplete="one-time-code"
                maxLength={6}
                value={code}
                onChange={(e) => {
                  setCode(e.target.value.replace(/\D/g, ''))
                  setFault(undefined)
                }}
              />
            </Field>
            <div>
              <Button type="primary" htmlType="submit" loading={confirm.isPending}>
                {a.totpConfirm}
              </Button>
            </div>
          </form>
        ) : (
          <div>
            <Button loading={start.isPending} onClick={() => start.mutate({})}>
              {on ? a.totpAgain : a.totpStart}
            </Button>
          </div>
        )}
      </div>
    </Panel>
  )
}
