import { Button } from 'antd'
import type { FormEvent, ReactNode } from 'react'
import { useUnderway } from '@/lib/underway'
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
  const sending = useUnderway() > 0
  const stopped = busy || disabled || sending
  function submit(e: FormEvent) {
    e.preventDefault()
    if (!stopped) onSubmit()
  }
  return (
    <form
      className="verb-form"
      noValidate
      onSubmit={submit}
      onKeyDown={(e) => {
        if (e.key !== 'Enter' || !(e.ctrlKey || e.metaKey)) return
        // React also hands on what happens in a dialogue that was opened from here.
        if (!e.currentTarget.contains(e.target as Node)) return
        e.preventDefault()
        e.stopPropagation()
        if (!stopped) onSubmit()
      }}
    >
      {children}
      <div className="verb-send">
        <Button type="primary" htmlType="submit" danger={danger} loading={busy} disabled={disabled || sending}>
          {t.verbs.submit(label)}
        </Button>
        <Keys keys="ctrl+enter" />
        {sending ? (
          <span className="muted" role="status">
            {t.attachments.underway}
          </span>
        ) : null}
        {extra}
      </div>
    </form>
  )
}
