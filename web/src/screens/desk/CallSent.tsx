import { Button } from 'antd'
import { Keys } from '@/components/ShortcutsHelp'
import { t } from '@/texts'
import { inAddress, notYet, type CallItem } from './callSent'
import type { RequestDraft } from './model'

interface Props {
  items: CallItem[]
  request: RequestDraft
  onTake: () => void
}

/** What the caller has sent from the portal's page during the call, and the one button that puts it on the request. */
export function CallSent({ items, request, onTake }: Props) {
  const p = t.phone.sent
  if (items.length === 0) return null
  const left = notYet(items, request)
  return (
    <section className="desk-sent" aria-label={p.title}>
      <h2>{p.title}</h2>
      <ul>
        {items.map((s) => (
          <li key={s.at}>
            {s.kind === 'photo' ? (
              <a href={`/api/v1/attachments/${s.file}`} download={s.name}>
                <img src={`/api/v1/attachments/${s.file}`} alt={p.photo(s.name)} />
              </a>
            ) : (
              <span>{inAddress(s)}</span>
            )}
          </li>
        ))}
      </ul>
      <Button size="small" type="primary" disabled={left.length === 0} onClick={onTake}>
        {left.length === 0 ? p.taken : p.take(left.length)} <Keys keys="alt+i" />
      </Button>
    </section>
  )
}
