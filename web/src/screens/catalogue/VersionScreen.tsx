import { App, Button } from 'antd'
import { Link, useNavigate, useParams } from 'react-router'
import { entriesKey, useVersion, versionsKey } from '@/api/catalogue'
import { downloadURL, http } from '@/api/client'
import { useLiveRefresh } from '@/api/live'
import { useCommand } from '@/api/useCommand'
import type { CatalogueVersion } from '@/api/types'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { PageShell } from '@/components/PageShell'
import { Ask, ProblemAlert } from '@/components/states'
import { ViewTabs } from '@/components/ViewTabs'
import { dateTime } from '@/lib/time'
import { useUrlQuery } from '@/lib/useUrlQuery'
import { t } from '@/texts'
import { DiffPanel } from './DiffPanel'
import { EntriesPanel } from './EntriesPanel'
import { ImportButton } from './ImportButton'
import { ReplayPanel } from './ReplayPanel'
import { VersionTag } from './VersionTag'
import './catalogue.css'

const c = t.catalogue
const tabs = ['entries', 'diff', 'replay'] as const
type Tab = (typeof tabs)[number]

/** One version: its entries, how it differs, and for the draft the trial on past orders and the publication. */
export default function VersionScreen() {
  const { id = '' } = useParams()
  const version = useVersion(id)
  useLiveRefresh(['catalogue'], [[...versionsKey, id], entriesKey(id)], 900)
  return (
    <PageShell
      title={version.data ? c.title + ' · ' + c.version(version.data.number) : c.title}
      extra={version.data ? <Told version={version.data} /> : null}
      actions={version.data ? <Actions version={version.data} /> : null}
    >
      <Ask query={version} rows={8}>
        {(v) => <Parts version={v} />}
      </Ask>
    </PageShell>
  )
}

function Told({ version: v }: { version: CatalogueVersion }) {
  const facts = [
    v.title,
    v.base_number > 0 ? c.base(v.base_number) : '',
    v.state === 'draft' ? c.revision(v.revision) : v.effective_at ? `${c.columns.effective} ${dateTime(v.effective_at)}` : c.ever,
    v.note ?? '',
  ]
  return (
    <>
      <VersionTag state={v.state} /> <span className="muted">{facts.filter(Boolean).join(' · ')}</span>
    </>
  )
}

function Actions({ version: v }: { version: CatalogueVersion }) {
  const can = useCan()
  const go = useNavigate()
  const { modal, message } = App.useApp()
  const discard = useCommand<object, void>(() => http.del(`/dispatch-catalogue/versions/${v.id}`), {
    onDone: () => {
      void message.success(c.discarded)
      void go('/catalogue')
    },
    invalidates: [[...versionsKey, 'all']],
  })
  const writes = v.state === 'draft' && can(rights.catalogueDraft)
  return (
    <>
      <Link to="/catalogue">{c.back}</Link>
      {writes ? <ImportButton version={v.id} /> : null}
      <Button href={downloadURL(`/dispatch-catalogue/versions/${v.id}/file`)}>{c.download}</Button>
      <Button href={downloadURL(`/dispatch-catalogue/versions/${v.id}/file`, { format: 'csv' })}>{c.downloadCsv}</Button>
      {writes ? (
        <Button
          danger
          onClick={() => void modal.confirm({ title: c.discardSure, okText: c.discard, okButtonProps: { danger: true }, onOk: () => discard.mutateAsync({}).catch(() => undefined) })}
        >
          {c.discard}
        </Button>
      ) : null}
      {discard.error ? <ProblemAlert compact problem={discard.error} /> : null}
    </>
  )
}

function Parts({ version: v }: { version: CatalogueVersion }) {
  const can = useCan()
  const [url, setUrl] = useUrlQuery(['tab', 'category_id', 'division_code', 'unit_id', 'q'] as const)
  const tries = v.state === 'draft' && (can(rights.replay) || can(rights.cataloguePublish))
  const offered = tabs.filter((x) => x !== 'replay' || tries)
  const tab: Tab = offered.find((x) => x === url.tab) ?? 'entries'
  return (
    <>
      <ViewTabs label={c.title} tabs={offered.map((key) => ({ key, label: c.tabs[key] }))} current={tab} onChange={(x) => setUrl({ tab: x === 'entries' ? undefined : x })} />
      {tab === 'entries' ? <EntriesPanel version={v} query={url} onQuery={setUrl} /> : tab === 'diff' ? <DiffPanel version={v} /> : <ReplayPanel version={v} />}
    </>
  )
}
