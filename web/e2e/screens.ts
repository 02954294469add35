/** Every staff screen: its route in the application, a person who sees it, and what marks it as loaded. */
export interface Screen {
  name: string
  route: string
  login: string
  /** How the API is emptied for the empty state: paths whose lists come back empty. */
  lists?: string[]
  phone?: boolean
}

export const screens: Screen[] = [
  { name: 'desk', route: '/desk', login: 'seat1' },
  { name: 'inbox', route: '/inbox', login: 'officer-xiangzhou', lists: ['/orders'], phone: true },
  { name: 'orders', route: '/orders', login: 'leader1', lists: ['/orders'] },
  { name: 'order', route: '/orders/:id', login: 'reviewer1', phone: true },
  { name: 'print', route: '/orders/:id/print', login: 'reviewer1' },
  { name: 'queue', route: '/queue', login: 'dispatcher1', lists: ['/orders'] },
  { name: 'followups', route: '/followups', login: 'seat1', lists: ['/followups'] },
  { name: 'rates', route: '/rates', login: 'analyst1', lists: ['/rates'] },
  { name: 'knowledge', route: '/knowledge', login: 'editor1', lists: ['/articles'] },
  { name: 'article', route: '/knowledge/:article', login: 'knowledge1' },
  { name: 'article-new', route: '/knowledge/new', login: 'editor1' },
  { name: 'article-edit', route: '/knowledge/:article/edit', login: 'editor1' },
  { name: 'wallboard', route: '/wallboard', login: 'leader1' },
  { name: 'units', route: '/admin/units', login: 'admin1', lists: ['/units'] },
  { name: 'hotlines', route: '/admin/hotlines', login: 'admin1', lists: ['/hotlines'] },
  { name: 'staff', route: '/admin/staff', login: 'admin1', lists: ['/staff'] },
  { name: 'categories', route: '/admin/categories', login: 'admin1', lists: ['/categories'] },
  { name: 'default-units', route: '/admin/default-units', login: 'admin1', lists: ['/default-units'] },
  { name: 'clock', route: '/admin/clock', login: 'admin1', lists: ['/presets'] },
  { name: 'audit', route: '/audit', login: 'auditor1', lists: ['/audit'] },
  { name: 'jobs', route: '/jobs', login: 'admin1', lists: ['/jobs'] },
  { name: 'account', route: '/account', login: 'seat1' },
]

/** How the application writes these routes in its own table of screens. */
export const appRoutes: Record<string, string> = {
  '/orders/:id': '/orders/:id',
  '/orders/:id/print': '/orders/:id/print',
  '/knowledge/:article': '/knowledge/:id',
  '/knowledge/:article/edit': '/knowledge/:id/edit',
}
