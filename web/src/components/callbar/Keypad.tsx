import { NumberOutlined } from '@ant-design/icons'
import { useState } from 'react'
import { Pop } from '@/components/Pop'
import { useCommands } from '@/lib/keys'
import { t } from '@/texts'

const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#']

/** The keys of a telephone, by mouse or, while it is open, by the keyboard's own. */
export function Keypad({ pressed, onKey }: { pressed: string; onKey: (key: string) => void }) {
  const [open, setOpen] = useState(false)
  const p = t.phone
  useCommands(open ? keys.map((k) => ({ keys: k, label: '', run: () => onKey(k) })) : [], true)
  return (
    <Pop
      label={p.keypad}
      placement="bottom"
      open={open}
      onOpenChange={setOpen}
      content={
        <div className="keypad">
          <output aria-label={p.pressed}>{pressed || ' '}</output>
          {keys.map((k) => (
            <button key={k} type="button" aria-label={p.key(k)} onClick={() => onKey(k)}>
              {k}
            </button>
          ))}
        </div>
      }
    >
      <button type="button" className="callbar-verb" aria-expanded={open} aria-haspopup="dialog">
        <NumberOutlined aria-hidden="true" />
        {p.keypad}
      </button>
    </Pop>
  )
}
