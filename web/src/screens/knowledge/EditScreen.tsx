import { useQuery } from '@tanstack/react-query'
import { App, Button, Checkbox, Input, Select } from 'antd'
import { useNavigate, useParams } from 'react-router'
import { http } from '@/api/client'
import { useCommand } from '@/api/useCommand'
import type { Article, ArticleForm, ArticleKind } from '@/api/types'
import { useMe } from '@/app/session'
import { DayField } from '@/components/DayField'
import { Body } from '@/components/Body'
import { Field } from '@/components/Field'
import { AskPage, PageShell, Panel } from '@/components/PageShell'
import { CategoryPicker } from '@/components/pickers/CategoryPicker'
import { UnitPicker } from '@/components/pickers/UnitPicker'
import { ProblemAlert } from '@/components/states'
import { useCommands } from '@/lib/keys'
import { useForm, type Faults } from '@/lib/useForm'
import { day } from '@/lib/time'
import { t } from '@/texts'
import './knowledge.css'

const a = t.article

interface Values {
  kind: ArticleKind
  title: string
  summary: string
  body: string
  keywords: string[]
  unit_id?: string
  category_id?: string
  /** A day; the entry holds until its end. */
  expires: string
  public: boolean
}

export function articleFaults(v: Values): Faults<Values> {
  return {
    title: v.title.trim() === '' ? t.common.fieldRequired(a.fields.title) : undefined,
    body: v.body.trim() === '' ? t.common.fieldRequired(a.fields.body) : undefined,
    expires: v.kind === 'announcement' && v.expires === '' ? t.common.fieldRequired(a.fields.expires) : undefined,
  }
}

export function articleForm(v: Values): ArticleForm {
  return {
    kind: v.kind,
    title: v.title.trim(),
    summary: v.summary.trim() || undefined,
    body: v.body.trim(),
    keywords: v.keywords,
    unit_id: v.unit_id,
    category_id: v.category_id,
    public: v.public,
    expires_at: v.expires ? v.expires + 'T23:59:59+08:00' : undefined,
  }
}

/** A new entry, or a new version of one; what is in force stays until the new version is approved. */
export default function EditScreen() {
  const { id } = useParams()
  const me = useMe()
  const article = useQuery({
    queryKey: ['/articles/{id}', id, 'edit'],
    queryFn: async ({ signal }) => {
      const current = await http.get<Article>(`/articles/${id}`, {}, signal)
      return current.latest > current.version ? http.get<Article>(`/articles/${id}/versions/${current.latest}`, {}, signal) : current
    },
    enabled: !!id,
    refetchOnWindowFocus: false,
  })
  if (!id) return <Editor initial={blank(me.scope === 'units' ? me.unit?.id : undefined)} />
  return (
    <AskPage title={a.edit} query={article} rows={10}>
      {(x) => <Editor article={x} initial={valuesOf(x)} />}
    </AskPage>
  )
}

function blank(unit?: string): Values {
  return { kind: 'article', title: '', summary: '', body: '', keywords: [], unit_id: unit, expires: '', public: false }
}

function valuesOf(x: Article): Values {
  return {
    kind: x.kind,
    title: x.title,
    summary: x.summary,
    body: x.body,
    keywords: x.keywords ?? [],
    unit_id: x.unit_id ?? undefined,
    category_id: x.category_id ?? undefined,
    expires: x.expires_at ? day(x.expires_at) : '',
    public: x.public,
  }
}

function Editor({ article, initial }: { article?: Article; initial: Values }) {
  const go = useNavigate()
  const { message } = App.useApp()
  const form = useForm(initial, articleFaults)
  const v = form.values
  const save = useCommand(
    async ({ submit, ...body }: ArticleForm & { submit: boolean; latest?: number }, key) => {
      const { latest, kind, ...content } = body
      const saved = article
        ? await http.put<Article>(`/articles/${article.id}`, { ...content, version: latest })
        : await http.post<Article>('/articles', { kind, ...content }, { idempotencyKey: key })
      if (!submit) return saved
      return http.post<Article>(`/articles/${saved.id}/submit`, { version: saved.latest }, { idempotencyKey: key + '-submit' })
    },
    {
      invalidates: [['/articles'], ['/articles/{id}']],
      onDone: (saved, { submit }) => {
        void message.success(submit ? a.submitted : a.saved)
        void go(`/knowledge/${saved.id}?state=${submit ? 'submitted' : 'draft'}`)
      },
      onRefused: (p) => form.refuse(p),
    },
  )
  const send = (submit: boolean) => form.check() && save.mutate({ ...articleForm(v), submit, latest: article?.latest })
  useCommands([{ keys: 'ctrl+enter', label: a.save, run: () => send(false) }])
  const f = a.fields
  return (
    <PageShell
      title={article ? a.edit : a.create}
      actions={
        <>
          <Button onClick={() => void go(-1)}>{t.common.cancel}</Button>
          <Button loading={save.isPending} onClick={() => send(false)}>
            {a.save}
          </Button>
          <Button type="primary" loading={save.isPending} onClick={() => send(true)}>
            {a.submit}
          </Button>
        </>
      }
    >
      {save.error ? <ProblemAlert problem={save.error} /> : null}
      <div className="edit">
        <Panel>
          <div className="fields">
            <Field label={f.title} required error={form.faults.title}>
              <Input maxLength={100} showCount value={v.title} onChange={(e) => form.set('title', e.target.value)} />
            </Field>
            <Field label={f.kind} className="w4">
              <Select
                disabled={!!article}
                value={v.kind}
                onChange={(k: ArticleKind) => form.set('kind', k)}
                options={Object.entries(t.words.articleKind).map(([value, label]) => ({ value, label }))}
              />
            </Field>
            <Field label={f.unit} className="w8">
              <UnitPicker value={v.unit_id} onChange={(u) => form.set('unit_id', u)} />
            </Field>
            <Field label={f.category} className="w8">
              <CategoryPicker anyLevel value={v.category_id} onChange={(c) => form.set('category_id', c)} />
            </Field>
            <Field label={f.expires} hint={f.expiresHint} required={v.kind === 'announcement'} error={form.faults.expires} className="w4">
              <DayField value={v.expires} onChange={(x) => form.set('expires', x ?? '')} />
            </Field>
            <Field label={f.keywords} hint={f.keywordsHint} className="w8">
              <Select mode="tags" open={false} suffixIcon={null} value={v.keywords} onChange={(k: string[]) => form.set('keywords', k)} />
            </Field>
            <div className="w4 edit-public">
              <Checkbox checked={v.public} onChange={(e) => form.set('public', e.target.checked)}>
                {f.public}
              </Checkbox>
            </div>
            <Field label={f.summary}>
              <Input.TextArea rows={2} maxLength={300} value={v.summary} onChange={(e) => form.set('summary', e.target.value)} />
            </Field>
            <Field label={f.body} required hint={f.bodyHint} error={form.faults.body}>
              <Input.TextArea autoSize={{ minRows: 10, maxRows: 28 }} maxLength={20000} value={v.body} onChange={(e) => form.set('body', e.target.value)} />
            </Field>
          </div>
        </Panel>
        <Panel title={v.title || f.title}>
          {v.summary ? <p className="know-summary">{v.summary}</p> : null}
          <Body text={v.body} />
        </Panel>
      </div>
    </PageShell>
  )
}
