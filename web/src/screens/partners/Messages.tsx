import { App, Button } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { downloadURL, http } from '@/api/client'
import { useList } from '@/api/lists'
import { messagesKey, partnersKey } from '@/api/partners'
import type { PartnerMessage } from '@/api/types'
import { useCommand } from '@/api/useCommand'
import { DataTable, type Column } from '@/components/DataTable'
import { Panel } from '@/components/PageShell'
import { Tag } from '@/components/StateTag'
import { useSort } from '@/components/useSort'
import { ViewTabs } from '@/components/ViewTabs'
import { dateTime } from '@/lib/time'
import { t } from '@/texts'
import { partner as partnerTexts } from '@/texts/zh/partner'

const m = partnerTexts.messages
const filters = { out: ['all', 'dead', 'waiting', 'delivered'], in: ['all', 'refused'] } as const
type Filter = keyof typeof m.filters
const sorts = [{ sort: ['at', '-at'] }, { sort: ['kind', '-kind'] }, { sort: ['state', '-state'] }]

/** Messages of one direction, without their words. */
export function Messages({ direction }: { direction: 'out' | 'in' }) {
  const { message } = App.useApp()
  const [state, setState] = useState<Filter>('all')
  const [sort, setSort] = useSort(sorts)
  const asked = { direction, state: state === 'all' ? undefined : state, sort }
  const list = useList<PartnerMessage>('/partner-messages', asked)
  const resend = useCommand(({ id }: { id: string }, key) => http.post(`/partner-messages/${id}/resend`, {}, { idempotencyKey: key }), {
    invalidates: [messagesKey, partnersKey],
    onDone: () => void message.success(m.resent),
    onRefused: (p) => void message.error(p.message),
  })
  const columns: Column<PartnerMessage>[] = [
    { key: 'at', title: m.columns.at, width: 150, fixed: true, sort: ['at', '-at'], render: (x) => <span className="num">{dateTime(x.at)}</span> },
    { key: 'partner', title: m.columns.partner, width: 160, render: (x) => x.partner_name },
    { key: 'order', title: m.columns.order, width: 200, render: (x) => (x.order_id ? <Link to={`/orders/${x.order_id}`}>{x.order_number}</Link> : null) },
    { key: 'kind', title: m.columns.kind, fixed: true, sort: ['kind', '-kind'], render: (x) => m.kinds[x.kind] ?? x.kind },
    { key: 'seq', title: m.columns.seq, width: 60, align: 'end', render: (x) => <span className="num">{x.seq}</span> },
    {
      key: 'state',
      title: m.columns.state,
      width: 140,
      sort: ['state', '-state'],
      render: (x) =>
        direction === 'in' ? (
          <Tag tone={x.state === 'ok' ? 'good' : 'warn'}>{x.state === 'ok' ? m.ok : x.state}</Tag>
        ) : (
          <Tag tone={x.state === 'dead' ? 'bad' : x.state === 'delivered' ? 'good' : 'info'}>{m.states[x.state] ?? x.state}</Tag>
        ),
    },
    ...(direction === 'out'
      ? ([
          { key: 'tries', title: m.columns.tries, width: 60, align: 'end', render: (x) => <span className="num">{x.attempts}</span> },
          { key: 'error', title: m.columns.error, render: (x) => <span className="clip">{x.last_error}</span> },
          {
            key: 'resend',
            title: t.common.actions,
            fixed: true,
            width: 80,
            render: (x) =>
              x.state === 'delivered' ? null : (
                <Button size="small" aria-label={m.resendRow(x.id)} loading={resend.isPending && resend.variables.id === x.id} onClick={() => resend.mutate({ id: x.id })}>
                  {m.resend}
                </Button>
              ),
          },
        ] satisfies Column<PartnerMessage>[])
      : []),
  ]
  return (
    <>
      <ViewTabs label={m.filter} tabs={filters[direction].map((key) => ({ key: key as Filter, label: m.filters[key] }))} current={state} onChange={setState} />
      <Panel flush>
        <DataTable name={`partner-${direction}`} label={partnerTexts.tabs[direction]} columns={columns} list={list} sort={sort} onSort={setSort} exportHref={downloadURL('/partner-messages.xlsx', asked)} rowKey={(x) => x.partner_id + x.id} empty={{ title: m.none }} />
      </Panel>
    </>
  )
}
