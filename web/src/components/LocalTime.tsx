import { Input } from 'antd'
import type { InputProps } from 'antd'
import { fromLocalField, toLocalField } from '@/lib/time'

interface Props extends Omit<InputProps, 'value' | 'onChange' | 'type'> {
  value?: string
  onChange: (iso?: string) => void
}

/** A moment in the city's time. The browser's own field: typed quickly, known on phones. */
export function LocalTime({ value, onChange, ...rest }: Props) {
  return (
    <Input
      {...rest}
      type="datetime-local"
      key={value === undefined ? 'unset' : 'set'}
      defaultValue={toLocalField(value)}
      onBlur={(e) => onChange(fromLocalField(e.target.value))}
      onChange={(e) => {
        if (e.target.value.length === 16) onChange(fromLocalField(e.target.value))
      }}
    />
  )
}
