import { PlusOutlined } from '@ant-design/icons'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { downloadURL } from '@/api/client'
import { listFrom } from '@/api/lists'
import { useTopics } from '@/api/reference'
import type { Topic } from '@/api/types'
import { DataTable, type Column } from '@/components/DataTable'
import { Field } from '@/components/Field'
import { PageShell, Panel } from '@/components/PageShell'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { EditDrawer } from './EditDrawer'
import { ActiveTag } from './parts'
import { useSave } from './useSave'

const p = t.admin.topics

/** The words across categories that requests are marked with. */
export default function TopicsScreen() {
  const [adding, setAdding] = useState(false)
  const topics = useTopics()
  const save = useSave('/topics', { onDone: () => undefined })
  const columns: Column<Topic>[] = [
    { key: 'name', title: p.name, by: (x) => x.name, fixed: true, render: (x) => <strong>{x.name}</strong> },
    { key: 'status', title: t.common.status, by: (x) => x.active, width: 100, render: (x) => <ActiveTag active={x.active} /> },
    {
      key: 'act',
      title: t.common.actions,
      fixed: true,
      width: 120,
      render: (x) => (
        <Button
          size="small"
          disabled={save.isPending}
          aria-label={(x.active ? p.stop : p.start) + x.name}
          onClick={() => save.mutate({ id: x.id, body: { version: x.version, active: !x.active } })}
        >
          {x.active ? p.stop : p.start}
        </Button>
      ),
    },
  ]
  return (
    <PageShell
      title={p.title}
      actions={
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
          {p.create}
        </Button>
      }
    >
      <p className="muted">{p.hint}</p>
      <Panel flush>
        <DataTable
          name="topics"
          label={p.title}
          columns={columns}
          list={listFrom(topics, topics.data ?? [])}
          rowKey={(x) => x.id}
          exportHref={downloadURL('/topics.xlsx', {})}
        />
      </Panel>
      {adding ? <Add onClose={() => setAdding(false)} /> : null}
    </PageShell>
  )
}

function Add({ onClose }: { onClose: () => void }) {
  const form = useForm({ name: '' }, (v) => ({ name: v.name.trim() === '' ? t.common.fieldRequired(p.name) : undefined }))
  const save = useSave('/topics', { onDone: onClose, onRefused: form.refuse })
  return (
    <EditDrawer title={p.create} busy={save.isPending} problem={save.error} onClose={onClose} onSave={() => form.check() && save.mutate({ body: form.values })}>
      <Field label={p.name} required error={form.faults.name}>
        <Input autoFocus maxLength={40} value={form.values.name} onChange={(e) => form.set('name', e.target.value)} />
      </Field>
    </EditDrawer>
  )
}
