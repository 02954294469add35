import { Button } from 'antd'
import { useMemo, useRef, useState, type ReactNode, type RefObject } from 'react'
import { KeepContext } from '@/lib/kept'
import { dropLocalDraft, readLocalDraft } from '@/lib/localDrafts'
import { t } from '@/texts'

interface Props {
  /** Whose words and about what: person, thing and verb. */
  name: string
  /** Told whether the form holds words that were not sent. */
  dirty?: RefObject<boolean>
  children: ReactNode
}

/** A form that may be left and opened again with its words. */
export function Kept(p: Props) {
  // Started anew, the form inside forgets, too.
  const [round, setRound] = useState(0)
  return <Round key={p.name + round} {...p} onClear={() => setRound(round + 1)} />
}

function Round({ name, dirty, children, onClear }: Props & { onClear: () => void }) {
  const own = useRef(false)
  const told = dirty ?? own
  const keeping = useMemo(() => ({ key: name, dirty: told }), [name, told])
  const [restored, setRestored] = useState(() => readLocalDraft(name) !== undefined)
  return (
    <KeepContext.Provider value={keeping}>
      {restored ? (
        <p className="kept" role="status">
          {t.desk.draftRestored}
          <Button
            size="small"
            type="link"
            onClick={() => {
              dropLocalDraft(name)
              setRestored(false)
              onClear()
            }}
          >
            {t.verbs.startAnew}
          </Button>
        </p>
      ) : null}
      {children}
    </KeepContext.Provider>
  )
}
