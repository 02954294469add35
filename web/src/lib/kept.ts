import { createContext } from 'react'

/** Where the form inside keeps its words until they are sent, and whether it holds any. */
export interface Keeping {
  key: string
  dirty: { current: boolean }
}

export const KeepContext = createContext<Keeping | undefined>(undefined)
