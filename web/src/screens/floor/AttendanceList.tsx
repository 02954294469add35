import { downloadURL } from '@/api/client'
import { useWholeList } from '@/api/lists'
import type { Attendance } from '@/api/types'
import { DataTable, type Column } from '@/components/DataTable'
import { DayField } from '@/components/DayField'
import { Field } from '@/components/Field'
import { Panel } from '@/components/PageShell'
import { Tag } from '@/components/StateTag'
import { clockTime, today } from '@/lib/time'
import { useUrlQuery } from '@/lib/useUrlQuery'
import { t } from '@/texts'

const f = t.floor
const a = f.attendance
const c = a.columns
const p = t.phone

/** A day of every seat: when its person came and went, and what the time was spent on. */
export function AttendanceList() {
  const [url, setUrl] = useUrlQuery(['day'] as const)
  const day = url.day ?? today()
  const asked = { day }
  const list = useWholeList<Attendance>('/attendance', asked)
  return (
    <Panel flush>
      <DataTable
        name="attendance"
        label={f.tabs.attendance}
        columns={columns}
        list={list}
        rowKey={(r) => r.seat_id ?? r.name}
        exportHref={downloadURL('/attendance.xlsx', asked)}
        toolbar={<DayFilter day={day} onDay={(d) => setUrl({ day: d })} />}
        empty={{ title: a.empty, hint: a.emptyHint }}
      />
    </Panel>
  )
}

function DayFilter({ day, onDay }: { day: string; onDay: (d?: string) => void }) {
  return (
    <Field label={a.day} className="floor-day">
      <DayField value={day} onChange={onDay} />
    </Field>
  )
}

const minutes = (key: string, title: string, of: (r: Attendance) => number): Column<Attendance> => ({
  key,
  title,
  width: 84,
  align: 'end',
  by: of,
  render: (r) => <span className="num">{a.minutes(of(r))}</span>,
})

const columns: Column<Attendance>[] = [
  { key: 'name', title: c.name, width: 110, fixed: true, by: (r) => r.name, render: (r) => r.name },
  {
    key: 'spans',
    title: c.spans,
    by: (r) => r.first_in,
    render: (r) => <span className="num">{r.spans.map((s) => a.span(clockTime(s.in), s.out ? clockTime(s.out) : a.now)).join('、')}</span>,
  },
  { key: 'calls', title: c.calls, width: 84, align: 'end', by: (r) => r.calls, render: (r) => <span className="num">{r.calls}</span> },
  minutes('signed', c.signed, (r) => r.signed_in),
  minutes('talk', c.talk, (r) => r.talk),
  minutes('ready', c.ready, (r) => r.ready),
  minutes('wrap', c.wrap, (r) => r.wrap_up),
  {
    key: 'pause',
    title: c.pause,
    width: 170,
    by: (r) => r.break,
    render: (r) => (
      <>
        <span className="num">{a.minutes(r.break)}</span>{' '}
        <small>{r.breaks.map((b) => `${p.reason[b.kind] ?? b.kind} ${a.minutes(b.seconds)}`).join('、')}</small>
      </>
    ),
  },
  {
    key: 'forced',
    title: c.forced,
    by: (r) => r.forced.length,
    render: (r) =>
      r.forced.map((x) => (
        <div key={x.at}>
          <Tag tone="warn">{clockTime(x.at)}</Tag> {a.forced(x.by, x.state === 'busy' ? (p.reason[x.kind ?? ''] ?? f.states.busy) : f.states[x.state], x.words)}
        </div>
      )),
  },
]
