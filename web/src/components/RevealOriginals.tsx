import { EyeOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState, type ReactNode } from 'react'
import { http } from '@/api/client'
import type { Original, Page } from '@/api/types'
import { useCommand } from '@/api/useCommand'
import { useShortly } from '@/lib/useShortly'
import { t } from '@/texts'
import { AskWhy, Revealed, type Purpose, type Why } from './Revealed'
import { ProblemAlert } from './states'

const o = t.originals

interface Props {
  /** Whose words: `/requests/{id}`, or `/orders/{id}` of an imported order, behind which no request stands. */
  of: `/requests/${string}` | `/orders/${string}`
  /** The purpose offered first. */
  purpose?: Purpose
  /** The order is in the hands of one's own unit: one click opens, and the order is the reason. */
  own?: boolean
}

/** Each text with its name; of several of a name, as supplements are, the later ones with their number. */
function named(list: Original[]): [name: string, value: ReactNode][] {
  const seen = new Map<string, number>()
  return list.map(({ field, words }) => {
    const n = (seen.get(field) ?? 0) + 1
    seen.set(field, n)
    const name = o.fields[field] ?? field
    return [
      n > 1 ? o.nth(name, n) : name,
      <span key={field} className="words">
        {words}
      </span>,
    ]
  })
}

/** Words before their personal numbers were masked: for a purpose, for a minute, on record. */
export function RevealOriginals({ of, purpose, own }: Props) {
  const [asking, setAsking] = useState(false)
  const words = useShortly<Original[]>()
  const open = useCommand(
    // The answer is shown, never kept.
    (why: Why, key) => http.post<Page<Original>>(`${of}/originals`, why, { idempotencyKey: key }),
    {
      onDone: (page) => {
        words.show(page.items)
        setAsking(false)
      },
    },
  )
  if (words.value)
    return (
      <Revealed
        items={named(words.value)}
        left={words.left}
        onHide={words.hide}
      />
    )
  return (
    <div className="row originals">
      <span className="muted">{o.masked}</span>
      <Button
        size="small"
        icon={<EyeOutlined />}
        title={own ? t.reveal.oneClickHint : undefined}
        loading={open.isPending && !asking}
        onClick={() => (own ? open.mutate({ purpose: 'handle' }) : setAsking(true))}
      >
        {o.button}
      </Button>
      {open.error && !asking ? <ProblemAlert problem={open.error} /> : null}
      {asking ? (
        <AskWhy
          title={o.title}
          explain={o.explain}
          purpose={purpose}
          sending={open.isPending}
          problem={open.error}
          onSend={(why) => open.mutate(why)}
          onClose={() => {
            setAsking(false)
            open.reset()
          }}
        />
      ) : null}
    </div>
  )
}
