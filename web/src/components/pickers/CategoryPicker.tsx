import { TreeSelect } from 'antd'
import type { TreeSelectProps } from 'antd'
import { useId, useMemo, useState, type ReactNode } from 'react'
import { useCategories } from '@/api/reference'
import type { Category } from '@/api/types'
import { matches } from '@/lib/pinyin'
import { t } from '@/texts'
import { popup } from './popup'
import './pickers.css'

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

/**
 * What the typed words find, as a flat list with the best first: Enter takes it.
 * A category is found by its own name, or all of a branch by the branch's.
 */
export function categoryMatches(tree: CategoryNode[], typed: string): CategoryNode[] {
  const found: { node: CategoryNode; rank: number }[] = []
  const walk = (nodes: CategoryNode[], branch: boolean) => {
    for (const { children, ...node } of nodes) {
      const own = matches(typed, node.title, node.pinyin)
      if (node.selectable && (own || branch)) found.push({ node, rank: node.title.startsWith(typed.trim()) ? 0 : own ? 1 : 2 })
      walk(children ?? [], own || branch)
    }
  }
  walk(tree, false)
  return found.sort((a, b) => a.rank - b.rank).map((x) => x.node)
}

type Found = Omit<CategoryNode, 'title'> & { title: ReactNode; typed: string }

/** The name of a found category with the branch that it stands in. */
function withBranch(n: CategoryNode, typed: string): Found {
  const branch = n.path.slice(0, -n.title.length).replace(/ \/ $/, '')
  return { ...n, typed, title: <>{n.title} {branch ? <span className="pick-branch">{branch}</span> : null}</> }
}

interface Props extends Omit<TreeSelectProps, 'value' | 'onChange' | 'treeData' | 'showSearch'> {
  value?: string
  onChange?: (id?: string) => void
  /** Filters take whole branches; a request needs a leaf. */
  anyLevel?: boolean
}

/** A category of the tree by name or pinyin initials. */
export function CategoryPicker({ value, onChange, anyLevel, ...rest }: Props) {
  const own = useId()
  const id = rest.id ?? own
  const categories = useCategories()
  const tree = useMemo(() => categoryTree(categories.data ?? [], !anyLevel, value), [categories.data, anyLevel, value])
  const [typed, setTyped] = useState('')
  const data = useMemo(() => (typed.trim() === '' ? tree : categoryMatches(tree, typed).map((n) => withBranch(n, typed))), [tree, typed])
  return (
    <TreeSelect
      allowClear
      placeholder={t.pickers.category}
      loading={categories.isPending}
      notFoundContent={t.pickers.notFound}
      treeNodeLabelProp="path"
      // What is found needs no second filter; by this property the first of it is the one that Enter takes.
      treeNodeFilterProp="typed"
      popupMatchSelectWidth={320}
      listHeight={320}
      treeExpandAction="click"
      {...rest}
      id={id}
      popupRender={popup(id)}
      showSearch={{ filterTreeNode: () => true, onSearch: setTyped }}
      value={value || undefined}
      onChange={(v: string | undefined) => onChange?.(v)}
      treeData={data}
    />
  )
}
