import { createContext, useContext, type ReactNode } from 'react'
import type { Me } from '@/api/types'
import type { Right } from './rights'

const MeContext = createContext<Me | null>(null)

export function MeProvider({ me, children }: { me: Me; children: ReactNode }) {
  return <MeContext.Provider value={me}>{children}</MeContext.Provider>
}

/** Who is signed in. Only inside the layout, where somebody is. */
export function useMe(): Me {
  const me = useContext(MeContext)
  if (!me) throw new Error('useMe outside of a session')
  return me
}

export function useCan(): (right: Right) => boolean {
  const me = useMe()
  return (right) => can(me, right)
}

export function can(me: Me, right: Right): boolean {
  return me.rights?.includes(right) ?? false
}
