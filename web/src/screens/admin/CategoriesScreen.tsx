import { CaretDownOutlined, CaretRightOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Checkbox, Input, Select } from 'antd'
import { useMemo, useState } from 'react'
import { downloadURL } from '@/api/client'
import { useCategories, usePresets } from '@/api/reference'
import type { Category, OrderKind } from '@/api/types'
import { ExportButton } from '@/components/ExportButton'
import { Field } from '@/components/Field'
import { PageShell, Panel } from '@/components/PageShell'
import { CategoryPicker } from '@/components/pickers/CategoryPicker'
import { Ask, EmptyState } from '@/components/states'
import { matches } from '@/lib/pinyin'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { EditDrawer } from './EditDrawer'
import { Tag } from '@/components/StateTag'
import { ActiveTag, changed, options, SearchBox } from './parts'
import { caseName } from './limit'
import { shownTree } from './tree'
import { useSave } from './useSave'
import './admin.css'

const c = t.admin.categories
const f = c.fields
type Editing = { category?: Category; parent?: string }

/** The tree of what requests are about, three levels deep. */
export default function CategoriesScreen() {
  const [typed, setTyped] = useState('')
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const [editing, setEditing] = useState<Editing>()
  const categories = useCategories()
  const rows = useMemo(
    () => shownTree(categories.data ?? [], open, typed.trim() === '' ? undefined : (x) => matches(typed, `${x.name} ${x.code}`, x.pinyin)),
    [categories.data, open, typed],
  )
  const toggle = (id: string) => {
    const next = new Set(open)
    if (!next.delete(id)) next.add(id)
    setOpen(next)
  }
  return (
    <PageShell
      title={c.title}
      actions={
        <>
          <SearchBox label={c.search} value={typed} onChange={setTyped} />
          <Button onClick={() => setOpen(open.size > 0 ? new Set() : new Set(categories.data?.map((x) => x.id)))}>
            {open.size > 0 ? c.collapseAll : c.expandAll}
          </Button>
          <ExportButton href={downloadURL('/categories.xlsx', { q: typed.trim() })} />
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing({})}>
            {c.create}
          </Button>
        </>
      }
    >
      <Panel flush>
        <Ask query={categories} rows={10}>
          {() =>
            rows.length === 0 ? (
              <EmptyState title={t.table.empty} />
            ) : (
              <table className="table categories">
                <thead>
                  <tr>
                    <th scope="col">{c.columns.name}</th>
                    <th scope="col">{c.columns.code}</th>
                    <th scope="col">{c.columns.kind}</th>
                    <th scope="col">{c.columns.status}</th>
                    <th scope="col">{t.common.actions}</th>
                  </tr>
                </thead>
                <tbody>
                  {rows.map(({ item: x, depth, children, open: isOpen }) => (
                    <tr key={x.id}>
                      <td>
                        <span style={{ paddingInlineStart: depth * 22 }} className="tree-cell">
                          {children > 0 ? (
                            <Button
                              type="text"
                              size="small"
                              aria-expanded={isOpen}
                              aria-label={(isOpen ? c.collapse : c.expand) + x.name}
                              icon={isOpen ? <CaretDownOutlined /> : <CaretRightOutlined />}
                              onClick={() => toggle(x.id)}
                            />
                          ) : (
                            <span className="tree-gap" />
                          )}
                          <button type="button" className="tree-name" onClick={() => setEditing({ category: x })}>
                            {x.name}
                          </button>
                          {children > 0 ? <span className="muted">{children}</span> : null}
                        </span>
                      </td>
                      <td className="num">{x.code}</td>
                      <td>{x.default_kind ? t.words.kind[x.default_kind] : ''}</td>
                      <td>
                        <ActiveTag active={x.active} />
                        {x.enforcement ? <Tag tone="info">{f.enforcement}</Tag> : null}
                        {x.limit_case ? <Tag>{caseName(x.limit_case)}</Tag> : null}
                      </td>
                      <td>
                        {x.level < 3 ? (
                          <Button size="small" type="link" onClick={() => setEditing({ parent: x.id })}>
                            {c.createChild}
                          </Button>
                        ) : null}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )
          }
        </Ask>
      </Panel>
      {editing ? <Edit {...editing} onClose={() => setEditing(undefined)} /> : null}
    </PageShell>
  )
}

function Edit({ category, parent, onClose }: Editing & { onClose: () => void }) {
  const before = {
    name: category?.name ?? '',
    code: category?.code ?? '',
    parent_id: category?.parent_id ?? parent ?? '',
    default_kind: category?.default_kind ?? ('' as OrderKind | ''),
    active: category?.active ?? true,
    enforcement: category?.enforcement ?? false,
    limit_case: category?.limit_case ?? '',
  }
  const form = useForm(before, (v) => ({ name: v.name.trim() === '' ? t.common.fieldRequired(f.name) : undefined }))
  const presets = usePresets()
  const cases = [...new Set([...(presets.data?.items ?? []).flatMap((p) => p.limits.flatMap((l) => l.case ?? [])), ...(category?.limit_case ? [category.limit_case] : [])])]
  const save = useSave('/categories', { onDone: onClose, onRefused: form.refuse })
  const v = form.values
  function send() {
    if (!form.check()) return
    if (category) return save.mutate({ id: category.id, body: { version: category.version, ...changed(before, v) } })
    const { active: _, parent_id, ...body } = v
    save.mutate({ body: { ...body, parent_id: parent_id || undefined } })
  }
  return (
    <EditDrawer title={category ? c.edit : c.create} busy={save.isPending} problem={save.error} onClose={onClose} onSave={send}>
      <div className="fields">
        <Field label={f.name} required error={form.faults.name}>
          <Input autoFocus maxLength={40} value={v.name} onChange={(e) => form.set('name', e.target.value)} />
        </Field>
        <Field label={f.code} error={form.faults.code} hint={category ? undefined : c.codeHint} className="w6">
          <Input maxLength={32} value={v.code} onChange={(e) => form.set('code', e.target.value)} />
        </Field>
        <Field label={f.default_kind} className="w6">
          <Select
            value={v.default_kind}
            onChange={(k: OrderKind | '') => form.set('default_kind', k)}
            options={[{ value: '', label: c.noKind }, ...options(t.words.kind)]}
          />
        </Field>
        <Field label={f.parent_id} error={form.faults.parent_id}>
          <CategoryPicker anyLevel placeholder={c.top} value={v.parent_id || undefined} onChange={(id) => form.set('parent_id', id ?? '')} />
        </Field>
        <Field label={f.limit_case} error={form.faults.limit_case} hint={c.limitCaseHint}>
          <Select
            value={v.limit_case}
            onChange={(x: string) => form.set('limit_case', x)}
            options={[{ value: '', label: c.noCase }, ...cases.map((x) => ({ value: x, label: caseName(x) }))]}
          />
        </Field>
        <Checkbox checked={v.enforcement} onChange={(e) => form.set('enforcement', e.target.checked)}>
          {f.enforcement} <span className="muted">{c.enforcementHint}</span>
        </Checkbox>
        {category ? (
          <Checkbox checked={v.active} onChange={(e) => form.set('active', e.target.checked)}>
            {f.active}
          </Checkbox>
        ) : null}
      </div>
    </EditDrawer>
  )
}
