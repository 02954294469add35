import { Popover, type PopoverProps } from 'antd'
import { useRef, type ReactElement, type ReactNode } from 'react'
import './pop.css'

interface Props {
  /** What a screen reader calls it. */
  label: string
  /** Shown as its head; without it only read out. */
  title?: ReactNode
  content: ReactNode
  placement?: PopoverProps['placement']
  open?: boolean
  onOpenChange?: (open: boolean) => void
  /** The button that opens it. */
  children: ReactElement
}

/**
 * What opens beside a button on a click: a named dialogue that leaves the page usable. The keyboard goes in when it
 * opens and back to where it was when it closes.
 */
export function Pop({ label, title, content, placement, open, onOpenChange, children }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const before = useRef<HTMLElement>(null)
  function change(now: boolean) {
    if (now) before.current = document.activeElement as HTMLElement | null
    else if (box.current?.contains(document.activeElement)) before.current?.focus({ preventScroll: true })
    onOpenChange?.(now)
  }
  return (
    <Popover
      trigger="click"
      destroyOnHidden
      placement={placement}
      {...(open === undefined ? {} : { open })}
      onOpenChange={change}
      afterOpenChange={(now) => now && box.current?.focus({ preventScroll: true })}
      content={
        // React hands clicks in here on to the row or form that the button stands in: they are not meant for it.
        <div ref={box} role="dialog" aria-label={label} tabIndex={-1} className="pop" onClick={(e) => e.stopPropagation()}>
          {title ? <p className="pop-title">{title}</p> : null}
          {content}
        </div>
      }
    >
      {children}
    </Popover>
  )
}
