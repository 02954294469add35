import { PlusOutlined } from '@ant-design/icons'
import { App, Button, Checkbox, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { http } from '@/api/client'
import { listFrom } from '@/api/lists'
import { remitKey, useRemit } from '@/api/remit'
import type { RemitCode, RemitGroup } from '@/api/types'
import { useCommand } from '@/api/useCommand'
import { DataTable, type Column } from '@/components/DataTable'
import { Field } from '@/components/Field'
import { PageShell, Panel } from '@/components/PageShell'
import { Tag } from '@/components/StateTag'
import { matches } from '@/lib/pinyin'
import { useForm } from '@/lib/useForm'
import { EditDrawer } from '@/screens/admin/EditDrawer'
import { ActiveTag, options, SearchBox } from '@/screens/admin/parts'
import { t } from '@/texts'

const r = t.remit
const f = r.fields
const lines = (c: RemitCode) => c.signs.split('\n').filter((x) => x.trim() !== '').length

/** What the hotline does not take on, and the path that each person is told. */
export default function RemitScreen() {
  const [typed, setTyped] = useState('')
  const [editing, setEditing] = useState<RemitCode | 'new'>()
  const remit = useRemit()
  const rows = (remit.data ?? []).filter((x) => matches(typed, `${x.label} ${x.path} ${x.signs} ${x.code}`))
  const columns: Column<RemitCode>[] = [
    {
      key: 'label',
      by: (x) => x.label,
      title: r.columns.label,
      fixed: true,
      width: 240,
      render: (x) => (
        <div>
          <strong>{x.label}</strong>
          <div className="muted num">{x.code}</div>
        </div>
      ),
    },
    { key: 'group', title: r.columns.group, width: 140, by: (x) => x.group, render: (x) => <Tag tone={x.group === 'emergency' ? 'bad' : 'plain'}>{r.groups[x.group]}</Tag> },
    { key: 'phone', title: r.columns.phone, width: 90, by: (x) => x.phone ?? '', render: (x) => <span className="num">{x.phone}</span> },
    { key: 'path', title: r.columns.path, render: (x) => <span className="clip" title={x.path}>{x.path}</span> },
    { key: 'signs', title: r.columns.signs, width: 80, render: (x) => r.ruleCount(lines(x)) },
    { key: 'status', title: r.columns.status, width: 80, by: (x) => x.active, render: (x) => <ActiveTag active={x.active} /> },
  ]
  return (
    <PageShell
      title={r.title}
      actions={
        <>
          <SearchBox label={r.search} value={typed} onChange={setTyped} />
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing('new')}>
            {r.create}
          </Button>
        </>
      }
    >
      <p className="muted">{r.hint}</p>
      <Panel flush>
        <DataTable name="remit" label={r.title} columns={columns} list={listFrom(remit, rows)} rowKey={(x) => x.code} onOpen={setEditing} />
      </Panel>
      {editing ? <Edit code={editing === 'new' ? undefined : editing} last={remit.data?.at(-1)?.position ?? 0} onClose={() => setEditing(undefined)} /> : null}
    </PageShell>
  )
}

function Edit({ code, last, onClose }: { code?: RemitCode; last: number; onClose: () => void }) {
  const { message } = App.useApp()
  const form = useForm(
    {
      code: code?.code ?? '',
      group: code?.group ?? ('outside' as RemitGroup),
      label: code?.label ?? '',
      phone: code?.phone ?? '',
      path: code?.path ?? '',
      legal: code?.legal ?? '',
      needs_words: code?.needs_words ?? false,
      signs: code?.signs ?? '',
      active: code?.active ?? true,
      position: code?.position ?? last + 10,
    },
    (v) => ({
      code: /^[a-z][a-z0-9-]{1,39}$/.test(v.code) ? undefined : f.codeHint,
      label: v.label.trim() === '' ? t.common.fieldRequired(f.label) : undefined,
      path: v.path.trim() === '' ? t.common.fieldRequired(f.path) : undefined,
      phone: v.group === 'emergency' && v.phone.trim() === '' ? t.common.fieldRequired(f.phone) : undefined,
    }),
  )
  const v = form.values
  const save = useCommand(({ code: name, ...body }: typeof v & { version: number }) => http.put(`/remit/${name}`, body), {
    invalidates: [remitKey],
    onDone: () => {
      void message.success(t.admin.saved)
      onClose()
    },
    onRefused: form.refuse,
  })
  return (
    <EditDrawer
      title={code ? r.edit : r.create}
      busy={save.isPending}
      problem={save.error}
      onClose={onClose}
      onSave={() => form.check() && save.mutate({ ...v, version: code?.version ?? 0 })}
    >
      <div className="fields">
        <Field label={f.code} required error={form.faults.code} hint={f.codeHint} className="w6">
          <Input maxLength={40} disabled={!!code} value={v.code} onChange={(e) => form.set('code', e.target.value)} />
        </Field>
        <Field label={f.group} required className="w6">
          <Select value={v.group} onChange={(g: RemitGroup) => form.set('group', g)} options={options(r.groups)} />
        </Field>
        <Field label={f.label} required error={form.faults.label}>
          <Input maxLength={40} value={v.label} onChange={(e) => form.set('label', e.target.value)} />
        </Field>
        <Field label={f.path} required error={form.faults.path} hint={f.pathHint}>
          <Input.TextArea autoSize={{ minRows: 3, maxRows: 8 }} maxLength={500} value={v.path} onChange={(e) => form.set('path', e.target.value)} />
        </Field>
        <Field label={f.phone} error={form.faults.phone} className="w6">
          <Input maxLength={20} value={v.phone} onChange={(e) => form.set('phone', e.target.value)} />
        </Field>
        <Field label={f.position} className="w6">
          <InputNumber min={0} max={10000} style={{ width: '100%' }} value={v.position} onChange={(n) => form.set('position', n ?? 0)} />
        </Field>
        <Field label={f.legal}>
          <Input maxLength={200} value={v.legal} onChange={(e) => form.set('legal', e.target.value)} />
        </Field>
        <Field label={f.signs} error={form.faults.signs} hint={f.signsHint}>
          <Input.TextArea autoSize={{ minRows: 3, maxRows: 12 }} value={v.signs} onChange={(e) => form.set('signs', e.target.value)} />
        </Field>
        <Checkbox checked={v.needs_words} onChange={(e) => form.set('needs_words', e.target.checked)}>
          {f.needs_words}
        </Checkbox>
        <Checkbox checked={v.active} onChange={(e) => form.set('active', e.target.checked)}>
          {f.active}
        </Checkbox>
      </div>
    </EditDrawer>
  )
}
