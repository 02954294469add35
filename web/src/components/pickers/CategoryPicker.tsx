import { TreeSelect } from 'antd'
import type { TreeSelectProps } from 'antd'
import { useMemo } from 'react'
import { useCategories } from '@/api/reference'
import type { Category } from '@/api/types'
import { matches } from '@/lib/pinyin'
import { t } from '@/texts'

export interface CategoryNode {
  value: string
  title: string
  path: string
  pinyin: string
  selectable: boolean
  children?: CategoryNode[]
}

/** The flat list as a tree. A category whose parent is missing stands at the top rather than vanishing. */
export function categoryTree(list: Category[], leavesOnly: boolean, keep?: string): CategoryNode[] {
  const shown = list.filter((c) => c.active || c.id === keep)
  const ids = new Set(shown.map((c) => c.id))
  const children = new Map<string, Category[]>()
  for (const c of shown) {
    const parent = c.parent_id && ids.has(c.parent_id) ? c.parent_id : ''
    children.set(parent, [...(children.get(parent) ?? []), c])
  }
  const build = (parent: string, path: string): CategoryNode[] =>
    (children.get(parent) ?? []).map((c) => {
      const here = path ? `${path} / ${c.name}` : c.name
      const below = build(c.id, here)
      return {
        value: c.id,
        title: c.name,
        path: here,
        pinyin: c.pinyin,
        selectable: !leavesOnly || below.length === 0,
        children: below.length > 0 ? below : undefined,
      }
    })
  return build('', '')
}

interface Props extends Omit<TreeSelectProps, 'value' | 'onChange' | 'treeData' | 'filterTreeNode' | 'showSearch'> {
  value?: string
  onChange?: (id?: string) => void
  /** Filters take whole branches; a request needs a leaf. */
  anyLevel?: boolean
}

/** A category of the tree by name or pinyin initials. */
export function CategoryPicker({ value, onChange, anyLevel, ...rest }: Props) {
  const categories = useCategories()
  const tree = useMemo(() => categoryTree(categories.data ?? [], !anyLevel, value), [categories.data, anyLevel, value])
  return (
    <TreeSelect
      allowClear
      placeholder={t.pickers.category}
      loading={categories.isPending}
      notFoundContent={t.pickers.notFound}
      treeNodeLabelProp="path"
      popupMatchSelectWidth={320}
      listHeight={320}
      treeExpandAction="click"
      {...rest}
      showSearch={{ filterTreeNode: (input, node) => matches(input, String(node.title ?? ''), String(node.pinyin ?? '')) }}
      value={value || undefined}
      onChange={(v: string | undefined) => onChange?.(v)}
      treeData={tree}
    />
  )
}
