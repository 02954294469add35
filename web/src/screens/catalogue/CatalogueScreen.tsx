import { PlusOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { useVersions, versionsKey } from '@/api/catalogue'
import { http } from '@/api/client'
import { listFrom } from '@/api/lists'
import { useLiveRefresh } from '@/api/live'
import { useDefaultUnit } from '@/api/reference'
import { useCommand } from '@/api/useCommand'
import type { CatalogueVersion } from '@/api/types'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { DataTable, type Column } from '@/components/DataTable'
import { Field } from '@/components/Field'
import { Facts, PageShell, Panel } from '@/components/PageShell'
import { CategoryPicker } from '@/components/pickers/CategoryPicker'
import { DivisionPicker } from '@/components/pickers/DivisionPicker'
import { ProblemAlert } from '@/components/states'
import { dateTime } from '@/lib/time'
import { usePhone } from '@/lib/useMedia'
import { t } from '@/texts'
import { VersionTag } from './VersionTag'
import './catalogue.css'

const c = t.catalogue

const columns: Column<CatalogueVersion>[] = [
  { key: 'version', title: c.columns.version, fixed: true, width: 90, by: (v) => v.number, render: (v) => <strong>{c.version(v.number)}</strong> },
  { key: 'state', title: c.columns.state, fixed: true, width: 110, by: (v) => v.state, render: (v) => <VersionTag state={v.state} /> },
  { key: 'title', title: c.columns.title, by: (v) => v.title, render: (v) => v.title },
  { key: 'entries', title: c.columns.entries, width: 80, align: 'end', by: (v) => v.entries, render: (v) => <span className="num">{v.entries}</span> },
  { key: 'effective', title: c.columns.effective, width: 150, by: (v) => v.effective_at ?? '', render: (v) => <span className="num">{v.effective_at ? dateTime(v.effective_at) : v.number > 0 ? c.ever : ''}</span> },
  { key: 'ends', title: c.columns.ends, width: 150, by: (v) => v.ends_at ?? '', render: (v) => <span className="num">{v.ends_at ? dateTime(v.ends_at) : v.number > 0 ? c.open : ''}</span> },
  { key: 'note', title: c.columns.note, render: (v) => v.note },
]

/** 派单目录: its versions, and which unit the one in force names. */
export default function CatalogueScreen() {
  const can = useCan()
  const phone = usePhone()
  const go = useNavigate()
  const { message } = App.useApp()
  const versions = useVersions()
  useLiveRefresh(['catalogue'], [versionsKey], 900)
  const draft = versions.data?.items.find((v) => v.state === 'draft')
  const begin = useCommand<object, CatalogueVersion>((body, key) => http.post('/dispatch-catalogue/versions', body, { idempotencyKey: key }), {
    invalidates: [versionsKey],
    onDone: (v) => {
      void message.success(c.draftBegun)
      void go(`/catalogue/${v.id}`)
    },
  })
  return (
    <PageShell
      title={c.title}
      extra={<span className="muted">{c.hint}</span>}
      actions={
        draft ? (
          <Button type="primary" onClick={() => void go(`/catalogue/${draft.id}`)}>
            {c.openDraft}
          </Button>
        ) : can(rights.catalogueDraft) && versions.data ? (
          <Button type="primary" icon={<PlusOutlined />} loading={begin.isPending} onClick={() => begin.mutate({})}>
            {c.newDraft}
          </Button>
        ) : null
      }
    >
      {begin.error ? <ProblemAlert problem={begin.error} /> : null}
      <Panel flush title={c.versions}>
        <DataTable
          name="catalogue-versions"
          label={c.versions}
          columns={columns}
          list={listFrom({ ...versions, data: versions.data?.items })}
          rowKey={(v) => v.id}
          onOpen={(v) => void go(`/catalogue/${v.id}`)}
          empty={{ title: c.empty, hint: '' }}
          plain={!phone}
        />
      </Panel>
      <TryOut />
    </PageShell>
  )
}

/** What the version in force says for a category in a division. */
function TryOut() {
  const [category, setCategory] = useState<string>()
  const [division, setDivision] = useState<string>()
  const tried = useDefaultUnit(category, division)
  return (
    <Panel title={c.try} extra={<span className="muted">{c.tryHint}</span>}>
      <div className="fields">
        <Field label={c.entry.category} className="w4">
          <CategoryPicker anyLevel value={category} onChange={setCategory} />
        </Field>
        <Field label={c.entry.division} className="w4">
          <DivisionPicker value={division} onChange={setDivision} />
        </Field>
        <div className="w4" role="status">
          {category && division && tried.data ? (
            <>
              <div className="muted">{c.tryResult}</div>
              <strong>{tried.data.unit_name}</strong>
              <div className="muted">{tried.data.why}</div>
              <Facts
                items={[
                  [c.tryBasis, tried.data.basis],
                  [c.tryCo, tried.data.co_unit_names.join(t.common.separator)],
                ]}
              />
            </>
          ) : null}
        </div>
      </div>
    </Panel>
  )
}
