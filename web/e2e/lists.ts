// Every list on a staff screen: what narrows it, how it is sorted, how it is taken along, or why not. src/test/lists.test.ts
// holds it against the sources; sorts.test.ts tries it in the browser.

export interface ListOf {
  /** Where it stands in src/screens, and what it is called there; a list without a table is called like its file. */
  file: string
  name: string
  /** Entries of screens.ts on which it is seen; none: it opens inside another screen. */
  screens: string[]
  /** What narrows it: names of components in its file or the one that holds it. */
  filters: string[] | { none: string }
  /** The server sorts it, or the browser that has it whole. */
  sort: 'server' | 'here' | { none: string }
  xlsx: string | { none: string }
  /** What to press in the browser: a column's head, or, where there is no head, the entry of the picker for upwards. */
  press?: string
  picker?: string
  /** Shown on this address instead of the screen's. */
  at?: string
}

const whole = 'few rows, always shown whole'
const inFigures = 'part of a workbook that is taken along beside it'

export const lists: ListOf[] = [
  { file: 'orders/OrdersScreen', name: 'orders', screens: ['orders'], filters: ['QueryForm'], sort: 'server', xlsx: '/orders.xlsx', press: '时限' },
  { file: 'queue/QueueScreen', name: 'QueueScreen', screens: ['queue', 'queue-review'], filters: ['ViewTabs'], sort: 'server', xlsx: '/orders.xlsx', picker: '时限升序' },
  { file: 'inbox/InboxScreen', name: 'InboxScreen', screens: ['inbox'], filters: ['ViewTabs', 'Input'], sort: 'server', xlsx: '/orders.xlsx', picker: '时限升序', at: '/inbox?view=all' },
  { file: 'followups/FollowUpsScreen', name: 'followups', screens: ['followups'], filters: ['ViewTabs', 'Input'], sort: 'server', xlsx: '/followups.xlsx', press: '工单' },
  { file: 'owed/OwedScreen', name: 'owed', screens: ['owed'], filters: ['ViewTabs', 'Select', 'Checkbox'], sort: 'server', xlsx: '/owed-calls/export', press: '最近来电' },
  { file: 'outreach/OutreachScreen', name: 'campaigns', screens: ['outreach'], filters: ['ViewTabs'], sort: 'here', xlsx: '/campaigns.xlsx' },
  { file: 'outreach/DoNotCallScreen', name: 'do-not-call', screens: ['do-not-call'], filters: { none: 'its numbers are masked, its reasons free words' }, sort: 'server', xlsx: '/do-not-call.xlsx', press: '登记时间' },
  { file: 'outreach/People', name: 'campaign-people', screens: [], filters: ['Select'], sort: 'server', xlsx: '/people.xlsx' },
  { file: 'rechecks/RechecksScreen', name: 'rechecks', screens: ['rechecks'], filters: ['ViewTabs', 'Input', 'Checkbox'], sort: 'server', xlsx: '/rechecks.xlsx', press: '工单', at: '/rechecks?state=done' },
  { file: 'doubts/DoubtsScreen', name: 'doubts', screens: ['doubts'], filters: ['ViewTabs', 'Select', 'UnitPicker'], sort: 'server', xlsx: '/doubts.xlsx', press: '工单' },
  { file: 'refusals/RefusalsScreen', name: 'refusals', screens: ['refusals'], filters: ['QueryForm', 'ViewTabs'], sort: 'server', xlsx: '/refusals.xlsx', press: '答复时间' },
  { file: 'refusals/RefusalsScreen', name: 'refusal-counts', screens: [], filters: ['QueryForm'], sort: 'here', xlsx: { none: 'the workbook of the refusals names the reason of each' } },
  { file: 'precedents/PrecedentsScreen', name: 'precedents', screens: ['precedents'], filters: ['QueryForm'], sort: 'server', xlsx: '/precedents.xlsx', press: '审核时间' },
  { file: 'shelved/ShelvedScreen', name: 'shelved', screens: ['shelved'], filters: ['QueryForm'], sort: 'server', xlsx: '/orders/shelved.xlsx', press: '编号' },
  { file: 'openings/OpeningsScreen', name: 'openings', screens: ['openings'], filters: ['ViewTabs'], sort: 'server', xlsx: '/openings.xlsx', press: '时间', at: '/openings?view=all' },
  { file: 'floor/AttendanceList', name: 'attendance', screens: ['attendance'], filters: ['DayField'], sort: 'here', xlsx: '/attendance.xlsx' },
  { file: 'floor/HandoversScreen', name: 'handovers', screens: ['handovers'], filters: ['ViewTabs'], sort: 'server', xlsx: '/handovers.xlsx' },
  { file: 'emergencies/EmergenciesScreen', name: 'emergencies', screens: ['emergencies'], filters: ['ViewTabs', 'DayField', 'Select'], sort: 'server', xlsx: '/emergencies.xlsx' },
  { file: 'abusers/AbusersScreen', name: 'abusers', screens: ['abusers'], filters: ['ViewTabs', 'Select'], sort: 'here', xlsx: '/abusers.xlsx' },
  { file: 'voicemenu/Versions', name: 'menu-versions', screens: ['menu-versions'], filters: { none: 'one menu, whose versions are counted up' }, sort: 'server', xlsx: '/menu/versions.xlsx' },
  { file: 'voicemenu/Lines', name: 'special-lines', screens: ['special-lines'], filters: ['ViewTabs'], sort: 'server', xlsx: '/special-lines.xlsx' },
  { file: 'jobs/JobsScreen', name: 'jobs', screens: ['jobs'], filters: ['ViewTabs'], sort: 'server', xlsx: '/jobs.xlsx' },
  { file: 'audit/AuditScreen', name: 'audit', screens: ['audit'], filters: ['QueryForm'], sort: 'server', xlsx: '/audit.xlsx', press: '序号' },
  { file: 'knowledge/KnowledgeScreen', name: 'KnowledgeScreen', screens: ['knowledge', 'article'], filters: ['Input', 'Select'], sort: 'server', xlsx: '/articles.xlsx', picker: '标题升序' },
  { file: 'knowledge/Windows', name: 'windows', screens: [], filters: ['Input'], sort: 'here', xlsx: '/service-windows.xlsx', press: '单位', at: '/knowledge?tab=windows' },
  { file: 'supervise/WatchList', name: 'supervise-${view}', screens: ['supervise-overdue'], filters: ['UnitPicker'], sort: 'server', xlsx: '/supervise/watch.xlsx', press: '工单编号' },
  { file: 'supervise/Cards', name: 'supervise-cards', screens: ['supervise-cards'], filters: ['Select', 'UnitPicker'], sort: 'server', xlsx: '/supervise/cards.xlsx', press: '给牌时间' },
  { file: 'supervise/Cases', name: 'supervise-cases', screens: ['supervise'], filters: ['Select'], sort: 'server', xlsx: '/supervise/cases.xlsx', press: '编号' },
  { file: 'supervise/Tasks', name: 'Tasks', screens: ['supervise-unit'], filters: ['Select'], sort: 'server', xlsx: '/supervise/tasks.xlsx', picker: '反馈期限升序', at: '/supervise?tab=tasks' },
  { file: 'supervise/Suggestions', name: 'supervise-suggestions', screens: [], filters: { none: 'only what waits for a decision' }, sort: 'server', xlsx: '/supervise/suggestions.xlsx' },
  { file: 'supervise/CardCounts', name: 'supervise-counts', screens: [], filters: ['DayField'], sort: 'here', xlsx: { none: 'counts of the cards, whose workbook names each' } },
  { file: 'meetings/MeetingsScreen', name: 'meetings', screens: ['meetings'], filters: ['ViewTabs'], sort: 'server', xlsx: '/meetings.xlsx', press: '编号', at: '/meetings?tab=past' },
  { file: 'meetings/MeetingsScreen', name: 'docket', screens: ['meetings-docket'], filters: ['ViewTabs'], sort: 'server', xlsx: '/supervise/docket.xlsx', press: '工单' },
  { file: 'partners/PartnersScreen', name: 'partners', screens: ['partners'], filters: { none: whole }, sort: 'here', xlsx: '/partners.xlsx' },
  { file: 'partners/Messages', name: 'partner-${direction}', screens: ['partner-messages'], filters: ['ViewTabs'], sort: 'server', xlsx: '/partner-messages.xlsx' },
  { file: 'cti/CtiScreen', name: 'cti', screens: ['cti'], filters: { none: whole }, sort: 'here', xlsx: '/call-centres.xlsx' },
  { file: 'admin/Holds', name: 'Holds', screens: ['retention'], filters: ['ViewTabs'], sort: 'server', xlsx: '/retention/holds.xlsx' },
  { file: 'admin/RetentionScreen', name: 'RetentionScreen', screens: ['retention'], filters: ['ViewTabs'], sort: 'server', xlsx: '/retention/erasures.xlsx' },
  { file: 'admin/UnitsScreen', name: 'units', screens: ['units'], filters: ['SearchBox', 'Select'], sort: 'here', xlsx: '/units.xlsx', press: '单位' },
  { file: 'admin/StaffScreen', name: 'staff', screens: ['staff'], filters: ['SearchBox', 'Select', 'UnitPicker'], sort: 'here', xlsx: '/staff.xlsx', press: '登录名' },
  { file: 'admin/DivisionsScreen', name: 'divisions', screens: ['divisions'], filters: ['Input'], sort: 'here', xlsx: '/divisions.xlsx', press: '名称' },
  { file: 'admin/HotlinesScreen', name: 'hotlines', screens: ['hotlines', 'hotlines-own'], filters: { none: whole }, sort: 'here', xlsx: '/hotlines.xlsx', press: '号码' },
  { file: 'admin/HotlinesScreen', name: 'hotline-figures', screens: [], filters: { none: 'figures of one number' }, sort: { none: 'days in their order' }, xlsx: { none: 'a few days of one number' } },
  { file: 'admin/HotlinesScreen', name: 'mode-figures', screens: [], filters: { none: 'figures of each way of integration' }, sort: { none: 'the few ways in their order' }, xlsx: { none: 'a few sums of the numbers, which have a workbook' } },
  { file: 'admin/TopicsScreen', name: 'topics', screens: ['topics'], filters: { none: whole }, sort: 'here', xlsx: '/topics.xlsx', press: '名称' },
  { file: 'rates/RatesScreen', name: 'rates', screens: ['rates'], filters: ['QueryForm'], sort: 'here', xlsx: '/rates.xlsx', press: '回访结束' },
  { file: 'rates/RatesScreen', name: 'rates-enforcement', screens: [], filters: ['QueryForm'], sort: 'here', xlsx: { none: inFigures } },
  { file: 'rechecks/Agreement', name: 'agreement', screens: [], filters: { none: whole }, sort: 'here', xlsx: { none: 'figures of the rechecks, whose workbook names each' } },
  { file: 'doubts/DoubtCountsPanel', name: 'doubt-counts', screens: [], filters: { none: whole }, sort: 'here', xlsx: { none: 'figures of the doubts, whose workbook names each' } },
  { file: 'doubts/DoubtCountsPanel', name: 'doubt-reasons', screens: [], filters: { none: whole }, sort: 'here', xlsx: { none: 'figures of the doubts, whose workbook names each' } },
  { file: 'samples/SamplesScreen', name: 'samples', screens: ['samples'], filters: { none: whole }, sort: 'here', xlsx: { none: 'a handful of settings' }, press: '名称' },
  { file: 'samples/Draws', name: 'draws', screens: [], filters: { none: 'the newest draws only' }, sort: 'here', xlsx: { none: 'what was drawn is taken along as rechecks' } },
  { file: 'remit/RemitScreen', name: 'remit', screens: ['remit'], filters: ['Input'], sort: 'here', xlsx: { none: 'settings, which the refusals name' }, press: '情形' },
  { file: 'storm/StormsScreen', name: 'storms', screens: ['storms'], filters: { none: whole }, sort: 'here', xlsx: { none: 'each event has a workbook of its own' }, press: '事件' },
  { file: 'storm/Candidates', name: 'storm-candidates', screens: [], filters: { none: 'what the event matches now' }, sort: 'here', xlsx: { none: 'proposals that change while they are looked at' } },
  { file: 'storm/Joined', name: 'storm-joined', screens: [], filters: { none: 'the requests of one event' }, sort: 'here', xlsx: { none: inFigures } },
  { file: 'storm/Owed', name: 'storm-owed', screens: [], filters: { none: 'the requests of one event' }, sort: 'here', xlsx: { none: 'people to be called, kept from files' } },
  { file: 'storm/Figures', name: 'storm-told', screens: ['storm'], filters: { none: 'figures of one event' }, sort: 'here', xlsx: '/figures.xlsx' },
  { file: 'catalogue/CatalogueScreen', name: 'catalogue-versions', screens: ['catalogue'], filters: { none: whole }, sort: 'here', xlsx: { none: 'each version is taken along as a file' }, press: '版本' },
  { file: 'catalogue/EntriesPanel', name: 'catalogue-entries', screens: ['catalogue-draft'], filters: ['QueryForm'], sort: 'server', xlsx: { none: 'taken along with the whole version, as xlsx or csv, from its head' }, press: '主办单位' },
  { file: 'catalogue/DiffPanel', name: 'catalogue-diff', screens: [], filters: { none: 'what two versions differ by' }, sort: 'here', xlsx: { none: 'both versions are taken along as files' } },
  { file: 'catalogue/ReplayPanel', name: 'replays', screens: [], filters: { none: 'the newest replays only' }, sort: 'here', xlsx: { none: 'each replay is taken along as a workbook' } },
  ...['replay-units', 'replay-moves', 'replay-wrong-before', 'replay-wrong-after'].map((name): ListOf => ({ file: 'catalogue/ReplayResult', name, screens: [], filters: { none: 'figures of one replay' }, sort: 'here', xlsx: { none: inFigures } })),
  { file: 'catalogue/ReplayResult', name: 'replay-orders', screens: [], filters: { none: 'the orders of one replay' }, sort: { none: 'the newest first; the workbook holds all of them to be sorted' }, xlsx: { none: inFigures } },
  { file: 'desk/HistoryPanel', name: 'desk-history', screens: ['desk'], filters: { none: 'one person’s own matters' }, sort: 'here', xlsx: { none: 'one person’s matters are not taken along from the desk' } },
]

/** Entries of screens.ts that hold no list of theirs, and why. */
export const without: Record<string, string> = {
  'voice-menu': 'a menu and its steps',
  order: 'one order',
  print: 'one order on paper',
  'supervise-chain': 'settings',
  'supervise-case': 'one case',
  meeting: 'one meeting',
  grades: 'cards of graded units in the order of their names, with a workbook and a print view',
  'grades-print': 'grades on paper',
  'article-new': 'a form',
  'outreach-edit': 'a form',
  'outreach-new': 'a form',
  'article-edit': 'a form',
  wallboard: 'figures that change by themselves',
  floor: 'seats and queues as they are now',
  categories: 'a tree in its own order, with a workbook',
  clock: 'settings and a calendar',
  account: 'one person',
}

/** Uses of a list of the server in a screen that only chooses from it. */
export const choices: Record<string, string> = {
  'meetings/PlanForm': 'what is put on an agenda',
}
