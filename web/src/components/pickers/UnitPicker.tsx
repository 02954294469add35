import { Select } from 'antd'
import type { SelectProps } from 'antd'
import { useMemo } from 'react'
import { useUnits } from '@/api/reference'
import type { Unit, UnitKind } from '@/api/types'
import { matches } from '@/lib/pinyin'
import { t } from '@/texts'
import './pickers.css'

interface Props extends Omit<SelectProps, 'value' | 'onChange' | 'options'> {
  value?: string
  onChange?: (id?: string) => void
  /** Which units may be chosen; stopped ones never may, but the one chosen stays visible. */
  only?: (u: Unit) => boolean
}

/** A unit by its name, short name or pinyin initials. */
export function UnitPicker({ value, onChange, only, ...rest }: Props) {
  const units = useUnits()
  // By kind, but flat: a group's name would stand among the options that a screen reader is told of.
  const options = useMemo(() => {
    const by = new Map<UnitKind, Unit[]>()
    for (const u of units.data ?? []) {
      if (u.id !== value && (!u.active || (only && !only(u)))) continue
      by.set(u.kind, [...(by.get(u.kind) ?? []), u])
    }
    return [...by].flatMap(([kind, list]) =>
      list.map((u) => ({
        value: u.id,
        label: u.name + (u.active ? '' : t.pickers.inactive),
        kind: t.words.unitKind[kind] ?? kind,
        find: `${u.name} ${u.short_name}`,
        pinyin: u.pinyin,
      })),
    )
  }, [units.data, only, value])
  return (
    <Select<string>
      allowClear
      placeholder={t.pickers.unit}
      loading={units.isPending}
      notFoundContent={t.pickers.notFound}
      {...rest}
      showSearch={{
        filterOption: (input, option) => {
          const o = option as unknown as { find?: string; pinyin?: string }
          return o.find !== undefined && matches(input, o.find, o.pinyin)
        },
      }}
      value={value || undefined}
      onChange={(v) => onChange?.(v)}
      options={options}
      optionRender={(o) => (
        <>
          {o.label} <span className="pick-branch">{(o.data as { kind?: string }).kind}</span>
        </>
      )}
    />
  )
}
