import type { CatalogueVersion } from '@/api/types'
import { Tag, type Tone } from '@/components/StateTag'
import { t } from '@/texts'

type State = CatalogueVersion['state']

const tones: Record<State, Tone> = { draft: 'warn', scheduled: 'info', in_force: 'good', superseded: 'plain' }

/** Where a version of the dispatch catalogue stands. */
export function VersionTag({ state }: { state: State }) {
  return <Tag tone={tones[state]}>{t.catalogue.state[state]}</Tag>
}
