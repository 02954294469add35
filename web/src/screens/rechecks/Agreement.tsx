import { useQuery } from '@tanstack/react-query'
import { http } from '@/api/client'
import { listFrom } from '@/api/lists'
import type { Agreed, AgreementRow, AgreementTable } from '@/api/types'
import { DataTable, type Column } from '@/components/DataTable'
import { Panel } from '@/components/PageShell'
import { Tag } from '@/components/StateTag'
import { Whisker } from '@/components/Whisker'
import { t } from '@/texts'
import { fairness as fairnessTexts } from '@/texts/zh/fairness'

const r = fairnessTexts.rechecks
const c = r.agreementColumns

function Share({ of }: { of: Agreed }) {
  if (of.compared === 0) return <span className="muted">{t.common.percent(null)}</span>
  return (
    <>
      <Whisker value={of.rate} interval={of.interval} small={of.small} />
      <small className="muted num">
        {fairnessTexts.of(of.agree, of.compared)} {of.small ? <Tag tone="warn">{fairnessTexts.small}</Tag> : null}
      </small>
    </>
  )
}

const columns: Column<AgreementRow>[] = [
  { key: 'unit', title: c.unit, fixed: true, by: (x) => x.name, render: (x) => x.name },
  { key: 'drawn', title: c.drawn, width: 70, align: 'end', by: (x) => x.drawn, render: (x) => <span className="num">{x.drawn}</span> },
  { key: 'reached', title: c.reached, width: 70, align: 'end', by: (x) => x.reached, render: (x) => <span className="num">{x.reached}</span> },
  { key: 'unit-rate', title: c.unitRate, width: 270, render: (x) => <Share of={x.unit} /> },
  { key: 'first-rate', title: c.firstRate, width: 270, render: (x) => <Share of={x.first} /> },
]

/** How far rechecks confirm what units reported and what was answered first, with what the two figures mean. */
export function Agreement() {
  const agreement = useQuery({ queryKey: ['/agreement'], queryFn: ({ signal }) => http.get<AgreementTable>('/agreement', {}, signal) })
  return (
    <Panel title={r.agreement} extra={<span className="muted">{r.agreementHint}</span>} flush>
      <DataTable
        plain
        name="agreement"
        label={r.agreement}
        columns={columns}
        list={listFrom({ ...agreement, data: agreement.data?.items })}
        rowKey={(x) => x.key}
        total={agreement.data && { key: 'total', name: r.total, ...agreement.data.total }}
        empty={{ title: r.noAgreement }}
      />
      {agreement.data ? (
        <dl className="definitions panel-note">
          {agreement.data.definitions.map((d) => (
            <div key={d.code}>
              <dt>{d.name}</dt>
              <dd>
                {t.rates.numerator}
                {t.common.colon}
                {d.numerator}
              </dd>
              <dd>
                {t.rates.denominator}
                {t.common.colon}
                {d.denominator}
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
    </Panel>
  )
}
