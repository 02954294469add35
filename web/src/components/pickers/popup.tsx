import type { ReactElement } from 'react'

/** Columns that scroll must be within the keyboard's reach. */
function reachable(frame: HTMLElement | null) {
  frame?.querySelectorAll<HTMLElement>('.ant-cascader-menu').forEach((column) => (column.tabIndex = 0))
}

/** The frame of a tree or cascade that opens: the field says that it controls what has this id, which nothing else bears. */
export const popup = (id: string) => (menu: ReactElement) => (
  <div id={`${id}_list`} ref={(frame) => reachable(frame)}>
    {menu}
  </div>
)

/** The list that a field opens bears the field's name. */
export const labelled = (by: string) => (menu: ReactElement) => (
  <div ref={(frame) => frame?.querySelector('[role=listbox]')?.setAttribute('aria-labelledby', by)}>{menu}</div>
)
