import { lazy, Suspense, useEffect, type ComponentType, type ReactNode } from 'react'
import { Navigate, Outlet, Route, Routes, useLocation } from 'react-router'
import { signedOut } from '@/api/client'
import { useMeQuery, useSetMe } from '@/api/session'
import { EmptyState, ErrorBoundary, Loading, ProblemAlert } from '@/components/states'
import { Watermark } from '@/components/Watermark'
import { SignIn } from '@/screens/signin/SignIn'
import { PhoneProvider } from '@/phone/PhoneProvider'
import { t } from '@/texts'
import { Layout } from './Layout'
import { menuFor, startPath } from './menu'
import { rights, type Right } from './rights'
import { can, MeProvider, useMe } from './session'

const screen = (load: () => Promise<{ default: ComponentType }>) => lazy(load)

const Desk = screen(() => import('@/screens/desk/DeskScreen'))
const Inbox = screen(() => import('@/screens/inbox/InboxScreen'))
const Orders = screen(() => import('@/screens/orders/OrdersScreen'))
const OrderPage = screen(() => import('@/screens/order/OrderScreen'))
const OrderPrint = screen(() => import('@/screens/order/PrintScreen'))
const Queue = screen(() => import('@/screens/queue/QueueScreen'))
const FollowUps = screen(() => import('@/screens/followups/FollowUpsScreen'))
const Owed = screen(() => import('@/screens/owed/OwedScreen'))
const Outreach = screen(() => import('@/screens/outreach/OutreachScreen'))
const OutreachEdit = screen(() => import('@/screens/outreach/EditScreen'))
const DoNotCall = screen(() => import('@/screens/outreach/DoNotCallScreen'))
const Supervise = screen(() => import('@/screens/supervise/SuperviseScreen'))
const SuperviseCase = screen(() => import('@/screens/supervise/CaseScreen'))
const Meetings = screen(() => import('@/screens/meetings/MeetingsScreen'))
const MeetingPage = screen(() => import('@/screens/meetings/MeetingScreen'))
const Rates = screen(() => import('@/screens/rates/RatesScreen'))
const Samples = screen(() => import('@/screens/samples/SamplesScreen'))
const Rechecks = screen(() => import('@/screens/rechecks/RechecksScreen'))
const Doubts = screen(() => import('@/screens/doubts/DoubtsScreen'))
const Grades = screen(() => import('@/screens/grades/GradesScreen'))
const GradesPrint = screen(() => import('@/screens/grades/GradesPrint'))
const Knowledge = screen(() => import('@/screens/knowledge/KnowledgeScreen'))
const ArticleEdit = screen(() => import('@/screens/knowledge/EditScreen'))
const Wallboard = screen(() => import('@/screens/wallboard/WallboardScreen'))
const Units = screen(() => import('@/screens/admin/UnitsScreen'))
const Hotlines = screen(() => import('@/screens/admin/HotlinesScreen'))
const Divisions = screen(() => import('@/screens/admin/DivisionsScreen'))
const Topics = screen(() => import('@/screens/admin/TopicsScreen'))
const StaffList = screen(() => import('@/screens/admin/StaffScreen'))
const Categories = screen(() => import('@/screens/admin/CategoriesScreen'))
const Catalogue = screen(() => import('@/screens/catalogue/CatalogueScreen'))
const CatalogueVersion = screen(() => import('@/screens/catalogue/VersionScreen'))
const Precedents = screen(() => import('@/screens/precedents/PrecedentsScreen'))
const Shelved = screen(() => import('@/screens/shelved/ShelvedScreen'))
const ClockAdmin = screen(() => import('@/screens/admin/ClockScreen'))
const Remit = screen(() => import('@/screens/remit/RemitScreen'))
const Refusals = screen(() => import('@/screens/refusals/RefusalsScreen'))
const Storms = screen(() => import('@/screens/storm/StormsScreen'))
const StormPage = screen(() => import('@/screens/storm/StormScreen'))
const Partners = screen(() => import('@/screens/partners/PartnersScreen'))
const Cti = screen(() => import('@/screens/cti/CtiScreen'))
const Audit = screen(() => import('@/screens/audit/AuditScreen'))
const Openings = screen(() => import('@/screens/openings/OpeningsScreen'))
const Retention = screen(() => import('@/screens/admin/RetentionScreen'))
const FloorPage = screen(() => import('@/screens/floor/FloorScreen'))
const Emergencies = screen(() => import('@/screens/emergencies/EmergenciesScreen'))
const Abusers = screen(() => import('@/screens/abusers/AbusersScreen'))
const Handovers = screen(() => import('@/screens/floor/HandoversScreen'))
const VoiceMenu = screen(() => import('@/screens/voicemenu/VoiceMenuScreen'))
const Jobs = screen(() => import('@/screens/jobs/JobsScreen'))
const Account = screen(() => import('@/screens/account/AccountScreen'))

export function Screens() {
  return (
    <Routes>
      <Route path="/signin" element={<SignIn />} />
      <Route element={<Session />}>
        <Route path="/wallboard" element={<Lazy bare path="/wallboard" of={<Wallboard />} />} />
        <Route path="/orders/:id/print" element={<Lazy path="/orders" open of={<OrderPrint />} />} />
        <Route path="/grades/:id/print" element={<Lazy bare path="/grades" of={<GradesPrint />} />} />
        <Route element={<Layout />}>
          <Route index element={<Start />} />
          <Route path="/desk" element={<Lazy path="/desk" of={<Desk />} />} />
          <Route path="/inbox" element={<Lazy path="/inbox" of={<Inbox />} />} />
          <Route path="/orders" element={<Lazy path="/orders" of={<Orders />} />} />
          <Route path="/orders/:id" element={<Lazy path="/orders" open of={<OrderPage />} />} />
          <Route path="/queue" element={<Lazy path="/queue" of={<Queue />} />} />
          <Route path="/followups" element={<Lazy path="/followups" of={<FollowUps />} />} />
          <Route path="/owed" element={<Lazy path="/owed" of={<Owed />} />} />
          <Route path="/outreach" element={<Lazy path="/outreach" of={<Outreach />} />} />
          <Route path="/outreach/new" element={<Lazy path="/outreach" right={rights.outreachManage} of={<OutreachEdit />} />} />
          <Route path="/outreach/:id/edit" element={<Lazy path="/outreach" right={rights.outreachManage} of={<OutreachEdit />} />} />
          <Route path="/do-not-call" element={<Lazy path="/outreach" of={<DoNotCall />} />} />
          <Route path="/supervise" element={<Lazy path="/supervise" of={<Supervise />} />} />
          <Route path="/supervise/:id" element={<Lazy path="/supervise" of={<SuperviseCase />} />} />
          <Route path="/meetings" element={<Lazy path="/meetings" of={<Meetings />} />} />
          <Route path="/meetings/:id" element={<Lazy path="/meetings" of={<MeetingPage />} />} />
          <Route path="/rates" element={<Lazy path="/rates" of={<Rates />} />} />
          <Route path="/samples" element={<Lazy path="/samples" of={<Samples />} />} />
          <Route path="/rechecks" element={<Lazy path="/rechecks" of={<Rechecks />} />} />
          <Route path="/doubts" element={<Lazy path="/doubts" of={<Doubts />} />} />
          <Route path="/grades" element={<Lazy path="/grades" of={<Grades />} />} />
          <Route path="/knowledge" element={<Lazy path="/knowledge" of={<Knowledge />} />} />
          <Route path="/knowledge/new" element={<Lazy path="/knowledge" of={<ArticleEdit />} />} />
          <Route path="/knowledge/:id" element={<Lazy path="/knowledge" of={<Knowledge />} />} />
          <Route path="/knowledge/:id/edit" element={<Lazy path="/knowledge" of={<ArticleEdit />} />} />
          <Route path="/admin/units" element={<Lazy path="/admin/units" of={<Units />} />} />
          <Route path="/admin/divisions" element={<Lazy path="/admin/divisions" of={<Divisions />} />} />
          <Route path="/admin/topics" element={<Lazy path="/admin/topics" of={<Topics />} />} />
          <Route path="/admin/hotlines" element={<Lazy path="/admin/hotlines" of={<Hotlines />} />} />
          <Route path="/admin/staff" element={<Lazy path="/admin/staff" of={<StaffList />} />} />
          <Route path="/admin/categories" element={<Lazy path="/admin/categories" of={<Categories />} />} />
          <Route path="/catalogue" element={<Lazy path="/catalogue" of={<Catalogue />} />} />
          <Route path="/catalogue/:id" element={<Lazy path="/catalogue" of={<CatalogueVersion />} />} />
          <Route path="/precedents" element={<Lazy path="/precedents" of={<Precedents />} />} />
          <Route path="/shelved" element={<Lazy path="/shelved" of={<Shelved />} />} />
          <Route path="/admin/clock" element={<Lazy path="/admin/clock" of={<ClockAdmin />} />} />
          <Route path="/admin/remit" element={<Lazy path="/admin/remit" of={<Remit />} />} />
          <Route path="/refusals" element={<Lazy path="/refusals" of={<Refusals />} />} />
          <Route path="/storms" element={<Lazy path="/storms" of={<Storms />} />} />
          <Route path="/storms/:id" element={<Lazy path="/storms" of={<StormPage />} />} />
          <Route path="/admin/partners" element={<Lazy path="/admin/partners" of={<Partners />} />} />
          <Route path="/admin/cti" element={<Lazy path="/admin/cti" of={<Cti />} />} />
          <Route path="/audit" element={<Lazy path="/audit" of={<Audit />} />} />
          <Route path="/openings" element={<Lazy path="/openings" of={<Openings />} />} />
          <Route path="/admin/retention" element={<Lazy path="/admin/retention" of={<Retention />} />} />
          <Route path="/jobs" element={<Lazy path="/jobs" of={<Jobs />} />} />
          <Route path="/floor" element={<Lazy path="/floor" of={<FloorPage />} />} />
          <Route path="/emergencies" element={<Lazy path="/emergencies" of={<Emergencies />} />} />
          <Route path="/abusers" element={<Lazy path="/abusers" of={<Abusers />} />} />
          <Route path="/handovers" element={<Lazy path="/handovers" of={<Handovers />} />} />
          <Route path="/voice-menu" element={<Lazy path="/voice-menu" of={<VoiceMenu />} />} />
          <Route path="/account" element={<Lazy open of={<Account />} />} />
          <Route path="*" element={<Missing />} />
        </Route>
      </Route>
    </Routes>
  )
}

/** Somebody must be signed in for what is inside, and every screen, framed or bare, tells whose view it is. */
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
  if (me.error)
    return (
      <main className="page">
        <h1>{t.app.title}</h1>
        <ProblemAlert problem={me.error} onRetry={() => void me.refetch()} />
      </main>
    )
  if (!me.data) return <Navigate to="/signin" replace state={{ from: location.pathname + location.search }} />
  return (
    <MeProvider me={me.data}>
      <PhoneProvider>
        <Outlet />
      </PhoneProvider>
      <Watermark />
    </MeProvider>
  )
}

function Start() {
  return <Navigate to={startPath(useMe())} replace />
}

/** A screen that is fetched when it is first opened, and only for those whose rights open it. */
function Lazy({ path, right, open, bare, of }: { path?: string; right?: Right; open?: boolean; bare?: boolean; of: ReactNode }) {
  const me = useMe()
  const location = useLocation()
  const allowed = (open || menuFor(me).some((m) => m.path === path)) && (!right || can(me, right))
  // A screen without the frame brings its own main part, and so must what stands in its place.
  if (!allowed) return bare ? <main><Forbidden /></main> : <Forbidden />
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
