import { lazy, Suspense, useEffect, type ComponentType, type ReactNode } from 'react'
import { Navigate, Outlet, Route, Routes, useLocation } from 'react-router'
import { signedOut } from '@/api/client'
import { useMeQuery, useSetMe } from '@/api/session'
import { EmptyState, ErrorBoundary, Loading, ProblemAlert } from '@/components/states'
import { SignIn } from '@/screens/signin/SignIn'
import { t } from '@/texts'
import { Layout } from './Layout'
import { menuFor, startPath } from './menu'
import { MeProvider, useMe } from './session'

const screen = (load: () => Promise<{ default: ComponentType }>) => lazy(load)

const Desk = screen(() => import('@/screens/desk/DeskScreen'))
const Inbox = screen(() => import('@/screens/inbox/InboxScreen'))
const Orders = screen(() => import('@/screens/orders/OrdersScreen'))
const OrderPage = screen(() => import('@/screens/order/OrderScreen'))
const OrderPrint = screen(() => import('@/screens/order/PrintScreen'))
const Queue = screen(() => import('@/screens/queue/QueueScreen'))
const FollowUps = screen(() => import('@/screens/followups/FollowUpsScreen'))
const Rates = screen(() => import('@/screens/rates/RatesScreen'))
const Knowledge = screen(() => import('@/screens/knowledge/KnowledgeScreen'))
const ArticleEdit = screen(() => import('@/screens/knowledge/EditScreen'))
const Wallboard = screen(() => import('@/screens/wallboard/WallboardScreen'))
const Units = screen(() => import('@/screens/admin/UnitsScreen'))
const Hotlines = screen(() => import('@/screens/admin/HotlinesScreen'))
const StaffList = screen(() => import('@/screens/admin/StaffScreen'))
const Categories = screen(() => import('@/screens/admin/CategoriesScreen'))
const DefaultUnits = screen(() => import('@/screens/admin/DefaultUnitsScreen'))
const ClockAdmin = screen(() => import('@/screens/admin/ClockScreen'))
const Audit = screen(() => import('@/screens/audit/AuditScreen'))
const Jobs = screen(() => import('@/screens/jobs/JobsScreen'))
const Account = screen(() => import('@/screens/account/AccountScreen'))

export function Screens() {
  return (
    <Routes>
      <Route path="/signin" element={<SignIn />} />
      <Route element={<Session />}>
        <Route path="/wallboard" element={<Lazy path="/wallboard" of={<Wallboard />} />} />
        <Route path="/orders/:id/print" element={<Lazy path="/orders" open of={<OrderPrint />} />} />
        <Route element={<Layout />}>
          <Route index element={<Start />} />
          <Route path="/desk" element={<Lazy path="/desk" of={<Desk />} />} />
          <Route path="/inbox" element={<Lazy path="/inbox" of={<Inbox />} />} />
          <Route path="/orders" element={<Lazy path="/orders" of={<Orders />} />} />
          <Route path="/orders/:id" element={<Lazy path="/orders" open of={<OrderPage />} />} />
          <Route path="/queue" element={<Lazy path="/queue" of={<Queue />} />} />
          <Route path="/followups" element={<Lazy path="/followups" of={<FollowUps />} />} />
          <Route path="/rates" element={<Lazy path="/rates" of={<Rates />} />} />
          <Route path="/knowledge" element={<Lazy path="/knowledge" of={<Knowledge />} />} />
          <Route path="/knowledge/new" element={<Lazy path="/knowledge" of={<ArticleEdit />} />} />
          <Route path="/knowledge/:id" element={<Lazy path="/knowledge" of={<Knowledge />} />} />
          <Route path="/knowledge/:id/edit" element={<Lazy path="/knowledge" of={<ArticleEdit />} />} />
          <Route path="/admin/units" element={<Lazy path="/admin/units" of={<Units />} />} />
          <Route path="/admin/hotlines" element={<Lazy path="/admin/hotlines" of={<Hotlines />} />} />
          <Route path="/admin/staff" element={<Lazy path="/admin/staff" of={<StaffList />} />} />
          <Route path="/admin/categories" element={<Lazy path="/admin/categories" of={<Categories />} />} />
          <Route path="/admin/default-units" element={<Lazy path="/admin/default-units" of={<DefaultUnits />} />} />
          <Route path="/admin/clock" element={<Lazy path="/admin/clock" of={<ClockAdmin />} />} />
          <Route path="/audit" element={<Lazy path="/audit" of={<Audit />} />} />
          <Route path="/jobs" element={<Lazy path="/jobs" of={<Jobs />} />} />
          <Route path="/account" element={<Lazy open of={<Account />} />} />
          <Route path="*" element={<Missing />} />
        </Route>
      </Route>
    </Routes>
  )
}

/** Somebody must be signed in for what is inside. */
function Session() {
  const me = useMeQuery()
  const setMe = useSetMe()
  const location = useLocation()
  useEffect(() => {
    const lost = () => setMe(null)
    signedOut.addEventListener('lost', lost)
    return () => signedOut.removeEventListener('lost', lost)
  })
  if (me.isPending) return <Loading />
  if (me.error) return <ProblemAlert problem={me.error} onRetry={() => void me.refetch()} />
  if (!me.data) return <Navigate to="/signin" replace state={{ from: location.pathname + location.search }} />
  return (
    <MeProvider me={me.data}>
      <Outlet />
    </MeProvider>
  )
}

function Start() {
  return <Navigate to={startPath(useMe())} replace />
}

/** A screen that is fetched when it is first opened, and only for those whose rights open it. */
function Lazy({ path, open, of }: { path?: string; open?: boolean; of: ReactNode }) {
  const me = useMe()
  const location = useLocation()
  const allowed = open || menuFor(me).some((m) => m.path === path)
  if (!allowed) return <Forbidden />
  return (
    <ErrorBoundary resetKey={location.pathname}>
      <Suspense fallback={<Loading rows={8} />}>{of}</Suspense>
    </ErrorBoundary>
  )
}

function Forbidden() {
  return (
    <div className="crash">
      <h1>{t.nav.forbiddenTitle}</h1>
      <EmptyState title={t.nav.forbiddenText} />
    </div>
  )
}

function Missing() {
  return (
    <div className="crash">
      <h1>{t.nav.missingTitle}</h1>
      <EmptyState title={t.nav.missingText} action={<a href="/staff/">{t.nav.home}</a>} />
    </div>
  )
}
