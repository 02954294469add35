import { CalendarOutlined } from '@ant-design/icons'
import { Input } from 'antd'
import type { InputProps } from 'antd'
import { useId, useRef, useState } from 'react'
import { usePhone } from '@/lib/useMedia'
import './field.css'

/** How a day or a moment is written, read, and given to the browser's own field. */
export interface Writing {
  native: 'date' | 'datetime-local'
  written: (value?: string) => string
  parse: (text: string) => string | undefined
  toNative: (value?: string) => string
  fromNative: (text: string) => string | undefined
  hint: string
  wrong: string
  pick: string
}

export interface TypedTimeProps extends Omit<InputProps, 'value' | 'onChange' | 'type'> {
  value?: string
  onChange: (value?: string) => void
}

/** Old browsers cannot open their calendar for us; there the time is typed. */
const opensCalendar = 'showPicker' in HTMLInputElement.prototype

/**
 * A day or a moment in the city's time, written as it is shown everywhere else, whatever language the browser speaks. On
 * a phone it is the phone's own field.
 */
export function TypedTime({ as: w, value, onChange, ...rest }: TypedTimeProps & { as: Writing }) {
  const phone = usePhone()
  // The field is the person's while it is typed in; only a value from elsewhere (a cleared form) starts it anew.
  const [told, setTold] = useState(value)
  const [text, setText] = useState(() => w.written(value))
  const [wrong, setWrong] = useState(false)
  const picker = useRef<HTMLInputElement>(null)
  const note = useId()
  if (value !== told) {
    setTold(value)
    setText(w.written(value))
    setWrong(false)
  }
  const tell = (at?: string) => {
    setTold(at)
    if (at !== told) onChange(at)
  }
  function leave() {
    const at = w.parse(text)
    setWrong(!at && text.trim() !== '')
    if (at) setText(w.written(at))
    tell(at)
  }
  const native = (at?: string) => {
    setText(w.written(at))
    setWrong(false)
    tell(at)
  }
  if (phone)
    return <Input {...rest} type={w.native} value={w.toNative(value)} onChange={(e) => native(w.fromNative(e.target.value))} />
  const described = [rest['aria-describedby'], wrong ? note : undefined].filter(Boolean).join(' ')
  return (
    <div className="local-time">
      <Input
        {...rest}
        autoComplete="off"
        maxLength={24}
        placeholder={w.hint}
        value={text}
        status={wrong ? 'error' : rest.status}
        aria-invalid={wrong || rest['aria-invalid']}
        aria-describedby={described || undefined}
        onChange={(e) => {
          setText(e.target.value)
          setWrong(false)
          tell(w.parse(e.target.value))
        }}
        onBlur={leave}
        suffix={
          opensCalendar ? (
            <button type="button" className="local-time-pick" aria-label={w.pick} onClick={() => picker.current?.showPicker()}>
              <CalendarOutlined aria-hidden="true" />
            </button>
          ) : null
        }
      />
      <input
        ref={picker}
        className="local-time-native"
        type={w.native}
        tabIndex={-1}
        aria-hidden="true"
        value={w.toNative(value)}
        onChange={(e) => native(w.fromNative(e.target.value))}
      />
      {wrong ? (
        <div id={note} className="field-note field-error" role="alert">
          {w.wrong}
        </div>
      ) : null}
    </div>
  )
}
