import { useMemo } from 'react'
import { useTopics } from '@/api/reference'
import { t } from '@/texts'

/** Topics to choose from: those in use, and what is chosen already; with stopped, all that orders may hold. */
export function useTopicOptions(chosen: readonly string[], stopped = false): { value: string; label: string }[] {
  const topics = useTopics()
  const key = chosen.join('\n')
  return useMemo(() => {
    const kept = key === '' ? [] : key.split('\n')
    const list = (topics.data ?? []).filter((x) => stopped || x.active || kept.includes(x.name))
    const names = new Set(list.map((x) => x.name))
    return [
      ...list.map((x) => ({ value: x.name, label: x.name + (x.active ? '' : t.pickers.inactive) })),
      ...kept.filter((name) => !names.has(name)).map((name) => ({ value: name, label: name })),
    ]
  }, [topics.data, key, stopped])
}
