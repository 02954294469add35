import { useLiveRefresh } from '@/api/live'
import { superviseKey, useSuperviseCounts } from '@/api/supervise'
import type { SuperviseCounts, WatchView } from '@/api/types'
import { rights } from '@/app/rights'
import { useCan, useMe } from '@/app/session'
import { PageShell } from '@/components/PageShell'
import { ViewTabs } from '@/components/ViewTabs'
import { useUrlQuery } from '@/lib/useUrlQuery'
import { t } from '@/texts'
import { CardCounts } from './CardCounts'
import { Cards } from './Cards'
import { Cases } from './Cases'
import { ChainSetting } from './ChainSetting'
import { Suggestions } from './Suggestions'
import { Tasks } from './Tasks'
import { WatchList } from './WatchList'
import '@/components/query.css'

const s = t.supervise
const views: readonly WatchView[] = ['overdue', 'redo', 'urged', 'repeated', 'returned', 'shelved', 'stages', 'upcoming']
type Tab = keyof typeof s.tabs

/** What is watched: cases, tasks, cards, orders that need somebody, and what the chain will do next. */
export default function SuperviseScreen() {
  const can = useCan()
  const me = useMe()
  const [url, setUrl] = useUrlQuery(['tab'] as const)
  const counts = useSuperviseCounts()
  useLiveRefresh(
    ['supervise', 'workorder'],
    [superviseKey, ['/supervise/watch'], ['/supervise/cards'], ['/supervise/cases'], ['/supervise/tasks'], ['/supervise/suggestions']],
    1500,
  )
  const ofUnit = me.unit !== null && can(rights.superviseAnswer)
  const order: Tab[] = ofUnit
    ? ['tasks', 'overdue', 'upcoming', 'cards', 'cases', 'redo', 'urged', 'repeated', 'returned', 'shelved']
    : ['cases', 'suggestions', 'overdue', 'stages', 'cards', 'upcoming', 'redo', 'urged', 'repeated', 'returned', 'shelved', 'tasks', 'counts', 'chain']
  const tab = order.find((x) => x === url.tab) ?? order[0]!
  return (
    <PageShell title={s.title}>
      <ViewTabs
        label={s.title}
        tabs={order.map((key) => ({ key, label: s.tabs[key], count: countOf(key, counts.data, ofUnit) }))}
        current={tab}
        onChange={(key) => setUrl({ tab: key })}
      />
      {tab === 'cases' ? <Cases /> : null}
      {tab === 'tasks' ? <Tasks /> : null}
      {tab === 'suggestions' ? <Suggestions /> : null}
      {tab === 'cards' ? <Cards /> : null}
      {tab === 'counts' ? <CardCounts /> : null}
      {tab === 'chain' ? <ChainSetting /> : null}
      {(views as readonly Tab[]).includes(tab) ? <WatchList key={tab} view={tab as WatchView} /> : null}
    </PageShell>
  )
}

function countOf(tab: Tab, c: SuperviseCounts | undefined, ofUnit: boolean): number | undefined {
  if (!c || tab === 'counts' || tab === 'chain') return undefined
  if (tab === 'cases') return c.cases
  if (tab === 'suggestions') return c.suggestions
  if (tab === 'tasks') return ofUnit ? c.tasks_open : c.tasks_to_review
  return c.views[tab]
}
