import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import type { SelectProps } from 'antd'
import { useState } from 'react'
import { http } from '@/api/client'
import type { AuditActor, Page } from '@/api/types'
import { useDebounced } from '@/lib/useDebounced'
import { t } from '@/texts'

interface Props extends Omit<SelectProps<string, { value: string; label: string }>, 'value' | 'onChange' | 'options'> {
  value?: string
  /** What the chosen one is called, if it is known from elsewhere. */
  name?: string
  onChange: (id?: string) => void
}

/** A person of the staff, found by name, pinyin initials or sign-in name; those who left are found too. */
export function ActorPicker({ value, name, onChange, ...rest }: Props) {
  const [typed, setTyped] = useState('')
  const [chosen, setChosen] = useState<{ id: string; label: string }>()
  const q = useDebounced(typed.trim())
  const found = useQuery({
    queryKey: ['/audit/actors', q],
    queryFn: ({ signal }) => http.get<Page<AuditActor>>('/audit/actors', { q }, signal),
    staleTime: 60_000,
  })
  const options = (found.data?.items ?? []).map((x) => ({
    value: x.id,
    label: t.audit.actor(x.name, x.unit_name || x.login) + (x.active ? '' : t.pickers.inactive),
  }))
  if (value && !options.some((o) => o.value === value))
    options.unshift({ value, label: (chosen?.id === value ? chosen.label : undefined) ?? name ?? value })
  return (
    <Select<string, { value: string; label: string }>
      allowClear
      {...rest}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      placeholder={t.audit.actorHint}
      notFoundContent={t.pickers.notFound}
      loading={found.isFetching}
      value={value}
      onChange={(id, option) => {
        setChosen(id && option && !Array.isArray(option) ? { id, label: option.label } : undefined)
        onChange(id)
      }}
      options={options}
    />
  )
}
