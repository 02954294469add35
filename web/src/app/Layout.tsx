import { DownOutlined, KeyOutlined, MenuOutlined, QuestionCircleOutlined, UserOutlined } from '@ant-design/icons'
import { Button, Drawer, Dropdown } from 'antd'
import { lazy, Suspense, useEffect, useState } from 'react'
import { NavLink, Outlet, useLocation, useNavigate } from 'react-router'
import { signOut, useSetMe } from '@/api/session'
import { SeatMenu } from '@/components/callbar/SeatMenu'
import { ShortcutsHelp } from '@/components/ShortcutsHelp'
import { dropLocalDrafts } from '@/lib/localDrafts'
import { useCommands } from '@/lib/keys'
import { usePhone } from '@/lib/useMedia'
import { useTelephone } from '@/phone/telephone'
import { t } from '@/texts'
import { menuFor, startPath, type MenuItem } from './menu'
import { NoticeBell } from './NoticeBell'
import { useMe } from './session'
import './layout.css'

const fetchCallBar = () => import('@/components/callbar/CallBar').then((m) => ({ default: m.CallBar }))
const CallBar = lazy(fetchCallBar)
const WatchBar = lazy(() => import('@/components/callbar/WatchBar').then((m) => ({ default: m.WatchBar })))
const HelpBadge = lazy(() => import('@/components/callbar/HelpBadge').then((m) => ({ default: m.HelpBadge })))

/** The dark head with the menu, and under it the screen. */
export function Layout() {
  const me = useMe()
  const phone = usePhone()
  const go = useNavigate()
  const [help, setHelp] = useState(false)
  const items = menuFor(me)
  const telephone = useTelephone()
  const seated = telephone !== undefined && telephone.view.state !== 'offline'
  useEffect(() => void (seated && fetchCallBar()), [seated]) // before the first call rings
  // While somebody is on the line the call takes the menu's place, and the menu opens from its side.
  const call = telephone?.view.watching ? (
    <Suspense fallback={null}>
      <WatchBar phone={telephone} watching={telephone.view.watching} />
    </Suspense>
  ) : telephone && (telephone.call || telephone.now.call) ? (
    (
      <Suspense fallback={null}>
        <CallBar phone={telephone} />
      </Suspense>
    )
  ) : null
  useCommands(
    items.flatMap((m) => (m.command ? [{ ...m.command, group: t.help.general, run: () => void go(m.path) }] : [])),
  )
  return (
    <div className="layout">
      <a className="skip" href="#main">
        {t.help.skip}
      </a>
      <header className={telephone?.view.served ? 'head head-seat' : 'head'}>
        {phone || call ? <PhoneMenu items={items} /> : null}
        <NavLink to={startPath(me)} className="brand">
          <svg width="24" height="24" viewBox="0 0 32 32" aria-hidden="true">
            <path d="M8 26V10a3 3 0 0 1 3-3h10a3 3 0 0 1 3 3v16" fill="none" stroke="#fff" strokeWidth="2.6" strokeLinecap="round" />
            <path d="M13 26V13l7 2.4V26" fill="#7cc4ff" />
          </svg>
          {call && !phone ? <span className="sr-only">{t.app.name}</span> : <span>{t.app.name}</span>}
          {call ? null : <small>{t.app.hotline}</small>}
        </NavLink>
        {phone ? null : (call ?? <WideMenu items={items} />)}
        <div className="head-end">
          <Suspense fallback={null}>
            <HelpBadge />
          </Suspense>
          {telephone ? <SeatMenu phone={telephone} /> : null}
          <NoticeBell />
          {phone ? null : (
            <button type="button" className="head-button" onClick={() => setHelp(true)} aria-label={t.help.button}>
              <QuestionCircleOutlined aria-hidden="true" />
            </button>
          )}
          <AccountMenu />
        </div>
      </header>
      {phone && call ? <div className="callrow">{call}</div> : null}
      <main id="main" className="main" tabIndex={-1}>
        <Outlet />
      </main>
      <ShortcutsHelp open={help} onOpen={() => setHelp(true)} onClose={() => setHelp(false)} />
    </div>
  )
}

function WideMenu({ items }: { items: MenuItem[] }) {
  const fairness = items.filter((m) => m.fairness)
  const telephone = items.filter((m) => m.telephone)
  // One entry needs no menu of its own.
  const alone = fairness.length === 1
  const single = telephone.length === 1
  return (
    <nav className="nav" aria-label={t.nav.label}>
      {items
        .filter((m) => !m.admin && (alone || !m.fairness) && (single || !m.telephone))
        .map((m) => (
          <NavLink key={m.path} to={m.path}>
            {m.label}
          </NavLink>
        ))}
      {single ? null : <MenuGroup label={t.nav.telephone} items={telephone} />}
      {alone ? null : <MenuGroup label={t.nav.fairness} items={fairness} />}
      <MenuGroup label={t.nav.admin} items={items.filter((m) => m.admin)} />
    </nav>
  )
}

/** Screens under one name of the menu; the one that is open stands for the name. */
function MenuGroup({ label, items }: { label: string; items: MenuItem[] }) {
  const { pathname } = useLocation()
  const go = useNavigate()
  const here = items.find((m) => pathname.startsWith(m.path))
  if (items.length === 0) return null
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: items.map((m) => ({ key: m.path, label: m.label })),
        selectedKeys: here ? [here.path] : [],
        onClick: ({ key }) => void go(key),
      }}
    >
      <button type="button" className={'nav-button' + (here ? ' active' : '')} aria-haspopup="menu">
        {here?.label ?? label} <DownOutlined aria-hidden="true" />
      </button>
    </Dropdown>
  )
}

function PhoneMenu({ items }: { items: MenuItem[] }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <button type="button" className="head-button" aria-label={t.nav.menu} aria-expanded={open} onClick={() => setOpen(true)}>
        <MenuOutlined aria-hidden="true" />
      </button>
      <Drawer open={open} placement="left" size={260} title={t.app.title} onClose={() => setOpen(false)}>
        <nav className="phone-nav" aria-label={t.nav.label}>
          {items.map((m) => (
            <NavLink key={m.path} to={m.path} onClick={() => setOpen(false)}>
              {m.label}
            </NavLink>
          ))}
        </nav>
      </Drawer>
    </>
  )
}

function AccountMenu() {
  const me = useMe()
  const setMe = useSetMe()
  const go = useNavigate()
  async function leave() {
    dropLocalDrafts()
    await signOut().catch(() => undefined)
    setMe(null)
    await go('/signin')
  }
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          { key: 'who', label: me.unit?.name ?? me.roles.map((r) => r.name).join(t.common.separator), disabled: true },
          { type: 'divider' },
          { key: 'account', icon: <KeyOutlined />, label: t.nav.account },
          { key: 'out', label: t.nav.signOut },
        ],
        onClick: ({ key }) => {
          if (key === 'account') void go('/account')
          if (key === 'out') void leave()
        },
      }}
    >
      <Button type="text" className="head-who" icon={<UserOutlined />} aria-label={t.nav.me(me.name)} aria-haspopup="menu">
        <span className="head-name">{me.name}</span>
      </Button>
    </Dropdown>
  )
}
