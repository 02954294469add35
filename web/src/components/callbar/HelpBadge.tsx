import { AlertOutlined } from '@ant-design/icons'
import { Link } from 'react-router'
import { useHelps } from '@/api/floor'
import { rights } from '@/app/rights'
import { useCan } from '@/app/session'
import { t } from '@/texts'
import './callbar.css'

/** Seats that ask for help, on every screen of whoever leads them; without a sound. */
export function HelpBadge() {
  const can = useCan()
  const leads = can(rights.lead)
  const open = useHelps(leads).filter((h) => !h.by)
  if (!leads) return null
  return (
    <span role="status">
      {open.length > 0 ? (
        <Link to="/floor" className="help-badge" title={t.floor.help.badgeLabel(open.length)}>
          <AlertOutlined aria-hidden="true" /> {t.floor.help.badge(open.length)}
        </Link>
      ) : null}
    </span>
  )
}
