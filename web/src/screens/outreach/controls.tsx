import { PlusOutlined } from '@ant-design/icons'
import { Button, InputNumber } from 'antd'

/** A button that adds a row. */
export function More({ label, onClick, disabled }: { label: string; onClick: () => void; disabled?: boolean }) {
  return (
    <Button size="small" type="dashed" icon={<PlusOutlined aria-hidden="true" />} disabled={disabled} onClick={onClick}>
      {label}
    </Button>
  )
}

/** A whole number within its limits. */
export function Whole({ value, min, max, onChange, ...rest }: { value: number; min: number; max: number; onChange: (n: number) => void }) {
  return <InputNumber {...rest} min={min} max={max} precision={0} value={value} onChange={(n) => onChange(n ?? min)} />
}
