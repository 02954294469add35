import { App, Button } from 'antd'
import { downloadURL, http } from '@/api/client'
import { useList } from '@/api/lists'
import { useCommand } from '@/api/useCommand'
import { DataTable, type Column } from '@/components/DataTable'
import { Panel } from '@/components/PageShell'
import { useSort } from '@/components/useSort'
import { dateTime } from '@/lib/time'
import { t } from '@/texts'
import { voiceMenu as v } from '@/texts/zh/voicemenu'
import { menuKey, type MenuView, type Version } from './flow'

const sorts = [{ sort: ['number', '-number'] }]

/** What was published; each can be put back, as a new version. */
export function Versions({ live }: { live: number }) {
  const { message, modal } = App.useApp()
  const [sort, setSort] = useSort(sorts)
  const list = useList<Version>('/menu/versions', { sort })
  const putBack = useCommand((body: { version: string | null; note: string }, key) => http.post<MenuView>('/menu/put-back', body, { idempotencyKey: key }), {
    invalidates: [menuKey, ['/menu/versions']],
    onDone: () => void message.success(v.putBackDone),
    onRefused: (p) => void message.error(p.message),
  })
  const ask = (title: string, version: string | null) =>
    void modal.confirm({ title, content: v.hint, okText: title, cancelText: t.common.cancel, onOk: () => putBack.mutate({ version, note: title }) })
  const columns: Column<Version>[] = [
    { key: 'number', title: v.versionNumber, width: 80, fixed: true, sort: ['number', '-number'], render: (r) => <span className="num">{r.number}</span> },
    { key: 'at', title: v.publishedAt, width: 150, render: (r) => <span className="num">{dateTime(r.published_at)}</span> },
    { key: 'by', title: v.publishedBy, width: 110, render: (r) => r.published_by },
    { key: 'note', title: v.note, render: (r) => r.note },
    { key: 'steps', title: v.steps, width: 80, render: (r) => <span className="num">{r.menu.steps.length}</span> },
    {
      key: 'acts',
      title: v.acts,
      width: 110,
      fixed: true,
      render: (r) =>
        r.number === live ? null : (
          <Button size="small" aria-label={v.putBackOf(r.number)} onClick={() => ask(v.putBackOf(r.number), r.id)}>
            {v.putBack}
          </Button>
        ),
    },
  ]
  return (
    <Panel flush>
      <DataTable
        name="menu-versions"
        label={v.tabs.versions}
        columns={columns}
        list={list}
        sort={sort}
        onSort={setSort}
        exportHref={downloadURL('/menu/versions.xlsx', { sort })}
        rowKey={(r) => r.id}
        toolbar={live > 0 ? <Button onClick={() => ask(v.putBackFirst, null)}>{v.putBackFirst}</Button> : undefined}
        empty={{ title: v.noVersions, hint: v.noVersionsHint }}
      />
    </Panel>
  )
}
