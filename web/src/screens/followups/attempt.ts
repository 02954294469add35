import type { AttemptForm } from '@/api/types'
import type { Faults } from '@/lib/useForm'
import { t } from '@/texts'

export interface AttemptValues {
  reached: boolean
  contacted?: boolean
  resolved?: 'yes' | 'partly' | 'no'
  satisfaction?: number
  note: string
  redo: boolean
}

export const emptyAttempt: AttemptValues = { reached: true, note: '', redo: false }

/** A call that went through asks the three questions; one that did not, none. */
export function attemptFaults(v: AttemptValues): Faults<AttemptValues> {
  const f = t.followup
  if (!v.reached) return {}
  return {
    contacted: v.contacted === undefined ? f.contactedMissing : undefined,
    resolved: v.resolved === undefined ? f.resolvedMissing : undefined,
    satisfaction: v.satisfaction === undefined ? f.satisfactionMissing : undefined,
    note: v.redo && v.note.trim() === '' ? f.redoNote : undefined,
  }
}

export function attemptBody(v: AttemptValues): AttemptForm {
  if (!v.reached) return { reached: false, note: v.note.trim(), redo: false }
  return {
    reached: true,
    contacted: v.contacted,
    resolved: v.resolved,
    satisfaction: v.satisfaction,
    note: v.note.trim(),
    redo: v.redo && v.resolved !== 'yes',
  }
}
