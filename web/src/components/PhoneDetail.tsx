import { Drawer } from 'antd'
import type { ReactNode } from 'react'

/** What stands beside a list on a wide screen: on a phone it comes over the list, and closing it leads back there. */
export function PhoneDetail({ title, onClose, children }: { title: string; onClose: () => void; children?: ReactNode }) {
  return (
    <Drawer open={!!children} onClose={onClose} placement="bottom" size="100%" title={title} destroyOnHidden>
      {children ? <div className="stack">{children}</div> : null}
    </Drawer>
  )
}
