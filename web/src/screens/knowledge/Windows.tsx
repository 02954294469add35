import { SearchOutlined } from '@ant-design/icons'
import { Input } from 'antd'
import { useState } from 'react'
import { downloadURL } from '@/api/client'
import { useList } from '@/api/lists'
import type { ServiceWindow } from '@/api/types'
import { DataTable, type Column } from '@/components/DataTable'
import { Panel } from '@/components/PageShell'
import { useDebounced } from '@/lib/useDebounced'
import { t } from '@/texts'

const a = t.article
const c = a.windowsColumns
const columns: Column<ServiceWindow>[] = [
  { key: 'unit', title: c.unit, fixed: true, by: (w) => w.full_name || w.unit_name, render: (w) => <strong>{w.full_name || w.unit_name}</strong> },
  { key: 'phone', title: c.phone, width: 160, render: (w) => (w.duty_phone ? <a href={`tel:${w.duty_phone}`}>{w.duty_phone}</a> : '') },
  { key: 'person', title: c.person, width: 90, by: (w) => w.duty_person, render: (w) => w.duty_person },
  { key: 'address', title: c.address, by: (w) => w.window_address, render: (w) => w.window_address },
  { key: 'hours', title: c.hours, width: 220, render: (w) => w.office_hours },
]

/** Where citizens are received, and whom to ring. */
export function Windows() {
  const [typed, setTyped] = useState('')
  const q = useDebounced(typed.trim())
  const list = useList<ServiceWindow>('/service-windows', { q, limit: 100 })
  return (
    <Panel
      flush
      className="panel-scroll"
      title={
        <Input
          allowClear
          style={{ width: 320, maxWidth: '100%' }}
          aria-label={a.windowsSearch}
          prefix={<SearchOutlined aria-hidden="true" />}
          placeholder={a.windowsSearch}
          value={typed}
          onChange={(e) => setTyped(e.target.value)}
        />
      }
    >
      <DataTable
        name="windows"
        label={a.tabs.windows}
        columns={columns}
        list={list}
        rowKey={(w) => w.unit_id}
        exportHref={downloadURL('/service-windows.xlsx', { q })}
        empty={{ title: a.windowsEmpty }}
        card={(w) => (
          <div className="card">
            <strong>{w.full_name || w.unit_name}</strong>
            <div>{w.duty_phone ? <a href={`tel:${w.duty_phone}`}>{w.duty_phone}</a> : null}</div>
            <div className="muted">{[w.window_address, w.office_hours].filter(Boolean).join(' · ')}</div>
          </div>
        )}
      />
    </Panel>
  )
}
