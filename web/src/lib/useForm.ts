import { useCallback, useContext, useEffect, useState } from 'react'
import type { Problem } from '@/api/problem'
import { KeepContext } from './kept'
import { dropLocalDraft, keepLocalDraft, readLocalDraft } from './localDrafts'

export type Faults<T> = Partial<Record<keyof T, string>>

export interface FormState<T> {
  values: T
  set: <K extends keyof T>(key: K, value: T[K]) => void
  patch: (p: Partial<T>) => void
  reset: (v: T) => void
  faults: Faults<T>
  /** Checks all; true when it may be sent. The first faulty field gets the focus. */
  check: () => boolean
  /** Shows what the server found wrong beside the fields it named. */
  refuse: (p: Problem) => void
}

/** The state of a form. Inside a KeepContext its words outlive the form, until they are sent or dropped. */
export function useForm<T extends object>(initial: T, validate: (v: T) => Faults<T> = () => ({})): FormState<T> {
  const keep = useContext(KeepContext)
  const [first] = useState(initial)
  const [values, setValues] = useState<T>(() => ({ ...initial, ...(keep && readLocalDraft<Partial<T>>(keep.key)?.value) }))
  useEffect(() => {
    if (!keep) return
    keep.dirty.current = JSON.stringify({ ...first, ...values }) !== JSON.stringify(first)
    if (keep.dirty.current) keepLocalDraft(keep.key, values)
    else dropLocalDraft(keep.key)
  }, [keep, first, values])
  const [faults, setFaults] = useState<Faults<T>>({})
  const set = useCallback(<K extends keyof T>(key: K, value: T[K]) => {
    setValues((v) => ({ ...v, [key]: value }))
    setFaults((f) => (f[key] === undefined ? f : { ...f, [key]: undefined }))
  }, [])
  const patch = useCallback((p: Partial<T>) => setValues((v) => ({ ...v, ...p })), [])
  const reset = useCallback((v: T) => {
    setValues(v)
    setFaults({})
  }, [])
  const check = () => {
    const f = validate(values)
    setFaults(f)
    const bad = Object.values(f).some(Boolean)
    if (bad) focusFirstFault()
    return !bad
  }
  const refuse = (p: Problem) => {
    const f: Faults<T> = {}
    for (const key of Object.keys(values) as (keyof T)[]) {
      const message = p.field(String(key))
      if (message) f[key] = message
    }
    setFaults(f)
    focusFirstFault()
  }
  return { values, set, patch, reset, faults, check, refuse }
}

export function focusFirstFault(): void {
  setTimeout(() => document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(), 0)
}
