import { Select } from 'antd'
import { cloneElement, isValidElement, useId, type ReactElement, type ReactNode } from 'react'
import { labelled } from './pickers/popup'
import './field.css'

interface Props {
  label: ReactNode
  required?: boolean
  error?: string
  hint?: ReactNode
  /** Several controls under one name: radio buttons, check boxes. */
  group?: boolean
  className?: string
  /** The name is read out but not shown. */
  hideLabel?: boolean
  children: ReactElement
}

/** A named control with its hint and its fault, tied together for screen readers. */
export function Field({ label, required, error, hint, group, className, hideLabel, children }: Props) {
  const id = useId()
  const noteId = id + 'n'
  const describedBy = error || hint ? noteId : undefined
  const native = typeof children.type === 'string'
  const extra: Record<string, unknown> = group
    ? { 'aria-labelledby': id + 'l', 'aria-describedby': describedBy }
    : { id, 'aria-describedby': describedBy, 'aria-required': required || undefined }
  if ((children.type as unknown) === Select) extra.popupRender = labelled(id + 'l')
  if (error) {
    if (!group) extra['aria-invalid'] = true
    if (!native && !group) extra.status = 'error'
  }
  const control = isValidElement(children) ? cloneElement(children, extra) : children
  const mark = required ? (
    <span className="field-mark" aria-hidden="true">
      *
    </span>
  ) : null
  return (
    <div className={'field' + (error ? ' field-faulty' : '') + (className ? ' ' + className : '')}>
      {group ? (
        <span id={id + 'l'} className={'field-label' + (hideLabel ? ' sr-only' : '')}>
          {mark}
          {label}
        </span>
      ) : (
        <label id={id + 'l'} htmlFor={id} className={'field-label' + (hideLabel ? ' sr-only' : '')}>
          {mark}
          {label}
        </label>
      )}
      {control}
      {error ? (
        <div id={noteId} className="field-note field-error">
          {error}
        </div>
      ) : hint ? (
        <div id={noteId} className="field-note">
          {hint}
        </div>
      ) : null}
    </div>
  )
}
