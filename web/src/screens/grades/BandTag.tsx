import type { Band } from '@/api/types'
import { Tag, type Tone } from '@/components/StateTag'
import { fairness as fairnessTexts } from '@/texts/zh/fairness'

const tones: Record<Band, Tone> = { A: 'good', B: 'info', C: 'warn', D: 'bad', '': 'plain' }

export function BandTag({ band }: { band: Band }) {
  return <Tag tone={tones[band] ?? 'plain'}>{fairnessTexts.grades.band[band] ?? band}</Tag>
}
