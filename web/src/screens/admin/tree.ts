import type { Category } from '@/api/types'

export interface TreeRow {
  item: Category
  depth: number
  children: number
  open: boolean
}

/**
 * The rows of a tree table. Without a search only what is open is shown; with
 * one, every hit together with the way that leads to it.
 */
export function shownTree(list: Category[], open: ReadonlySet<string>, hit?: (c: Category) => boolean): TreeRow[] {
  const ids = new Set(list.map((c) => c.id))
  const below = new Map<string, Category[]>()
  for (const c of list) {
    const parent = c.parent_id && ids.has(c.parent_id) ? c.parent_id : ''
    below.set(parent, [...(below.get(parent) ?? []), c])
  }
  const wanted = hit ? new Set<string>() : undefined
  if (wanted && hit) {
    const byId = new Map(list.map((c) => [c.id, c]))
    for (const c of list.filter(hit))
      for (let at: Category | undefined = c; at && !wanted.has(at.id); at = byId.get(at.parent_id ?? '')) wanted.add(at.id)
  }
  const rows: TreeRow[] = []
  const walk = (parent: string, depth: number) => {
    for (const item of below.get(parent) ?? []) {
      if (wanted && !wanted.has(item.id)) continue
      const isOpen = wanted ? (below.get(item.id) ?? []).some((c) => wanted.has(c.id)) : open.has(item.id)
      rows.push({ item, depth, children: below.get(item.id)?.length ?? 0, open: isOpen })
      if (isOpen) walk(item.id, depth + 1)
    }
  }
  walk('', 0)
  return rows
}
