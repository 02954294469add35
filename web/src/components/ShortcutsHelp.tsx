import { Modal } from 'antd'
import { useState } from 'react'
import { currentCommands, keyCaps, useCommands, type Command } from '@/lib/keys'
import { t } from '@/texts'
import './help.css'

export function Keys({ keys }: { keys: string }) {
  return (
    <span className="keys">
      {keyCaps(keys).map((k, i) => (
        <kbd key={i}>{k}</kbd>
      ))}
    </span>
  )
}

/** Lists what the keyboard can do here and now. Opens with "?". */
export function ShortcutsHelp({ open, onOpen, onClose }: { open: boolean; onOpen: () => void; onClose: () => void }) {
  useCommands([{ keys: '?', label: t.help.show, group: t.help.general, run: onOpen }])
  return open ? <Listed onClose={onClose} /> : null
}

function Listed({ onClose }: { onClose: () => void }) {
  const [commands] = useState(() => currentCommands())
  const groups = new Map<string, Command[]>()
  for (const c of commands) {
    const g = c.group ?? t.help.here
    groups.set(g, [...(groups.get(g) ?? []), c])
  }
  const ordered = [...groups].sort(([a], [b]) => Number(a === t.help.general) - Number(b === t.help.general))
  return (
    <Modal open title={t.help.title} footer={null} onCancel={onClose} width={620}>
      <div className="help">
        {ordered.map(([group, list]) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {list.map((c) => (
                <div key={c.keys + c.label}>
                  <dt>{c.label}</dt>
                  <dd>
                    <Keys keys={c.keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  )
}
