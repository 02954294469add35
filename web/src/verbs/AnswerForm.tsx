import { Input } from 'antd'
import { Field } from '@/components/Field'
import { withArticle, withQuote, type QuotedArticle } from '@/lib/quotes'
import { useForm } from '@/lib/useForm'
import { t } from '@/texts'
import { FormFrame } from './FormFrame'
import { QuotePart } from './QuotePart'
import type { VerbFormProps } from './useVerb'

/** The centre answers at once, from knowledge or from what it knows. */
export function AnswerForm({ order, busy, send }: VerbFormProps) {
  const v = t.verbs
  const form = useForm({ text: '', articles: [] as QuotedArticle[] }, (x) => ({ text: x.text.trim() === '' ? t.common.fieldRequired(v.answerText) : undefined }))
  const x = form.values
  return (
    <FormFrame
      label={v.name.answer}
      busy={busy}
      onSubmit={() => form.check() && send({ text: x.text.trim(), article_ids: x.articles.map((a) => a.id) })}
    >
      <Field label={v.answerText} required error={form.faults.text}>
        <Input.TextArea autoFocus autoSize={{ minRows: 4, maxRows: 14 }} maxLength={4000} value={x.text} onChange={(e) => form.set('text', e.target.value)} />
      </Field>
      <QuotePart
        order={order}
        quoted={x.articles}
        onQuote={(article, text) => {
          form.set('text', withQuote(x.text, text))
          form.set('articles', withArticle(x.articles, article))
        }}
      />
    </FormFrame>
  )
}
