import { App, Button } from 'antd'
import { useState } from 'react'
import { asProblem } from '@/api/problem'
import { Pop } from '@/components/Pop'
import { shortTime } from '@/lib/time'
import { t } from '@/texts'
import { isBlank, type DeskDraft, type ThenVerb } from './model'
import type { useParkedDrafts } from './useDrafts'

/** Registrations put aside, to be taken up again. */
export function ParkedDrafts({
  parked,
  then,
  writing,
  onTake,
}: {
  parked: ReturnType<typeof useParkedDrafts>
  then: ThenVerb
  /** What is on screen: it is put aside before another is taken up. */
  writing: DeskDraft
  onTake: (d: DeskDraft) => void
}) {
  const d = t.desk
  const { message } = App.useApp()
  const [open, setOpen] = useState(false)
  if (parked.rows.length === 0) return null
  async function take(key: string) {
    try {
      const draft = await parked.swap(key, then, writing)
      setOpen(false)
      if (!draft) return void message.info(d.parkedGone)
      onTake(draft)
      if (!isBlank(writing)) void message.success(d.parkedSwapped)
    } catch (err) {
      void message.error(asProblem(err).message)
    }
  }
  return (
    <Pop
      label={d.parkedTitle}
      open={open}
      onOpenChange={setOpen}
      title={d.parkedTitle}
      content={
        <ul className="parked">
          {parked.rows.map((r) => (
            <li key={r.key}>
              <span>
                {r.title || d.parkedUntitled}
                <small> {shortTime(r.saved_at)}</small>
              </span>
              <Button size="small" type="link" onClick={() => void take(r.key)}>
                {d.parkedOpen}
              </Button>
              <Button size="small" type="link" danger onClick={() => void parked.remove(r.key).catch(() => undefined)}>
                {d.parkedDelete}
              </Button>
            </li>
          ))}
        </ul>
      }
    >
      <Button size="small">{d.parked(parked.rows.length)}</Button>
    </Pop>
  )
}
