import { CheckCircleFilled, CopyOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useEffect, useRef } from 'react'
import { Link } from 'react-router'
import type { ContactAnswer, RemitCode } from '@/api/types'
import { Panel } from '@/components/PageShell'
import { useCommands } from '@/lib/keys'
import { useCopy } from '@/lib/useCopy'
import { t } from '@/texts'

interface Props {
  answer: ContactAnswer
  titles: string[]
  /** The coded reason of each request that was refused. */
  refused?: (RemitCode | undefined)[]
  onNext: () => void
  onMore: () => void
}

/** The numbers to tell the caller; shown until the seat goes on. */
export function Receipts({ answer, titles, refused, onNext, onMore }: Props) {
  const d = t.desk
  const copyText = useCopy()
  const next = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    next.current?.focus()
  }, [])
  useCommands([{ keys: 'alt+n', label: d.anotherRequest, run: onMore }])

  const copy = () => copyText(answer.receipts.map((r) => `${d.receiptNumber} ${r.number} ${d.queryCode} ${r.query_code}`).join('\n'))

  return (
    <Panel className="panel-scroll">
      <div className="receipts" role="status">
        <h2>
          <CheckCircleFilled aria-hidden="true" /> {answer.receipts.some((r) => r.order_id) ? d.receipts : t.remit.receipts}
        </h2>
        <p className="muted">{d.receiptsHint}</p>
        <ol>
          {answer.receipts.map((r, i) => (
            <li key={r.request_id}>
              <p className="receipt-title">{titles[i]}</p>
              <dl>
                <div>
                  <dt>{d.receiptNumber}</dt>
                  <dd>{r.number}</dd>
                </div>
                <div>
                  <dt>{d.queryCode}</dt>
                  <dd>{r.query_code}</dd>
                </div>
                {r.order_id ? (
                  <div>
                    <dt>{d.receiptOrder}</dt>
                    <dd>
                      <Link to={`/orders/${r.order_id}`}>{r.order_number}</Link>
                    </dd>
                  </div>
                ) : null}
              </dl>
              {refused?.[i] ? <Told code={refused[i]} /> : null}
            </li>
          ))}
        </ol>
        <div className="row">
          <Button ref={next} type="primary" size="large" onClick={onNext}>
            {d.nextContact}
          </Button>
          <Button size="large" onClick={onMore}>
            {d.anotherRequest}
          </Button>
          <Button size="large" icon={<CopyOutlined />} onClick={() => void copy()}>
            {d.copyReceipt}
          </Button>
        </div>
      </div>
    </Panel>
  )
}

/** What the seat says before hanging up: why not here, and where. */
export function Told({ code }: { code: RemitCode }) {
  return (
    <div className="told">
      <strong>
        {t.remit.told}
        {t.common.colon}
        {code.label}
      </strong>
      <p className="words">{code.path}</p>
      {code.legal ? <p className="muted">{code.legal}</p> : null}
    </div>
  )
}
