import { PlusOutlined, SearchOutlined } from '@ant-design/icons'
import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import { downloadURL } from '@/api/client'
import { useList } from '@/api/lists'
import type { ArticleKind, ArticleRow } from '@/api/types'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { StormBanner } from '@/components/StormBanner'
import { ExportButton } from '@/components/ExportButton'
import { PageShell, Panel } from '@/components/PageShell'
import { Tag } from '@/components/StateTag'
import { SortPicker } from '@/components/SortPicker'
import { useSort } from '@/components/useSort'
import { EmptyState, Loading, ProblemAlert } from '@/components/states'
import { ViewTabs } from '@/components/ViewTabs'
import { useCommands } from '@/lib/keys'
import { day } from '@/lib/time'
import { useDebounced } from '@/lib/useDebounced'
import { useUrlQuery } from '@/lib/useUrlQuery'
import { t } from '@/texts'
import { ArticlePanel } from './ArticlePanel'
import { articleTone } from './tone'
import { Windows } from './Windows'
import './knowledge.css'

const a = t.article
const kinds = Object.entries(t.words.articleKind).map(([value, label]) => ({ value, label }))
const states = Object.entries({ ...t.words.articleState, expiring: a.expiring, all: a.anyState }).map(([value, label]) => ({ value, label }))

const sorts = [
  { title: a.sorts.updated, sort: ['-updated_at', 'updated_at'] },
  { title: a.sorts.expires, sort: ['expires_at', '-expires_at'] },
  { title: a.sorts.title, sort: ['title', '-title'] },
]

/** Knowledge to look up, and, for those who keep it, to write and review. */
export default function KnowledgeScreen() {
  const can = useCan()
  const go = useNavigate()
  const { id } = useParams()
  const [url, setUrl] = useUrlQuery(['tab', 'q', 'kind', 'state'] as const)
  const [typed, setTyped] = useState(url.q ?? '')
  const q = useDebounced(typed.trim())
  const tab = url.tab === 'windows' ? 'windows' : 'search'
  const keeps = can(rights.knowledgeWrite) || can(rights.knowledgeReview)
  const [sort, setSort] = useSort(sorts)
  const asked = { q, kind: url.kind as ArticleKind | undefined, state: keeps ? (url.state ?? 'published') : 'published', sort }
  const list = useList<ArticleRow>('/articles', asked, tab === 'search')
  const currentId = id ?? list.rows[0]?.id
  const at = list.rows.findIndex((r) => r.id === currentId)
  const open = (r?: ArticleRow) => r && void go({ pathname: `/knowledge/${r.id}`, search: location.search })
  useCommands([
    { keys: '/', label: a.search, run: () => document.querySelector<HTMLInputElement>('.know-search input')?.focus() },
    { keys: 'j', label: t.table.next, run: () => open(list.rows[at + 1]) },
    { keys: 'k', label: t.table.previous, run: () => open(list.rows[at - 1]) },
  ])
  return (
    <PageShell
      fixed
      title={a.title}
      actions={
        can(rights.knowledgeWrite) ? (
          <Link to="/knowledge/new">
            <Button type="primary" icon={<PlusOutlined />} tabIndex={-1}>
              {a.create}
            </Button>
          </Link>
        ) : null
      }
    >
      <StormBanner />
      <div className="know-bar">
        <ViewTabs
          label={a.title}
          tabs={[
            { key: 'search', label: a.tabs.search },
            { key: 'windows', label: a.tabs.windows },
          ]}
          current={tab}
          onChange={(x) => setUrl({ tab: x === 'windows' ? x : undefined })}
        />
        {tab === 'search' ? (
          <>
            <Input
              className="know-search"
              allowClear
              aria-label={a.search}
              prefix={<SearchOutlined aria-hidden="true" />}
              placeholder={a.search}
              value={typed}
              onChange={(e) => setTyped(e.target.value)}
            />
            <Select
              allowClear
              aria-label={a.kind}
              placeholder={a.kind}
              style={{ width: 120 }}
              value={url.kind}
              onChange={(kind?: string) => setUrl({ kind })}
              options={kinds}
            />
            {keeps ? (
              <Select
                aria-label={a.state}
                style={{ width: 120 }}
                value={url.state ?? 'published'}
                onChange={(state: string) => setUrl({ state: state === 'published' ? undefined : state })}
                options={states}
              />
            ) : null}
            <SortPicker columns={sorts} sort={sort} onSort={setSort} />
            <ExportButton href={downloadURL('/articles.xlsx', asked)} />
          </>
        ) : null}
      </div>
      {tab === 'windows' ? (
        <Windows />
      ) : (
        <div className={'split' + (id ? ' has-current' : '')}>
          <Panel flush className="panel-scroll know-list">
            {list.problem ? <ProblemAlert problem={list.problem} onRetry={list.refetch} /> : null}
            {list.loading ? <Loading rows={8} /> : null}
            {!list.loading && !list.problem && list.rows.length === 0 ? <EmptyState title={a.empty} hint={a.emptyHint} /> : null}
            <ul className="know-rows" aria-label={a.title}>
              {list.rows.map((r) => (
                <li key={r.id} className={r.id === currentId ? 'on' : ''}>
                  <Link to={{ pathname: `/knowledge/${r.id}`, search: location.search }} aria-current={r.id === currentId ? 'true' : undefined}>
                    {r.title}
                  </Link>
                  <p>{r.snippet || r.summary}</p>
                  <span className="know-foot">
                    <Tag tone={r.kind === 'wording' ? 'good' : r.kind === 'announcement' ? 'info' : 'plain'}>{t.words.articleKind[r.kind]}</Tag>
                    {r.state === 'published' ? null : <Tag tone={articleTone(r.state)}>{t.words.articleState[r.state] ?? r.state_name}</Tag>}
                    {[r.unit_name, day(r.updated_at)].filter(Boolean).join(' · ')}
                  </span>
                </li>
              ))}
            </ul>
            {list.hasMore ? (
              <p style={{ textAlign: 'center' }}>
                <Button loading={list.loadingMore} onClick={list.loadMore}>
                  {t.table.loadMore}
                </Button>
              </p>
            ) : null}
          </Panel>
          {currentId ? (
            <ArticlePanel key={currentId} id={currentId} />
          ) : (
            <Panel>
              <EmptyState title={a.pick} />
            </Panel>
          )}
        </div>
      )}
    </PageShell>
  )
}
