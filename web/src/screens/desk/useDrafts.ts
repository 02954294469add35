import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { http } from '@/api/client'
import { Problem } from '@/api/problem'
import type { Draft, Page } from '@/api/types'
import { DraftKeeper, type KeptState } from '@/lib/draftKeeper'
import { draftTitle, isBlank, reviveDraft, type DeskDraft, type ThenVerb } from './model'

/** What is put: the server keeps it sealed and does not look inside. */
interface Stored {
  saved_at: string
  value: DeskDraft
}

export const working = 'desk'
const parkedPrefix = 'desk-parked-'
const listKey = ['/drafts'] as const

const putDraft = (key: string, d: DeskDraft, at: string) =>
  http.put(`/drafts/${key}`, { saved_at: at, value: d } satisfies Stored)

async function getDraft(key: string): Promise<Stored | undefined> {
  try {
    return (await http.get<Draft<Stored>>(`/drafts/${key}`)).form
  } catch (err) {
    if (err instanceof Problem && err.status === 404) return undefined
    throw err
  }
}

/**
 * Keeps what is being written: at once in the browser, after a pause on the
 * server. Once the server has it the browser's copy goes.
 */
export function useWorkingDraft(staffId: string, draft: DeskDraft, then: ThenVerb, load: (d: DeskDraft) => void): KeptState & { drop: () => void; restored: boolean; ready: boolean } {
  const [state, setState] = useState<KeptState>({})
  const [ready, setReady] = useState(false)
  const [restored, setRestored] = useState(false)
  const keeper = useRef<DraftKeeper<DeskDraft>>(undefined)

  useEffect(() => {
    const mine = new DraftKeeper<DeskDraft>(
      `${staffId}.${working}`,
      { put: (d, at) => putDraft(working, d, at), del: () => http.del(`/drafts/${working}`) },
      setState,
    )
    let gone = false
    void (async () => {
      const stored = await getDraft(working).catch(() => undefined)
      if (gone) return
      const d = reviveDraft(mine.start(stored), then)
      if (d && !isBlank(d)) {
        load(d)
        setRestored(true)
      }
      keeper.current = mine
      setReady(true)
    })()
    return () => {
      gone = true
      mine.close()
    }
    // Only once: what is on screen afterwards is newer than what was stored.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [])

  const drop = useCallback(() => keeper.current?.drop(), [])

  useEffect(() => {
    if (!ready) return
    if (isBlank(draft)) drop()
    else keeper.current?.change(draft)
  }, [draft, ready, drop])

  return { ...state, drop, restored, ready }
}

/** Registrations put aside to answer the next call. */
export function useParkedDrafts() {
  const queries = useQueryClient()
  const list = useQuery({
    queryKey: listKey,
    queryFn: ({ signal }) => http.get<Page<Draft>>('/drafts', {}, signal),
    retry: false,
  })
  const refresh = () => queries.invalidateQueries({ queryKey: listKey })
  const parked = (list.data?.items ?? []).filter((d) => d.key.startsWith(parkedPrefix)).slice(0, 20)
  // A parked draft never changes: asked for once, and never again when the list is.
  const forms = useQueries({
    queries: parked.map((d) => ({
      queryKey: ['/drafts/{key}', d.key, d.updated_at],
      queryFn: () => getDraft(d.key).then((x) => x ?? null),
      staleTime: Infinity,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
    })),
  })
  const remove = async (key: string) => {
    await http.del(`/drafts/${key}`)
    // Off the list before anything asks for it again.
    queries.setQueryData<Page<Draft>>(listKey, (page) => page && { ...page, items: page.items.filter((x) => x.key !== key) })
    await refresh()
  }
  const park = async (d: DeskDraft) => {
    const at = new Date()
    await putDraft(parkedPrefix + at.getTime(), d, at.toISOString())
    await refresh()
  }
  return {
    rows: parked.map((d, i) => {
      const form = forms[i]?.data && reviveDraft(forms[i].data.value, 'register')
      return { key: d.key, saved_at: d.updated_at, title: form ? draftTitle(form) : '' }
    }),
    park,
    remove,
    /** Takes one up again; what is being written takes its place among the parked. Undefined: it is gone. */
    swap: async (key: string, then: ThenVerb, writing: DeskDraft): Promise<DeskDraft | undefined> => {
      const d = reviveDraft((await getDraft(key))?.value, then)
      if (d && !isBlank(writing)) await park(writing)
      await remove(key)
      return d
    },
  }
}
