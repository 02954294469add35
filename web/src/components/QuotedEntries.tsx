import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { http } from '@/api/client'
import type { Order, Page, QuoteKept } from '@/api/types'
import { dateTime } from '@/lib/time'
import { t } from '@/texts'
import { Panel } from './PageShell'
import { Ask } from './states'

/** The knowledge that the answers of an order quote, in the version that was quoted. */
export function QuotedEntries({ order }: { order: Order }) {
  const quoting = order.replies.some((r) => r.article_ids.length > 0)
  const quotes = useQuery({
    queryKey: ['/quotes', order.id, order.version],
    queryFn: ({ signal }) => http.get<Page<QuoteKept>>('/quotes', { order_id: order.id }, signal),
    enabled: quoting,
  })
  if (!quoting) return null
  return (
    <Panel title={t.order.quoted}>
      <Ask query={quotes}>
        {(page) => (
          <ul className="behind">
            {page.items.map((x) => (
              <li key={x.article_id + x.version}>
                <Link to={`/knowledge/${x.article_id}`}>{x.title}</Link>
                <p className="muted">{t.order.quotedBy(x.version, x.staff_name, dateTime(x.at))}</p>
              </li>
            ))}
          </ul>
        )}
      </Ask>
    </Panel>
  )
}
