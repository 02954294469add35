import { SearchOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { App, Button, Input, Modal, type InputRef } from 'antd'
import { useEffect, useState, type Ref } from 'react'
import { http } from '@/api/client'
import { useCommand } from '@/api/useCommand'
import type { Article, ArticleRow, Page, Quote } from '@/api/types'
import { Tag } from './StateTag'
import { Ask, EmptyState, ProblemAlert } from './states'
import { Body } from './Body'
import { useCommands } from '@/lib/keys'
import { day } from '@/lib/time'
import { useDebounced } from '@/lib/useDebounced'
import type { QuotedArticle } from '@/lib/quotes'
import { t } from '@/texts'
import './knowledge-finder.css'

interface Props {
  /** What the form says so far: searched for while nothing is typed here. */
  about: string
  /** The order that is answered; absent while there is none yet. */
  order?: string
  /** The number that the contact came in on. */
  hotline?: string
  onQuote: (article: QuotedArticle, text: string) => void
  inputRef?: Ref<InputRef>
}

/** Finds knowledge beside a form; a key quotes an entry and keeps its version. */
export function KnowledgeFinder({ about, order, hotline, onQuote, inputRef }: Props) {
  const d = t.desk
  const { message } = App.useApp()
  const [typed, setTyped] = useState('')
  const [reading, setReading] = useState<string>()
  const q = useDebounced((typed.trim() || about.trim()).slice(0, 60), 350)
  const found = useQuery({
    queryKey: ['/articles', 'desk', q, hotline],
    queryFn: ({ signal }) => http.get<Page<ArticleRow>>('/articles', { q, state: 'published', hotline: hotline || undefined, limit: 9 }, signal),
    enabled: q !== '',
    staleTime: 60_000,
    placeholderData: (before) => before,
  })
  const items = q === '' ? [] : (found.data?.items ?? [])
  const quote = useCommand((a: ArticleRow, key) => http.post<Quote>(`/articles/${a.id}/quote`, { order_id: order }, { idempotencyKey: key }), {
    onDone: (out, a) => {
      onQuote({ id: out.article_id, version: out.version, title: a.title }, out.text)
      void message.success(d.quoteDone)
    },
    onRefused: (p) => void message.error(p.message),
  })
  useCommands(
    Array.from({ length: 9 }, (_, i) => ({
      keys: `alt+${i + 1}`,
      label: i === 0 ? d.keys.quote : '',
      run: () => items[i] && quote.mutate(items[i]!),
    })),
  )
  useEffect(() => {
    if (about === '') setTyped('')
  }, [about])

  return (
    <>
      <Input
        ref={inputRef}
        allowClear
        aria-label={d.knowledgeSearch}
        prefix={<SearchOutlined aria-hidden="true" />}
        placeholder={d.knowledgeSearch}
        value={typed}
        onChange={(e) => setTyped(e.target.value)}
        // Inside a form Enter would send the form.
        onPressEnter={(e) => e.preventDefault()}
      />
      {typed === '' && about.trim() !== '' && items.length > 0 ? <p className="muted hits-note">{d.knowledgeFromForm}</p> : null}
      {found.error ? <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} /> : null}
      {q === '' ? <EmptyState title={d.knowledgeHint} /> : null}
      {q !== '' && found.data && items.length === 0 ? <EmptyState title={d.knowledgeEmpty} /> : null}
      <ol className="hits">
        {items.map((a, i) => (
          <li key={a.id}>
            <button type="button" className="hit-title" onClick={() => setReading(a.id)}>
              {a.title}
            </button>
            <p className="hit-text">{a.snippet || a.summary}</p>
            <div className="hit-foot">
              {a.kind === 'article' ? null : <Tag tone={a.kind === 'wording' ? 'good' : 'info'}>{t.words.articleKind[a.kind]}</Tag>}
              <span>{[a.unit_name, day(a.updated_at)].filter(Boolean).join(' · ')}</span>
              <Button size="small" type="link" title={d.quoteKey(i + 1)} onClick={() => quote.mutate(a)}>
                {d.quote} <kbd>{i + 1}</kbd>
              </Button>
            </div>
          </li>
        ))}
      </ol>
      {reading ? (
        <ReadModal
          id={reading}
          onClose={() => setReading(undefined)}
          onQuote={(a) => {
            quote.mutate(a)
            setReading(undefined)
          }}
        />
      ) : null}
    </>
  )
}

function ReadModal({ id, onClose, onQuote }: { id: string; onClose: () => void; onQuote: (a: Article) => void }) {
  const article = useQuery({
    queryKey: ['/articles/{id}', id],
    queryFn: ({ signal }) => http.get<Article>(`/articles/${id}`, {}, signal),
  })
  const a = article.data
  return (
    <Modal
      open
      title={a?.title ?? t.common.loading}
      onCancel={onClose}
      width={680}
      okText={t.desk.quote}
      okButtonProps={{ disabled: !a }}
      onOk={() => a && onQuote(a)}
    >
      <Ask query={article}>{(x) => <Body text={x.body} />}</Ask>
    </Modal>
  )
}
