import { SettingOutlined } from '@ant-design/icons'
import { Button, Checkbox } from 'antd'
import { useState } from 'react'
import { t } from '@/texts'
import type { Column } from './DataTable'
import { Pop } from './Pop'

interface ColumnState<T> {
  shown: Column<T>[]
  has: (key: string) => boolean
  toggle: (key: string) => void
  reset: () => void
}

function stored(name: string): string[] | undefined {
  try {
    const v: unknown = JSON.parse(localStorage.getItem('columns.' + name) ?? 'null')
    return Array.isArray(v) ? v.filter((x): x is string => typeof x === 'string') : undefined
  } catch {
    return undefined
  }
}

/** Which columns this person wants to see in this list; kept in the browser. */
export function useColumns<T>(name: string, all: Column<T>[]): ColumnState<T> {
  const usual = all.filter((c) => !c.extra).map((c) => c.key)
  const [chosen, setChosen] = useState<string[]>(() => stored(name) ?? usual)
  const has = (key: string) => chosen.includes(key)
  function keep(next: string[] | undefined) {
    setChosen(next ?? usual)
    if (next) localStorage.setItem('columns.' + name, JSON.stringify(next))
    else localStorage.removeItem('columns.' + name)
  }
  return {
    shown: all.filter((c) => c.fixed || has(c.key)),
    has,
    toggle: (key) => keep(has(key) ? chosen.filter((k) => k !== key) : [...chosen, key]),
    reset: () => keep(undefined),
  }
}

export function ColumnChooser<T>({ all, state }: { all: Column<T>[]; state: ColumnState<T> }) {
  return (
    <Pop
      label={t.table.columns}
      placement="bottomRight"
      title={t.table.columnsHint}
      content={
        <div className="stack" style={{ gap: 4 }}>
          {all.map((c) => (
            <Checkbox key={c.key} checked={c.fixed || state.has(c.key)} disabled={c.fixed} onChange={() => state.toggle(c.key)}>
              {c.title}
            </Checkbox>
          ))}
          <Button size="small" onClick={state.reset}>
            {t.table.columnsReset}
          </Button>
        </div>
      }
    >
      <Button size="small" icon={<SettingOutlined />}>
        {t.table.columns}
      </Button>
    </Pop>
  )
}
