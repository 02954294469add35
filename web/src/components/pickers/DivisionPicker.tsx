import { Cascader } from 'antd'
import type { CascaderProps } from 'antd'
import { useId, useMemo } from 'react'
import { useDivisions } from '@/api/reference'
import type { Division } from '@/api/types'
import { matches } from '@/lib/pinyin'
import { t } from '@/texts'
import { popup } from './popup'

export interface Place {
  value: string
  label: string
  children?: Place[]
}

/**
 * Areas and functional zones, their streets and towns, their communities. The city itself is left out: it is one. Stopped
 * ones are left out too, but for what is chosen.
 */
export function placeTree(all: Division[], chosen: readonly string[] = []): Place[] {
  const list = all.filter((d) => d.active || chosen.includes(d.code))
  const codes = new Set(list.filter((d) => d.level !== 'city').map((d) => d.code))
  const children = new Map<string, Division[]>()
  for (const d of list) {
    if (d.level === 'city') continue
    const parent = d.parent_code && codes.has(d.parent_code) ? d.parent_code : ''
    children.set(parent, [...(children.get(parent) ?? []), d])
  }
  const build = (parent: string): Place[] =>
    (children.get(parent) ?? []).map((d) => {
      const below = build(d.code)
      return { value: d.code, label: d.name + (d.active ? '' : t.pickers.inactive), children: below.length > 0 ? below : undefined }
    })
  return build('')
}

/** The codes from the area down to a place: what the cascader needs to show it. */
export function placePath(list: Division[], code?: string): string[] | undefined {
  if (!code) return undefined
  const byCode = new Map(list.map((d) => [d.code, d]))
  const path: string[] = []
  for (let at = byCode.get(code); at && at.level !== 'city'; at = byCode.get(at.parent_code ?? '')) {
    if (path.includes(at.code)) break
    path.unshift(at.code)
  }
  return path.length > 0 ? path : [code]
}

interface Props extends Omit<CascaderProps<Place>, 'value' | 'onChange' | 'options' | 'multiple' | 'showSearch'> {
  value?: string
  onChange?: (code?: string) => void
}

/** 区／功能区 – 镇街 – 社区; any level may be chosen, searched by name or pinyin initials. */
export function DivisionPicker({ value, onChange, ...rest }: Props) {
  const own = useId()
  const id = rest.id ?? own
  const divisions = useDivisions()
  const path = useMemo(() => placePath(divisions.data ?? [], value), [divisions.data, value])
  const tree = useMemo(() => placeTree(divisions.data ?? [], path), [divisions.data, path])
  return (
    <Cascader<Place>
      allowClear
      changeOnSelect
      expandTrigger="click"
      placeholder={t.pickers.division}
      loading={divisions.isPending}
      notFoundContent={t.pickers.notFound}
      displayRender={(labels) => labels.join(' – ')}
      {...rest}
      id={id}
      popupRender={popup(id)}
      multiple={false}
      showSearch={{
        limit: 30,
        matchInputWidth: false,
        filter: (input, nodes) => matches(input, String(nodes[nodes.length - 1]?.label ?? '')),
      }}
      value={path}
      onChange={(v) => onChange?.(v?.length ? String(v[v.length - 1]) : undefined)}
      options={tree}
    />
  )
}
