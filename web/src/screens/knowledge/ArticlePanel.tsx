import { useQuery } from '@tanstack/react-query'
import { App, Button, Input, Modal } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { http } from '@/api/client'
import { useCommand } from '@/api/useCommand'
import type { Article, ArticleHistory, ArticleVerb } from '@/api/types'
import { Body } from '@/components/Body'
import { Field } from '@/components/Field'
import { Facts, Panel } from '@/components/PageShell'
import { Tag } from '@/components/StateTag'
import { Ask, ProblemAlert } from '@/components/states'
import { dateTime, day } from '@/lib/time'
import { t } from '@/texts'
import { articleTone } from './tone'

const a = t.article
const said: Record<Exclude<ArticleVerb, 'save'>, string> = { submit: a.submitted, approve: a.approved, reject: a.rejected, retire: a.retired }
const named: Record<Exclude<ArticleVerb, 'save'>, string> = { submit: a.submit, approve: a.approve, reject: a.reject, retire: a.retire }

/** One entry: its text, where it stands, and what its keepers may do with it. */
export function ArticlePanel({ id }: { id: string }) {
  const [version, setVersion] = useState<number>()
  const article = useQuery({
    queryKey: ['/articles/{id}', id, version ?? 'current'],
    queryFn: ({ signal }) => http.get<Article>(`/articles/${id}${version ? `/versions/${version}` : ''}`, {}, signal),
  })
  return (
    <Panel className="panel-scroll">
      <Ask query={article} rows={8}>
        {(x) => <Loaded article={x} version={version} onVersion={setVersion} />}
      </Ask>
    </Panel>
  )
}

function Loaded({ article: x, version, onVersion }: { article: Article; version?: number; onVersion: (v?: number) => void }) {
  const { message, modal } = App.useApp()
  const [rejecting, setRejecting] = useState(false)
  const run = useCommand(
    ({ verb, note }: { verb: Exclude<ArticleVerb, 'save'>; note?: string; latest: number }, key) =>
      http.post<Article>(`/articles/${x.id}/${verb}`, { version: x.latest, note }, { idempotencyKey: key }),
    {
      invalidates: [['/articles'], ['/articles/{id}', x.id]],
      onDone: (_, { verb }) => {
        setRejecting(false)
        onVersion(undefined)
        void message.success(said[verb])
      },
    },
  )
  const start = (verb: Exclude<ArticleVerb, 'save'>) => {
    if (verb === 'reject') return setRejecting(true)
    if (verb === 'retire') return void modal.confirm({ title: a.retireConfirm, onOk: () => run.mutate({ verb, latest: x.latest }) })
    run.mutate({ verb, latest: x.latest })
  }
  const verbs = (x.verbs ?? []).filter((v): v is Exclude<ArticleVerb, 'save'> => v !== 'save')
  return (
    <article className="stack">
      <div>
        <div className="row">
          <Tag tone="info">{t.words.articleKind[x.kind]}</Tag>
          <Tag tone={articleTone(x.state)}>{t.words.articleState[x.state] ?? x.state_name}</Tag>
          <Tag>{x.public ? a.public : a.internal}</Tag>
          <span className="muted">{a.versionN(x.version)}</span>
        </div>
        <h2 className="detail-title">{x.title}</h2>
      </div>
      {run.error ? <ProblemAlert problem={run.error} /> : null}
      {x.verbs?.length ? (
        <div className="row">
          {x.verbs.includes('save') ? (
            <Link to={`/knowledge/${x.id}/edit`}>
              <Button tabIndex={-1}>{a.edit}</Button>
            </Link>
          ) : null}
          {verbs.map((v) => (
            <Button
              key={v}
              type={v === 'approve' || v === 'submit' ? 'primary' : 'default'}
              danger={v === 'retire' || v === 'reject'}
              loading={run.isPending && run.variables.verb === v}
              onClick={() => start(v)}
            >
              {named[v]}
            </Button>
          ))}
        </div>
      ) : null}
      {x.summary ? <p className="know-summary">{x.summary}</p> : null}
      <Body text={x.body} />
      <Facts
        items={[
          [a.fields.unit, x.unit_name],
          [a.fields.category, x.category_name],
          [a.columns.updated, dateTime(x.updated_at)],
          [a.columns.expires, x.expires_at ? day(x.expires_at) : a.longTerm],
          [a.fields.keywords, x.keywords?.join(t.common.separator)],
        ]}
      />
      {x.verbs?.length ? <Versions id={x.id} shown={x.version} onVersion={onVersion} older={version !== undefined} /> : null}
      {rejecting ? <RejectModal busy={run.isPending} onClose={() => setRejecting(false)} onSend={(note) => run.mutate({ verb: 'reject', note, latest: x.latest })} /> : null}
    </article>
  )
}

function Versions({ id, shown, older, onVersion }: { id: string; shown: number; older: boolean; onVersion: (v?: number) => void }) {
  const history = useQuery({
    queryKey: ['/articles/{id}', id, 'versions'],
    queryFn: ({ signal }) => http.get<ArticleHistory>(`/articles/${id}/versions`, {}, signal),
    retry: false,
  })
  if (!history.data) return null
  return (
    <section>
      <h3 className="side-title">{a.versions}</h3>
      <ul className="know-versions">
        {history.data.versions.map((v) => (
          <li key={v.version} className="row">
            <Button type="link" size="small" disabled={v.version === shown} aria-label={a.viewVersion(v.version)} onClick={() => onVersion(v.version)}>
              {a.versionN(v.version)}
            </Button>
            <Tag tone={articleTone(v.state)}>{t.words.articleState[v.state] ?? v.state}</Tag>
            <span className="muted">
              {v.author_name} {dateTime(v.created_at)}
            </span>
            {history.data.reviews
              .filter((r) => r.version === v.version && r.note)
              .map((r) => (
                <span key={r.at} className="muted">
                  {r.staff_name}
                  {t.common.colon}
                  {r.note}
                </span>
              ))}
          </li>
        ))}
      </ul>
      {older ? (
        <Button size="small" onClick={() => onVersion(undefined)}>
          {a.current}
        </Button>
      ) : null}
    </section>
  )
}

function RejectModal({ busy, onClose, onSend }: { busy: boolean; onClose: () => void; onSend: (note: string) => void }) {
  const [note, setNote] = useState('')
  const [fault, setFault] = useState<string>()
  return (
    <Modal
      open
      title={a.reject}
      okText={a.reject}
      confirmLoading={busy}
      onCancel={onClose}
      onOk={() => (note.trim() === '' ? setFault(t.common.fieldRequired(a.rejectNote)) : onSend(note.trim()))}
    >
      <Field label={a.rejectNote} required error={fault}>
        <Input.TextArea
          autoFocus
          rows={4}
          maxLength={2000}
          value={note}
          onChange={(e) => {
            setNote(e.target.value)
            setFault(undefined)
          }}
        />
      </Field>
    </Modal>
  )
}
