import { useQuery } from '@tanstack/react-query'
import { App, Button, Select } from 'antd'
import { useRef, useState } from 'react'
import { http } from '@/api/client'
import { asProblem } from '@/api/problem'
import { useCommand } from '@/api/useCommand'
import { usePresets } from '@/api/reference'
import type { CalendarAnswer, CalendarReport, Preset } from '@/api/types'
import { PageShell, Panel } from '@/components/PageShell'
import { Tag } from '@/components/StateTag'
import { Ask } from '@/components/states'
import { ViewTabs } from '@/components/ViewTabs'
import { today } from '@/lib/time'
import { useUrlQuery } from '@/lib/useUrlQuery'
import { t } from '@/texts'
import { DueCalculator } from './DueCalculator'
import { PresetEdit } from './PresetEdit'
import { PresetUses } from './PresetUses'
import { caseName, limitText } from './limit'
import { YearCalendar } from './YearCalendar'
import './admin.css'

const k = t.admin.clock

/** The limits that orders run against, the days that count, and a calculator that shows its working. */
export default function ClockScreen() {
  const [url, setUrl] = useUrlQuery(['tab'] as const)
  const tab = url.tab === 'calendar' ? 'calendar' : 'presets'
  return (
    <PageShell title={k.title}>
      <div className="clock-admin">
        <div className="stack">
          <ViewTabs
            label={k.title}
            tabs={[
              { key: 'presets', label: k.presets },
              { key: 'calendar', label: k.calendar },
            ]}
            current={tab}
            onChange={(key) => setUrl({ tab: key })}
          />
          {tab === 'presets' ? <Presets /> : <Calendar />}
        </div>
        <DueCalculator />
      </div>
    </PageShell>
  )
}

function Presets() {
  const presets = usePresets()
  const [editing, setEditing] = useState<Preset | 'new'>()
  return (
    <Ask query={presets} rows={8}>
      {(page) => (
        <>
          <PresetUses presets={page.items} />
          <div className="row">
            <Button onClick={() => setEditing('new')}>{k.addPreset}</Button>
          </div>
          {editing ? (
            <PresetEdit key={editing === 'new' ? 'new' : editing.name} preset={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} />
          ) : null}
          {page.items.map((p) => (
            <Panel
              key={p.name}
              flush
              title={
                <>
                  {p.title} <code className="muted">{p.name}</code>
                </>
              }
              extra={
                <span className="flags">
                  <Button size="small" aria-label={k.editPreset(p.title)} onClick={() => setEditing(p)}>
                    {t.common.edit}
                  </Button>
                  {p.used_for.map((x) => (
                    <Tag key={x} tone="info">
                      {k.usedFor(x === '' ? t.common.all : x === 'business' ? t.words.business : (t.words.kind[x as keyof typeof t.words.kind] ?? x))}
                    </Tag>
                  ))}
                </span>
              }
            >
              <div style={{ padding: '6px 14px' }} className="muted">
                {k.presetSource(p.source)} · {k.periods(p.periods.join(t.common.separator))}
              </div>
              <div className="table-scroll" tabIndex={0} role="region" aria-label={p.title}>
                <table className="table">
                  <thead>
                    <tr>
                      <th scope="col">{k.limitColumns.title}</th>
                      <th scope="col">{k.limitColumns.text}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {p.limits.map((l) => (
                      <tr key={l.name}>
                        <td>
                          {l.title} {l.urgent ? <Tag tone="bad">{t.words.urgent}</Tag> : null}{' '}
                          {l.case ? <Tag tone="info">{caseName(l.case)}</Tag> : null}{' '}
                          {l.kinds?.map((x) => <Tag key={x}>{t.words.kind[x] ?? x}</Tag>)}
                        </td>
                        <td>{limitText(l)}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
              {p.notes?.length ? (
                <ul className="muted" style={{ margin: '6px 14px' }}>
                  {p.notes.map((n) => (
                    <li key={n}>{n}</li>
                  ))}
                </ul>
              ) : null}
            </Panel>
          ))}
        </>
      )}
    </Ask>
  )
}

function Calendar() {
  const { message } = App.useApp()
  const [year, setYear] = useState(Number(today().slice(0, 4)))
  const file = useRef<HTMLInputElement>(null)
  const calendar = useQuery({
    queryKey: ['/calendar', year],
    queryFn: ({ signal }) => http.get<CalendarAnswer>('/calendar', { year }, signal),
  })
  const load = useCommand(
    (csv: string, key) => http.post<CalendarReport>('/calendar', csv, { idempotencyKey: key, headers: { 'Content-Type': 'text/csv' } }),
    {
      invalidates: [['/calendar']],
      onDone: (r) => void message.success(k.uploaded(r.added, r.changed)),
      onRefused: (p) => void message.error(p.message),
    },
  )
  async function take(files: FileList | null) {
    const f = files?.[0]
    if (file.current) file.current.value = ''
    if (!f) return
    try {
      load.mutate(await f.text())
    } catch (err) {
      void message.error(asProblem(err).message)
    }
  }
  const now = Number(today().slice(0, 4))
  const years = [...new Set([...(calendar.data?.years ?? []), now - 1, now, now + 1])].sort((a, b) => b - a)
  return (
    <Panel
      title={k.calendar}
      extra={
        <span className="row">
          <Select aria-label={k.year} value={year} onChange={setYear} options={years.map((y) => ({ value: y, label: String(y) }))} style={{ width: 100 }} />
          <input ref={file} type="file" accept=".csv,text/csv" hidden aria-label={k.upload} onChange={(e) => void take(e.target.files)} />
          <Button loading={load.isPending} title={k.uploadHint} onClick={() => file.current?.click()}>
            {k.upload}
          </Button>
        </span>
      }
    >
      <Ask query={calendar} rows={8}>
        {(c) => (
          <>
            {c.known ? null : (
              <p className="clock-warn" role="status">
                {k.missingYear(year)}
              </p>
            )}
            <YearCalendar year={year} days={c.days} />
          </>
        )}
      </Ask>
    </Panel>
  )
}
