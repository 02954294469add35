import { Input } from 'antd'
import { SearchOutlined } from '@ant-design/icons'
import { Tag } from '@/components/StateTag'
import { t } from '@/texts'

export function ActiveTag({ active }: { active: boolean }) {
  return <Tag tone={active ? 'good' : 'plain'}>{active ? t.common.active : t.common.inactive}</Tag>
}

export function SearchBox({ label, value, onChange }: { label: string; value: string; onChange: (v: string) => void }) {
  return (
    <Input
      allowClear
      style={{ width: 280 }}
      aria-label={label}
      prefix={<SearchOutlined aria-hidden="true" />}
      placeholder={label}
      value={value}
      onChange={(e) => onChange(e.target.value)}
    />
  )
}

export const options = (words: Record<string, string>) => Object.entries(words).map(([value, label]) => ({ value, label }))

/** Only what differs is sent, so that two people may change different fields. */
export function changed<T extends object>(before: T, after: T): Partial<T> {
  const out: Partial<T> = {}
  for (const k of Object.keys(after) as (keyof T)[]) {
    if (JSON.stringify(before[k] ?? null) !== JSON.stringify(after[k] ?? null)) out[k] = after[k]
  }
  return out
}
