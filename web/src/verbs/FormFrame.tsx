import { Button } from 'antd'
import type { FormEvent, ReactNode } from 'react'
import { t } from '@/texts'
import { Keys } from '@/components/ShortcutsHelp'
import './verbs.css'

interface Props {
  label: string
  busy: boolean
  danger?: boolean
  disabled?: boolean
  onSubmit: () => void
  children: ReactNode
  extra?: ReactNode
}

/** A form whose only way out is one button, or Ctrl+Enter. */
export function FormFrame({ label, busy, danger, disabled, onSubmit, children, extra }: Props) {
  function submit(e: FormEvent) {
    e.preventDefault()
    if (!busy && !disabled) onSubmit()
  }
  return (
    <form
      className="verb-form"
      noValidate
      onSubmit={submit}
      onKeyDown={(e) => {
        if (e.key !== 'Enter' || !(e.ctrlKey || e.metaKey)) return
        e.preventDefault()
        e.stopPropagation()
        if (!busy && !disabled) onSubmit()
      }}
    >
      {children}
      <div className="verb-send">
        <Button type="primary" htmlType="submit" danger={danger} loading={busy} disabled={disabled}>
          {t.verbs.submit(label)}
        </Button>
        <Keys keys="ctrl+enter" />
        {extra}
      </div>
    </form>
  )
}
