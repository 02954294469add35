import type { PresetLimit } from '@/api/types'
import { t } from '@/texts'

const k = t.admin.clock

/** What a special case of time limits is called; an operator's own go by their code. */
export function caseName(code: string): string {
  return k.caseOf[code] ?? code
}

/** 5 个工作日；到期前 1 个工作日 */
export function limitText(l: Pick<PresetLimit, 'n' | 'unit' | 'anchor'>): string {
  const span = k.span(l.n, k.units[l.unit] ?? l.unit)
  if (l.anchor === 'before_due') return k.beforeDue(span)
  if (l.anchor === 'after_due') return k.afterDue(span)
  return span
}
