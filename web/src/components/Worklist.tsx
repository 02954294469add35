import type { ReactNode } from 'react'
import { usePhone } from '@/lib/useMedia'
import { Panel } from './PageShell'
import { PhoneDetail } from './PhoneDetail'
import { EmptyState } from './states'
import './worklist.css'

interface Props {
  /** What the open one is called when it comes over the list. */
  title: string
  list: ReactNode
  /** The open one, in panels; nothing when none is. */
  detail?: ReactNode
  /** Said where the open one would stand; nothing of an empty list, which then has the whole width. */
  none?: string
  onClose: () => void
}

/** A list and beside it the one of it that is open; on a phone the open one comes over the list. */
export function Worklist({ title, list, detail, none, onClose }: Props) {
  if (usePhone())
    return (
      <>
        <Panel flush>{list}</Panel>
        <PhoneDetail title={title} onClose={onClose}>
          {detail}
        </PhoneDetail>
      </>
    )
  return (
    <div className="queue">
      <Panel flush className="panel-scroll queue-list">
        {list}
      </Panel>
      {detail ??
        (none === undefined ? null : (
          <Panel className="queue-wide">
            <EmptyState title={none} />
          </Panel>
        ))}
    </div>
  )
}
