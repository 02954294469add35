import type { Interval } from '@/api/types'
import { t } from '@/texts'
import { fairness as fairnessTexts } from '@/texts/zh/fairness'
import './whisker.css'

const f = fairnessTexts

/** A share with its 95 % interval: the dot is the share, the bar how far it is known. */
export function Whisker({ value, interval, small }: { value: number | null | undefined; interval: Interval; small?: boolean }) {
  if (value === null || value === undefined) return <span className="muted">{t.common.percent(value)}</span>
  const at = (x: number) => `${Math.round(x * 1000) / 10}%`
  const range = f.interval(interval.low, interval.high)
  return (
    <span className={'whisker' + (small ? ' whisker-small' : '')} title={f.read(t.common.percent(value), range)}>
      <span className="whisker-track" aria-hidden="true">
        <span className="whisker-bar" style={{ insetInlineStart: at(interval.low), width: at(interval.high - interval.low) }} />
        <span className="whisker-dot" style={{ insetInlineStart: at(value) }} />
      </span>
      <span className="whisker-figures num">
        <strong>{t.common.percent(value)}</strong>
        <small>{range}</small>
      </span>
    </span>
  )
}
