import { LockOutlined, SafetyOutlined, UserOutlined } from '@ant-design/icons'
import { Button, Input } from 'antd'
import { useEffect, useRef, useState, type FormEvent } from 'react'
import { Navigate, useLocation, useNavigate } from 'react-router'
import type { InputRef } from 'antd'
import { signIn, useMeQuery, useSetMe, type Credentials } from '@/api/session'
import type { Problem } from '@/api/problem'
import { useCommand } from '@/api/useCommand'
import type { Me } from '@/api/types'
import { startPath } from '@/app/menu'
import { Field } from '@/components/Field'
import { ProblemAlert } from '@/components/states'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import './signin.css'

/** The server asks for the second step. */
export function asksForTotp(p: Problem): boolean {
  return p.code === 'auth.code_needed'
}

export function SignIn() {
  const s = t.signin
  const me = useMeQuery()
  const setMe = useSetMe()
  const go = useNavigate()
  const from = (useLocation().state as { from?: string } | null)?.from
  const [step, setStep] = useState<'password' | 'totp'>('password')
  const [caps, setCaps] = useState(false)
  const totpField = useRef<InputRef>(null)
  const form = useForm({ login: '', password: '', totp: '' }, (v) => ({
    login: v.login.trim() === '' ? t.common.fieldRequired(s.login) : undefined,
    password: v.password === '' ? t.common.fieldRequired(s.password) : undefined,
    totp: step === 'totp' && !/^\d{6}$/.test(v.totp) ? t.account.totpCodeBad : undefined,
  }))
  const enter = useCommand<Credentials, Me>(signIn, {
    onDone: (who) => {
      setMe(who)
      void go(from && from !== '/signin' ? from : startPath(who), { replace: true })
    },
    onRefused: (p) => {
      if (asksForTotp(p) && step === 'password') setStep('totp')
    },
  })
  useEffect(() => {
    document.title = `${s.title} · ${t.app.title}`
  }, [s.title])
  useEffect(() => {
    if (step === 'totp') totpField.current?.focus()
  }, [step])

  if (me.data && !enter.isSuccess) return <Navigate to={startPath(me.data)} replace />

  function submit(e: FormEvent) {
    e.preventDefault()
    if (!form.check()) return
    const { login, password, totp } = form.values
    enter.mutate({ login: login.trim(), password, totp: step === 'totp' ? totp : undefined })
  }
  const refused = enter.error && !(asksForTotp(enter.error) && step === 'totp' && enter.variables?.totp === undefined) ? enter.error : undefined

  return (
    <main className="signin">
      <div className="signin-side" aria-hidden="true">
        <svg viewBox="0 0 32 32" width="72" height="72">
          <path d="M8 26V10a3 3 0 0 1 3-3h10a3 3 0 0 1 3 3v16" fill="none" stroke="#fff" strokeWidth="2" strokeLinecap="round" />
          <path d="M13 26V13l7 2.4V26" fill="#7cc4ff" />
        </svg>
        <p className="signin-name">{t.app.title}</p>
        <p>{s.sub}</p>
      </div>
      <form className="signin-form" onSubmit={submit} noValidate>
        <h1>{step === 'totp' ? s.totpTitle : s.welcome}</h1>
        {from && step === 'password' && !refused ? <p className="signin-lost">{s.lost}</p> : null}
        {refused ? <ProblemAlert problem={refused} /> : null}
        {step === 'password' ? (
          <>
            <Field label={s.login} required error={form.faults.login}>
              <Input
                size="large"
                autoFocus
                autoComplete="username"
                autoCapitalize="none"
                prefix={<UserOutlined />}
                value={form.values.login}
                onChange={(e) => form.set('login', e.target.value)}
              />
            </Field>
            <Field label={s.password} required error={form.faults.password} hint={caps ? s.capsLock : undefined}>
              <Input.Password
                size="large"
                autoComplete="current-password"
                prefix={<LockOutlined />}
                value={form.values.password}
                onKeyUp={(e) => setCaps(e.getModifierState?.('CapsLock') ?? false)}
                onChange={(e) => form.set('password', e.target.value)}
              />
            </Field>
            <Button type="primary" size="large" block htmlType="submit" loading={enter.isPending}>
              {s.submit}
            </Button>
          </>
        ) : (
          <>
            <p className="muted">{s.totpText}</p>
            <Field label={s.totp} required error={form.faults.totp}>
              <Input
                ref={totpField}
                size="large"
                inputMode="numeric"
                autoComplete="one-time-code"
                maxLength={6}
                prefix={<SafetyOutlined />}
                value={form.values.totp}
                onChange={(e) => form.set('totp', e.target.value.replace(/\D/g, ''))}
              />
            </Field>
            <Button type="primary" size="large" block htmlType="submit" loading={enter.isPending}>
              {s.totpSubmit}
            </Button>
            <Button
              type="link"
              onClick={() => {
                setStep('password')
                form.reset({ login: '', password: '', totp: '' })
                enter.reset()
              }}
            >
              {s.back}
            </Button>
          </>
        )}
        <p className="signin-foot">{s.privacy}</p>
      </form>
    </main>
  )
}
