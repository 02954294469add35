import { useCallback, useEffect, useRef, useState } from 'react'
import { useHotlines } from '@/api/reference'
import type { SeatCall } from '@/api/types'
import { useTelephone } from '@/phone/telephone'
import { isBlank, newDraft, type DeskDraft, type ThenVerb } from './model'

/** A blank registration of whoever is on the line. */
export function draftOfCall(call: SeatCall, then: ThenVerb, hotlines: readonly string[]): DeskDraft {
  const fresh = newDraft(then)
  const number = call.caller_number
  return {
    ...fresh,
    contact: {
      ...fresh.contact,
      door: call.door === 'web' ? 'web' : 'phone',
      hotline_number: hotlines.includes(call.hotline) ? call.hotline : undefined,
      caller_number: number,
      call_id: call.id,
      call_number: number,
    },
  }
}

interface Desk {
  draft: DeskDraft
  /** What was being written the last time has come back, or there was nothing. */
  ready: boolean
  /** The receipt is on screen: what was written is safe. */
  done: boolean
  then: ThenVerb
  load: (draft: DeskDraft) => void
  /** Puts aside what is being written; false if it could not. */
  park: () => Promise<boolean>
}

/**
 * Brings the caller to the desk as soon as it rings: into the form if nothing is written there, else as an offer. What
 * was written is never overwritten. A call that nobody answered leaves the form as it found it.
 */
export function useCallPop({ draft, ready, done, then, load, park }: Desk) {
  const call = useTelephone()?.call
  const hotlines = useHotlines()
  const numbers = hotlines.data?.filter((h) => h.active).map((h) => h.number)
  // Each call comes to the form once: what the person then does with it stands.
  const [met, setMet] = useState<string>()
  const answered = useRef<string>(undefined)
  const mine = call && call.part === 'own' && call.direction === 'in' ? call : undefined
  const linked = mine !== undefined && draft.contact.call_id === mine.id
  const free = done || isBlank(draft)
  const offered = mine && ready && numbers && !linked && met !== mine.id ? mine : undefined

  const bring = useCallback(
    (c: SeatCall) => {
      setMet(c.id)
      load(draftOfCall(c, then, numbers ?? []))
    },
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [load, then, numbers?.join()],
  )

  useEffect(() => {
    if (offered && free) bring(offered)
  }, [offered, free, bring])

  useEffect(() => {
    if (mine?.answered_at) answered.current = mine.id
  }, [mine])

  const left = draft.contact.call_id
  useEffect(() => {
    if (!left || mine || done || answered.current === left || met !== left || !isBlank(draft)) return
    load(newDraft(then))
  }, [left, mine, done, met, draft, then, load])

  return {
    /** A call that waits beside what is being written. */
    offer: offered && !free ? offered : undefined,
    take: async () => {
      if (offered && (await park())) bring(offered)
    },
    dismiss: () => setMet(offered?.id),
    /** The form was emptied by hand: the call that is on comes into it again. */
    again: () => setMet(undefined),
  }
}
