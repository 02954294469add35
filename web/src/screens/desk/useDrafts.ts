import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { http } from '@/api/client'
import { Problem } from '@/api/problem'
import type { Draft, Page } from '@/api/types'
import { dropLocalDraft, keepLocalDraft, readLocalDraft } from '@/lib/localDrafts'
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

export type SaveState = { at?: string; local?: boolean }

/**
 * Keeps what is being written: at once in the browser, after a pause on the
 * server. Once the server has it the browser's copy goes.
 */
export function useWorkingDraft(staffId: string, draft: DeskDraft, then: ThenVerb, load: (d: DeskDraft) => void): SaveState & { drop: () => void; restored: boolean } {
  const [state, setState] = useState<SaveState>({})
  const [ready, setReady] = useState(false)
  const [restored, setRestored] = useState(false)
  const onServer = useRef(false)
  const localKey = `${staffId}.${working}`
  const saveTimer = useRef<ReturnType<typeof setTimeout>>(undefined)

  useEffect(() => {
    let gone = false
    void (async () => {
      const local = readLocalDraft<DeskDraft>(localKey)
      const remote = await getDraft(working).catch(() => undefined)
      if (gone) return
      onServer.current = remote !== undefined
      const newest = local && (!remote || local.saved_at > remote.saved_at) ? local : remote
      const d = newest && reviveDraft(newest.value, then)
      if (d && !isBlank(d)) {
        load(d)
        setRestored(true)
      }
      setReady(true)
    })()
    return () => {
      gone = true
    }
    // Only once: what is on screen afterwards is newer than what was stored.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [])

  const drop = useCallback(() => {
    clearTimeout(saveTimer.current)
    dropLocalDraft(localKey)
    setState({})
    if (onServer.current) {
      onServer.current = false
      void http.del(`/drafts/${working}`).catch(() => undefined)
    }
  }, [localKey])

  useEffect(() => {
    if (!ready) return
    if (isBlank(draft)) {
      drop()
      return
    }
    const at = new Date().toISOString()
    keepLocalDraft(localKey, draft, new Date(at))
    clearTimeout(saveTimer.current)
    saveTimer.current = setTimeout(() => {
      putDraft(working, draft, at)
        .then(() => {
          onServer.current = true
          if (readLocalDraft(localKey)?.saved_at === at) dropLocalDraft(localKey)
          setState({ at })
        })
        .catch(() => setState({ at, local: true }))
    }, 1500)
  }, [draft, ready, localKey, drop])

  return { ...state, drop, restored }
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
  const forms = useQueries({
    queries: parked.map((d) => ({
      queryKey: [...listKey, d.key, d.updated_at],
      queryFn: () => getDraft(d.key).then((x) => x ?? null),
      staleTime: Infinity,
    })),
  })
  return {
    rows: parked.map((d, i) => {
      const form = forms[i]?.data && reviveDraft(forms[i].data.value, 'register')
      return { key: d.key, saved_at: d.updated_at, title: form ? draftTitle(form) : '' }
    }),
    park: async (d: DeskDraft) => {
      const at = new Date()
      await putDraft(parkedPrefix + at.getTime(), d, at.toISOString())
      await refresh()
    },
    take: async (key: string, then: ThenVerb): Promise<DeskDraft | undefined> => {
      const d = reviveDraft((await getDraft(key))?.value, then)
      await http.del(`/drafts/${key}`)
      await refresh()
      return d
    },
    remove: async (key: string) => {
      await http.del(`/drafts/${key}`)
      await refresh()
    },
  }
}
