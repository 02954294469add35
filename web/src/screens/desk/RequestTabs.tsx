import { CloseOutlined, PlusOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { t } from '@/texts'
import type { DeskFaults, RequestDraft } from './model'

interface Props {
  requests: RequestDraft[]
  current: string
  faults?: DeskFaults
  onSelect: (key: string) => void
  onAdd: () => void
  onRemove: (key: string) => void
}

/** One contact may bring several matters; each tab becomes an order of its own. */
export function RequestTabs({ requests, current, faults, onSelect, onAdd, onRemove }: Props) {
  const d = t.desk
  const { modal } = App.useApp()
  return (
    <div className="req-tabs">
      <ul>
        {requests.map((r, i) => {
          const n = Object.keys(faults?.requests[r.key] ?? {}).length
          return (
            <li key={r.key} className={r.key === current ? 'on' : ''}>
              <button type="button" aria-pressed={r.key === current} onClick={() => onSelect(r.key)}>
                {d.requestN(i + 1)}
                {r.title ? <span className="req-title">{r.title}</span> : null}
                {n > 0 ? <span className="req-faults">{d.faultsIn(n)}</span> : null}
              </button>
              {requests.length > 1 ? (
                <Button
                  type="text"
                  size="small"
                  icon={<CloseOutlined />}
                  aria-label={d.removeRequest(i + 1)}
                  onClick={() => {
                    if (!r.title && !r.content) return onRemove(r.key)
                    void modal.confirm({ title: d.removeConfirm, onOk: () => onRemove(r.key) })
                  }}
                />
              ) : null}
            </li>
          )
        })}
      </ul>
      <Button type="link" size="small" icon={<PlusOutlined />} onClick={onAdd}>
        {d.addRequest}
      </Button>
    </div>
  )
}
