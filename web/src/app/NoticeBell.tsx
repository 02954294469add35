import { BellOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Badge, Button } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { http } from '@/api/client'
import { useLiveRefresh } from '@/api/live'
import type { Notice, Page } from '@/api/types'
import { Pop } from '@/components/Pop'
import { EmptyState, ProblemAlert } from '@/components/states'
import { shortTime } from '@/lib/time'
import { t } from '@/texts'

const key = ['/notices', 'unread'] as const

/** What was sent to this person or their unit and not read yet. */
export function NoticeBell() {
  const [open, setOpen] = useState(false)
  const queries = useQueryClient()
  const unread = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => http.get<Page<Notice>>('/notices', { unread: true }, signal),
    refetchInterval: 120_000,
    retry: false,
  })
  useLiveRefresh(['notice', 'workorder'], [key], 3000)
  const items = unread.data?.items ?? []

  const refresh = () => queries.invalidateQueries({ queryKey: key })
  const read = (id: string) => http.post(`/notices/${id}/read`).then(refresh, refresh)
  // Messages that ask for a receipt stay until each is read.
  const readAll = () => http.post('/notices/read', { up_to: items[0]?.id }).then(refresh, refresh)

  return (
    <Pop
      label={t.notices.title}
      open={open}
      onOpenChange={setOpen}
      placement="bottomRight"
      content={
        <div className="notices">
          <div className="notices-head">
            <strong>{t.notices.title}</strong>
            {items.length > 0 ? (
              <Button size="small" type="link" onClick={() => void readAll()}>
                {t.notices.markAll}
              </Button>
            ) : null}
          </div>
          {unread.error ? <ProblemAlert problem={unread.error} onRetry={() => void unread.refetch()} /> : null}
          {!unread.error && items.length === 0 ? <EmptyState title={t.notices.empty} /> : null}
          <ul>
            {items.map((n) => (
              <li key={n.id}>
                <div>
                  <strong>{n.title}</strong> <time dateTime={n.created_at}>{shortTime(n.created_at)}</time>
                </div>
                <p>{n.text}</p>
                <span className="row">
                  {n.order_id ? (
                    <Link
                      to={`/orders/${n.order_id}`}
                      onClick={() => {
                        setOpen(false)
                        void read(n.id)
                      }}
                    >
                      {t.notices.openOrder}
                    </Link>
                  ) : null}
                  <Button size="small" type="link" onClick={() => void read(n.id)}>
                    {t.notices.markRead}
                  </Button>
                </span>
              </li>
            ))}
          </ul>
        </div>
      }
    >
      <button type="button" className="head-button" aria-label={t.notices.open(items.length)} aria-expanded={open}>
        <Badge count={items.length} size="small" overflowCount={99}>
          <BellOutlined aria-hidden="true" />
        </Badge>
      </button>
    </Pop>
  )
}
