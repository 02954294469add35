import { CalculatorOutlined, DownloadOutlined, PrinterOutlined, SettingOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { App, Button, Select } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { downloadURL, http } from '@/api/client'
import { useCommand } from '@/api/useCommand'
import type { GradePeriod, GradeTable, Page } from '@/api/types'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { PageShell } from '@/components/PageShell'
import { Tag } from '@/components/StateTag'
import { Ask, EmptyState } from '@/components/states'
import { useUrlQuery } from '@/lib/useUrlQuery'
import { t } from '@/texts'
import { fairness as fairnessTexts } from '@/texts/zh/fairness'
import { ComputeDrawer } from './ComputeDrawer'
import { GradeOverview } from './GradeOverview'
import { GradeRulesDrawer } from './GradeRulesDrawer'
import { Objections } from './Objections'
import { UnitCard } from './UnitCard'
import './grades.css'

const g = fairnessTexts.grades

/** Units by bands, never by rank: the centre sees all, a unit its own. */
export default function GradesScreen() {
  const can = useCan()
  const go = useNavigate()
  const [url, setUrl] = useUrlQuery(['period', 'unit'] as const)
  const [open, setOpen] = useState<'compute' | 'rules'>()
  const periods = useQuery({ queryKey: ['/grade-periods'], queryFn: ({ signal }) => http.get<Page<GradePeriod>>('/grade-periods', {}, signal) })
  const id = url.period ?? periods.data?.items[0]?.id
  const table = useQuery({
    queryKey: ['/grade-periods/{id}', id],
    queryFn: ({ signal }) => http.get<GradeTable>(`/grade-periods/${id}`, {}, signal),
    enabled: id !== undefined,
  })
  const period = table.data?.period
  return (
    <PageShell
      title={g.title}
      extra={period ? <Tag tone={period.state === 'published' ? 'good' : 'warn'}>{g.state[period.state]}</Tag> : null}
      actions={
        <>
          {periods.data && periods.data.items.length > 0 ? (
            <Select
              aria-label={g.period}
              style={{ width: 290 }}
              value={id}
              onChange={(p: string) => setUrl({ period: p, unit: undefined })}
              options={periods.data.items.map((p) => ({ value: p.id, label: `${g.kind[p.kind]} ${g.span(p.from, p.to)}（${g.state[p.state]}）` }))}
            />
          ) : null}
          {id ? (
            <>
              <Button icon={<DownloadOutlined />} href={downloadURL(`/grade-periods/${id}/grades.xlsx`)} download>
                {g.xlsx}
              </Button>
              <Button icon={<PrinterOutlined />} onClick={() => void go(`/grades/${id}/print`)}>
                {g.print}
              </Button>
            </>
          ) : null}
          {can(rights.gradeManage) ? (
            <>
              <Button icon={<SettingOutlined />} onClick={() => setOpen('rules')}>
                {g.rules}
              </Button>
              <Button icon={<CalculatorOutlined />} onClick={() => setOpen('compute')}>
                {g.compute}
              </Button>
              {period?.state === 'draft' ? <Publish period={period} /> : null}
            </>
          ) : null}
        </>
      }
    >
      {periods.data?.items.length === 0 ? (
        <EmptyState title={g.empty} hint={g.emptyHint} />
      ) : (
        <Ask query={id === undefined ? { ...periods, data: undefined } : table} rows={10}>
          {(data) => <Period table={data} unit={url.unit} onUnit={(unit) => setUrl({ unit })} />}
        </Ask>
      )}
      {open === 'compute' ? <ComputeDrawer onClose={() => setOpen(undefined)} onDone={(p) => setUrl({ period: p.id, unit: undefined })} /> : null}
      {open === 'rules' ? <GradeRulesDrawer onClose={() => setOpen(undefined)} /> : null}
    </PageShell>
  )
}

function Period({ table, unit, onUnit }: { table: GradeTable; unit?: string; onUnit: (id?: string) => void }) {
  const chosen = table.items.find((u) => u.unit_id === unit) ?? (table.items.length === 1 ? table.items[0] : undefined)
  return (
    <>
      <p className="muted">
        {g.rule} {fairnessTexts.legend}
      </p>
      {table.items.length === 0 ? <EmptyState title={t.table.empty} /> : null}
      {table.items.length > 1 ? <GradeOverview table={table} current={chosen?.unit_id} onOpen={onUnit} /> : null}
      {chosen ? <UnitCard key={table.period.id + chosen.unit_id} table={table} unit={chosen} /> : null}
      <Objections table={table} />
    </>
  )
}

function Publish({ period }: { period: GradePeriod }) {
  const { message, modal } = App.useApp()
  const publish = useCommand<{ version: number }, GradePeriod>((body, key) => http.post(`/grade-periods/${period.id}/publish`, body, { idempotencyKey: key }), {
    invalidates: [['/grade-periods'], ['/grade-periods/{id}']],
    onDone: () => void message.success(g.published),
    onRefused: (p) => void message.error(p.message),
  })
  return (
    <Button
      type="primary"
      loading={publish.isPending}
      onClick={() => void modal.confirm({ title: g.publish, content: g.publishAsk, okText: g.publish, cancelText: t.common.cancel, onOk: () => publish.mutate({ version: period.version }) })}
    >
      {g.publish}
    </Button>
  )
}
