import type { ArticleState } from '@/api/types'
import type { Tone } from '@/components/StateTag'

const tones: Record<ArticleState, Tone> = {
  published: 'good',
  scheduled: 'info',
  expired: 'bad',
  draft: 'plain',
  submitted: 'warn',
  rejected: 'bad',
  retired: 'dark',
}

export function articleTone(s: ArticleState): Tone {
  return tones[s] ?? 'plain'
}
