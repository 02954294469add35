import { Button, Drawer } from 'antd'
import type { ReactNode } from 'react'
import { ProblemAlert } from '@/components/states'
import { usePhone } from '@/lib/useMedia'
import { t } from '@/texts'

interface Props {
  title: string
  busy: boolean
  /** What saving is called here. */
  saveLabel?: string
  problem?: unknown
  onClose: () => void
  onSave: () => void
  children: ReactNode
}

/** The side sheet in which a row of a list is edited. Ctrl+Enter saves. */
export function EditDrawer({ title, busy, saveLabel, problem, onClose, onSave, children }: Props) {
  const phone = usePhone()
  return (
    <Drawer open title={title} size={phone ? '100%' : 560} onClose={onClose}>
      <form
        noValidate
        className="stack"
        onSubmit={(e) => {
          e.preventDefault()
          onSave()
        }}
        onKeyDown={(e) => {
          if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) {
            e.preventDefault()
            onSave()
          }
        }}
      >
        {problem ? <ProblemAlert problem={problem} /> : null}
        {children}
        <div className="row">
          <Button type="primary" htmlType="submit" loading={busy}>
            {saveLabel ?? t.common.save}
          </Button>
          <Button onClick={onClose}>{t.common.cancel}</Button>
        </div>
      </form>
    </Drawer>
  )
}
