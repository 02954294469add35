import { DownloadOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { downloadURL } from '@/api/client'
import { listOf } from '@/api/lists'
import type { StormFigures, WordCount } from '@/api/types'
import { DataTable, type Column } from '@/components/DataTable'
import { Panel } from '@/components/PageShell'
import { clockTime, dateTime } from '@/lib/time'
import { t } from '@/texts'

const s = t.storm
const c = s.toldColumns
const num = (n: number) => <span className="num">{n}</span>

const told: Column<WordCount>[] = [
  { key: 'kind', title: c.kind, fixed: true, by: (x) => x.kind, render: (x) => s.toldKinds[x.kind] },
  { key: 'at', title: c.at, fixed: true, width: 150, by: (x) => x.at, render: (x) => <span className="num">{dateTime(x.at)}</span> },
  { key: 'notice', title: c.notice, fixed: true, align: 'end', width: 90, by: (x) => x.notice, render: (x) => num(x.notice) },
  { key: 'page', title: c.page, align: 'end', width: 90, fixed: true, render: (x) => num(x.page) },
  { key: 'owed', title: c.owed, align: 'end', width: 90, fixed: true, by: (x) => x.owed, render: (x) => num(x.owed) },
  { key: 'called', title: c.called, align: 'end', width: 90, fixed: true, by: (x) => x.called, render: (x) => num(x.called) },
  { key: 'unreached', title: c.unreached, align: 'end', width: 90, fixed: true, render: (x) => num(x.unreached) },
]

/** An event's own counters. */
export function Figures({ id, figures: f }: { id: string; figures: StormFigures }) {
  const most = Math.max(1, ...f.by_hour.map((h) => h.n))
  return (
    <div className="stack">
      <div className="storm-figures" role="status">
        {([['joined', f.joined], ['fresh', f.new], ['merged', f.merged], ['left', f.left], ['owed', f.owed]] as const).map(([k, n]) => (
          <div key={k}>
            <span>{s.figures[k]}</span>
            <strong>{n}</strong>
          </div>
        ))}
      </div>
      <div className="storm-cols">
        <Panel
          title={s.byHour}
          extra={
            <Button size="small" icon={<DownloadOutlined />} href={downloadURL(`/storms/${id}/figures.xlsx`)}>
              {s.export}
            </Button>
          }
        >
          <div className="bars" role="img" aria-label={s.byHourSummary(f.by_hour.length, f.by_hour.length ? most : 0)}>
            {f.by_hour.map((h) => (
              <div key={h.at} title={`${dateTime(h.at)} ${h.n}`}>
                {h.n}
                <i style={{ height: `${(h.n / most) * 70}%` }} />
                <span>{s.hour(clockTime(h.at).slice(0, 2))}</span>
              </div>
            ))}
          </div>
        </Panel>
        <div className="stack">
          <Panel title={s.byPlace}>
            <Ranks rows={f.by_place.slice(0, 10).map((p) => ({ name: p.name || s.noPlace, n: p.n }))} />
          </Panel>
          <Panel title={s.byDoor}>
            <Ranks rows={f.by_door.map((d) => ({ name: t.words.door[d.door] ?? d.door, n: d.n }))} />
          </Panel>
        </div>
      </div>
      <Panel title={s.told} flush>
        <DataTable plain name="storm-told" label={s.told} columns={told} list={listOf(f.told)} rowKey={(x) => x.id ?? x.at} empty={{ title: s.toldEmpty }} />
      </Panel>
    </div>
  )
}

function Ranks({ rows }: { rows: { name: string; n: number }[] }) {
  const most = Math.max(1, ...rows.map((r) => r.n))
  return (
    <ul className="ranks">
      {rows.map((r) => (
        <li key={r.name}>
          <b title={r.name}>{r.name}</b>
          <i aria-hidden="true" style={{ width: `${(r.n / most) * 100}%` }} />
          <span>{r.n}</span>
        </li>
      ))}
    </ul>
  )
}
