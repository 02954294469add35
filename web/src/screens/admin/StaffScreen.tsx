import { PlusOutlined } from '@ant-design/icons'
import { Button, Select } from 'antd'
import { useState } from 'react'
import { downloadURL } from '@/api/client'
import { useWholeList } from '@/api/lists'
import { useRoles } from '@/api/reference'
import type { Role, Staff } from '@/api/types'
import { DataTable, type Column } from '@/components/DataTable'
import { PageShell, Panel } from '@/components/PageShell'
import { UnitPicker } from '@/components/pickers/UnitPicker'
import { Tag } from '@/components/StateTag'
import { Ask } from '@/components/states'
import { ViewTabs } from '@/components/ViewTabs'
import { useDebounced } from '@/lib/useDebounced'
import { useUrlQuery } from '@/lib/useUrlQuery'
import { t } from '@/texts'
import { rightNames } from '@/texts/zh/rights'
import { ActiveTag, SearchBox } from './parts'
import { PasswordModal, StaffEdit } from './StaffEdit'

const s = t.admin.staff

/** The people who work here, their roles, and what each role may do. */
export default function StaffScreen() {
  const [tab, setTab] = useState<'staff' | 'roles'>('staff')
  const [editing, setEditing] = useState<Staff | 'new'>()
  return (
    <PageShell
      title={s.title}
      actions={
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing('new')}>
          {s.create}
        </Button>
      }
    >
      <ViewTabs
        label={s.title}
        tabs={[
          { key: 'staff', label: s.staffTab },
          { key: 'roles', label: s.rolesTab },
        ]}
        current={tab}
        onChange={setTab}
      />
      {tab === 'staff' ? <StaffTable onEdit={setEditing} /> : <Roles />}
      {editing ? <StaffEdit staff={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} /> : null}
    </PageShell>
  )
}

function StaffTable({ onEdit }: { onEdit: (x: Staff) => void }) {
  const [url, setUrl] = useUrlQuery(['unit_id', 'role'] as const)
  const [typed, setTyped] = useState('')
  const [resetting, setResetting] = useState<Staff>()
  const roles = useRoles()
  const roleName = new Map(roles.data?.items.map((r) => [r.id, r.name]))
  const asked = { q: useDebounced(typed.trim()), ...url }
  const list = useWholeList<Staff>('/staff', asked)
  const columns: Column<Staff>[] = [
    { key: 'name', title: s.columns.name, by: (x) => x.name, fixed: true, width: 120, render: (x) => <strong>{x.name}</strong> },
    { key: 'login', title: s.columns.login, by: (x) => x.login, fixed: true, width: 150, render: (x) => <code>{x.login}</code> },
    { key: 'unit', title: s.columns.unit, by: (x) => x.unit_name ?? '', render: (x) => x.unit_name },
    {
      key: 'roles',
      title: s.columns.roles,
      render: (x) => (
        <span className="flags">
          {x.roles.map((r) => (
            <Tag key={r} tone="info">
              {roleName.get(r) ?? r}
            </Tag>
          ))}
        </span>
      ),
    },
    { key: 'status', title: s.columns.status, by: (x) => x.active, width: 80, render: (x) => <ActiveTag active={x.active} /> },
    {
      key: 'actions',
      title: t.common.actions,
      fixed: true,
      width: 110,
      render: (x) => (
        <Button size="small" onClick={() => setResetting(x)}>
          {s.password}
        </Button>
      ),
    },
  ]
  return (
    <>
      <div className="row">
        <SearchBox label={s.search} value={typed} onChange={setTyped} />
        <UnitPicker
          aria-label={s.fields.unit_id}
          style={{ width: 240 }}
          value={url.unit_id}
          onChange={(unit_id) => setUrl({ unit_id })}
        />
        <Select
          allowClear
          aria-label={s.fields.roles}
          placeholder={s.fields.roles}
          style={{ width: 140 }}
          value={url.role}
          onChange={(role?: string) => setUrl({ role })}
          options={roles.data?.items.map((r) => ({ value: r.id, label: r.name }))}
        />
      </div>
      <Panel flush>
        <DataTable
          name="staff"
          label={s.staffTab}
          columns={columns}
          list={list}
          rowKey={(x) => x.id}
          onOpen={onEdit}
          exportHref={downloadURL('/staff.xlsx', asked)}
        />
      </Panel>
      {resetting ? <PasswordModal staff={resetting} onClose={() => setResetting(undefined)} /> : null}
    </>
  )
}

function Roles() {
  const roles = useRoles()
  return (
    <Panel flush>
      <Ask query={roles}>{(page) => <RoleTable roles={page.items} />}</Ask>
    </Panel>
  )
}

function RoleTable({ roles }: { roles: Role[] }) {
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label={s.rolesTab}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{s.fields.roles}</th>
            <th scope="col">{s.rights}</th>
          </tr>
        </thead>
        <tbody>
          {roles.map((r) => (
            <tr key={r.id}>
              <td style={{ whiteSpace: 'nowrap' }}>
                <strong>{r.name}</strong>
                <div className="muted">
                  <code>{r.id}</code>
                </div>
              </td>
              <td>
                <span className="flags">
                  {r.rights.map((x) => (
                    <Tag key={x}>
                      <span title={x}>{rightNames[x] ?? x}</span>
                    </Tag>
                  ))}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
