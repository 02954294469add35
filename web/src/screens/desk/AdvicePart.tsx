import { AlertFilled } from '@ant-design/icons'
import { Button } from 'antd'
import { Link } from 'react-router'
import type { Advice, Hint } from '@/api/types'
import { Keys } from '@/components/ShortcutsHelp'
import { t } from '@/texts'
import { noRefusal, type RequestDraft } from './model'
import { StormPart } from './StormPart'

interface Props {
  advice?: Advice
  request: RequestDraft
  mayRefuse: boolean
  onTransfer: (code: { code: string; phone?: string }) => void
  onChange: (patch: Partial<RequestDraft>) => void
}

const r = t.remit
const words = (h: Hint) => r.found(h.words.join(t.common.separator))

/** What the words point to: an emergency first, then other paths, then earlier requests. It only proposes. */
export function AdvicePart({ advice, request, mayRefuse, onTransfer, onChange }: Props) {
  if (request.refuse.transferred) return null
  if (!advice) return <StormPart request={request} onChange={onChange} />
  const { emergencies, outside, earlier } = advice
  return (
    <>
      {emergencies.map((h) => (
        <div key={h.code} className="advice advice-urgent" role="alert">
          <strong>
            <AlertFilled aria-hidden="true" /> {r.emergency(h.phone ?? '')}
          </strong>
          <span>{words(h)}</span>
          {mayRefuse ? (
            <Button danger type="primary" onClick={() => onTransfer(h)}>
              {r.transfer(h.phone ?? '')} {h === emergencies[0] ? <Keys keys="alt+e" /> : null}
            </Button>
          ) : null}
        </div>
      ))}
      {request.then === 'refuse' || emergencies.length > 0 ? null : <StormPart match={advice.storm} request={request} onChange={onChange} />}
      {request.then === 'refuse' || emergencies.length > 0
        ? null
        : outside.map((h) => (
            <div key={h.code} className="advice" role="status">
              <strong>
                {r.outside}
                {t.common.colon}
                {h.label}
              </strong>
              <span>{words(h)}</span>
              {mayRefuse ? (
                <Button
                  size="small"
                  onClick={() => onChange({ then: 'refuse', refuse: { ...noRefusal, code: h.code, needs: h.needs_words, same: h.group === 'same' } })}
                >
                  {r.use}
                </Button>
              ) : null}
            </div>
          ))}
      {request.then === 'refuse'
        ? null
        : earlier.slice(0, 1).map((e) => (
            <div key={e.number} className="advice" role="status">
              <span>{r.alike(e.number, e.alike)}</span>
              {e.order_id ? (
                <Link to={`/orders/${e.order_id}`} target="_blank">
                  {r.open}
                </Link>
              ) : null}
              {mayRefuse ? (
                <Button
                  size="small"
                  onClick={() => onChange({ then: 'refuse', refuse: { ...noRefusal, code: 'same-facts', needs: true, same: true, earlier: e.number } })}
                >
                  {r.alikeUse}
                </Button>
              ) : null}
            </div>
          ))}
    </>
  )
}
