import { BookOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { KnowledgeFinder } from '@/components/KnowledgeFinder'
import type { QuotedArticle } from '@/lib/quotes'
import { t } from '@/texts'

interface Props {
  order: { id: string; title: string }
  quoted: QuotedArticle[]
  /** Takes an entry and its text into the answer. */
  onQuote: (article: QuotedArticle, text: string) => void
}

/** Knowledge to quote into the answer of an order: opened by a button, then by Alt and a digit. */
export function QuotePart({ order, quoted, onQuote }: Props) {
  const [open, setOpen] = useState(false)
  return (
    <div className="quote-part">
      <Button icon={<BookOutlined aria-hidden="true" />} aria-expanded={open} onClick={() => setOpen(!open)}>
        {t.verbs.quoteKnowledge}
      </Button>
      {quoted.length > 0 ? (
        <span className="muted">{t.desk.quoted(quoted.length) + t.common.colon + quoted.map((a) => a.title).join(t.common.separator)}</span>
      ) : null}
      {open ? (
        <div className="quote-part-finder">
          <KnowledgeFinder about={order.title} order={order.id} onQuote={onQuote} />
        </div>
      ) : null}
    </div>
  )
}
