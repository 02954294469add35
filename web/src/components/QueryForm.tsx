import { Button } from 'antd'
import { useState, type FormEvent, type ReactNode } from 'react'
import { t } from '@/texts'
import { usePhone } from '@/lib/useMedia'
import './query.css'

interface Props {
  /** Always visible; on a phone, where there is more, only the first. */
  children: ReactNode
  /** Behind 更多条件. */
  more?: ReactNode
  moreActive?: boolean
  onSubmit: () => void
  onReset: () => void
}

/** The filters above a list. Enter asks; reset clears. */
export function QueryForm({ children, more, moreActive, onSubmit, onReset }: Props) {
  const phone = usePhone()
  const [open, setOpen] = useState(!!moreActive && !phone)
  function submit(e: FormEvent) {
    e.preventDefault()
    onSubmit()
  }
  return (
    <form className="query" role="search" aria-label={t.table.filters} onSubmit={submit}>
      <div className={more && phone && !open ? 'query-fields query-short' : 'query-fields'}>{children}</div>
      {more && open ? <div className="query-fields">{more}</div> : null}
      <div className="query-buttons">
        <Button type="primary" htmlType="submit">
          {t.common.search}
        </Button>
        <Button onClick={onReset}>{t.common.reset}</Button>
        {more ? (
          <Button type="link" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? t.table.lessFilters : t.table.moreFilters}
          </Button>
        ) : null}
      </div>
    </form>
  )
}
