import { PlusOutlined, UploadOutlined } from '@ant-design/icons'
import { App, Button, Input } from 'antd'
import { useRef, useState } from 'react'
import { Link } from 'react-router'
import { downloadURL, http } from '@/api/client'
import { useList } from '@/api/lists'
import { useLiveRefresh } from '@/api/live'
import type { Barred, ListReport } from '@/api/types'
import { useCommand } from '@/api/useCommand'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { DataTable, type Column } from '@/components/DataTable'
import { ExportButton } from '@/components/ExportButton'
import { Field } from '@/components/Field'
import { PageShell } from '@/components/PageShell'
import { ProblemAlert } from '@/components/states'
import { useSort } from '@/components/useSort'
import { shortTime } from '@/lib/time'
import { useForm } from '@/lib/useForm'
import { EditDrawer } from '@/screens/admin/EditDrawer'
import { outreach as o } from '@/texts/zh/outreach'
import { doNotCall as d } from '@/texts/zh/outreachEdit'
import { inBase64 } from './ImportList'

const columns: Column<Barred>[] = [
  { key: 'phone', title: d.columns.phone, fixed: true, width: 130, render: (x) => <span className="num">{x.phone_masked}</span> },
  { key: 'reason', title: d.columns.reason, fixed: true, render: (x) => x.reason },
  { key: 'by', title: d.columns.by, width: 160, render: (x) => x.by || d.self },
  { key: 'at', title: d.columns.at, width: 120, sort: ['-at', 'at'], render: (x) => <span className="num">{shortTime(x.at)}</span> },
]

/** The numbers that no campaign calls: who was put there by whom, when and why. */
export default function DoNotCallScreen() {
  const can = useCan()
  const { message, modal } = App.useApp()
  const [sort, setSort] = useSort(columns)
  const [open, setOpen] = useState<'add' | 'import'>()
  const list = useList<Barred>('/do-not-call', { sort })
  useLiveRefresh(['outreach'], [['/do-not-call']], 1500)
  const may = can(rights.outreachManage)
  const remove = useCommand((id: string, idempotencyKey) => http.post(`/do-not-call/${id}/remove`, {}, { idempotencyKey }), {
    invalidates: [['/do-not-call']],
    onDone: () => void message.success(d.removed),
  })
  const removal: Column<Barred> = {
    key: 'remove',
    title: d.remove,
    fixed: true,
    width: 80,
    render: (x) => (
      <Button
        size="small"
        aria-label={`${d.remove} ${x.phone_masked}`}
        onClick={() =>
          void modal.confirm({ title: d.removeAsk(x.phone_masked), okText: d.remove, okButtonProps: { danger: true }, onOk: () => remove.mutateAsync(x.id).catch(() => undefined) })
        }
      >
        {d.remove}
      </Button>
    ),
  }
  return (
    <PageShell
      fixed
      title={d.title}
      actions={
        <>
          <Link to="/outreach">{d.back}</Link>
          {may ? (
            <>
              <Button icon={<UploadOutlined aria-hidden="true" />} onClick={() => setOpen('import')}>
                {d.import}
              </Button>
              <Button type="primary" icon={<PlusOutlined aria-hidden="true" />} onClick={() => setOpen('add')}>
                {d.add}
              </Button>
            </>
          ) : null}
          <ExportButton href={downloadURL('/do-not-call.xlsx', { sort })} />
        </>
      }
    >
      <p className="muted">{d.hint}</p>
      {remove.error ? <ProblemAlert problem={remove.error} compact /> : null}
      <DataTable name="do-not-call" label={d.title} columns={may ? [...columns, removal] : columns} list={list} sort={sort} onSort={setSort} rowKey={(x) => x.id} empty={{ title: d.empty, hint: '' }} />
      {open === 'add' ? <AddForm onClose={() => setOpen(undefined)} /> : null}
      {open === 'import' ? <ImportForm onClose={() => setOpen(undefined)} /> : null}
    </PageShell>
  )
}

function AddForm({ onClose }: { onClose: () => void }) {
  const { message } = App.useApp()
  const form = useForm({ number: '', reason: '' }, (v) => ({ number: v.number.trim() ? undefined : d.numberMissing, reason: v.reason.trim() ? undefined : d.reasonMissing }))
  const save = useCommand((body: { number: string; reason: string }, idempotencyKey) => http.post('/do-not-call', body, { idempotencyKey }), {
    invalidates: [['/do-not-call'], ['/campaigns'], ['/campaigns/{id}']],
    onDone: () => {
      void message.success(d.added)
      onClose()
    },
    onRefused: (p) => form.refuse(p),
  })
  const v = form.values
  return (
    <EditDrawer title={d.add} busy={save.isPending} problem={save.error} onClose={onClose} onSave={() => form.check() && save.mutate({ number: v.number.trim(), reason: v.reason.trim() })}>
      <Field label={d.number} required error={form.faults.number}>
        <Input autoFocus inputMode="tel" maxLength={30} value={v.number} onChange={(x) => form.set('number', x.target.value)} />
      </Field>
      <Field label={d.reason} required error={form.faults.reason}>
        <Input maxLength={100} value={v.reason} onChange={(x) => form.set('reason', x.target.value)} />
      </Field>
    </EditDrawer>
  )
}

function ImportForm({ onClose }: { onClose: () => void }) {
  const picker = useRef<HTMLInputElement>(null)
  const form = useForm({ reason: '' }, (v) => ({ reason: v.reason.trim() ? undefined : d.reasonMissing }))
  const send = useCommand((body: { file: string; reason: string }, idempotencyKey) => http.post<ListReport>('/do-not-call/import', body, { idempotencyKey }), {
    invalidates: [['/do-not-call'], ['/campaigns'], ['/campaigns/{id}']],
  })
  return (
    <EditDrawer title={d.import} busy={send.isPending} problem={send.error} saveLabel={d.choose} onClose={onClose} onSave={() => form.check() && picker.current?.click()}>
      <p className="muted">{d.importHint}</p>
      <Field label={d.reason} required error={form.faults.reason}>
        <Input autoFocus maxLength={100} value={form.values.reason} onChange={(x) => form.set('reason', x.target.value)} />
      </Field>
      <input
        ref={picker}
        hidden
        type="file"
        accept=".xlsx,.csv"
        aria-label={d.import}
        onChange={(x) => {
          const file = x.target.files?.[0]
          x.target.value = ''
          if (file) void inBase64(file).then((text) => send.mutate({ file: text, reason: form.values.reason.trim() }))
        }}
      />
      {send.data ? (
        <div role="status">
          <p>{d.imported(send.data.taken, send.data.refused)}</p>
          <ul>
            {(send.data.rows ?? []).map((r) => (
              <li key={r.line}>{o.refusedRow(r.line, r.reason)}</li>
            ))}
          </ul>
        </div>
      ) : null}
    </EditDrawer>
  )
}
