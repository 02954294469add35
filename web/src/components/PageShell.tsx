import { useEffect, type ReactNode } from 'react'
import { t } from '@/texts'
import { Ask } from './states'
import './page.css'

interface Props {
  title: string
  /** Beside the title: state, counters. */
  extra?: ReactNode
  actions?: ReactNode
  /** The page scrolls inside its own panes instead of as a whole (wide screens only). */
  fixed?: boolean
  children: ReactNode
}

/** The frame of every screen: one heading, its actions, its content. */
export function PageShell({ title, extra, actions, fixed, children }: Props) {
  useEffect(() => {
    document.title = `${title} · ${t.app.title}`
  }, [title])
  return (
    <div className={'page' + (fixed ? ' page-fixed' : '')}>
      <header className="page-head">
        <h1>{title}</h1>
        {extra ? <div className="page-extra">{extra}</div> : null}
        {actions ? <div className="page-actions">{actions}</div> : null}
      </header>
      <div className="page-body">{children}</div>
    </div>
  )
}

/** A screen about one thing: until that is known, and if it cannot be, the frame stands under the screen's own name. */
export function AskPage<T>({
  title,
  paper,
  query,
  rows = 8,
  children,
}: {
  title: string
  /** A sheet to print, which stands without the application's frame. */
  paper?: boolean
  query: { data?: T; error: unknown; isPending: boolean; refetch: () => unknown }
  rows?: number
  children: (data: T) => ReactNode
}) {
  if (query.data !== undefined) return <>{children(query.data)}</>
  const waits = (
    <Ask query={query} rows={rows}>
      {() => null}
    </Ask>
  )
  if (!paper) return <PageShell title={title}>{waits}</PageShell>
  return (
    <main className="print">
      <h1>{title}</h1>
      {waits}
    </main>
  )
}

/** A white card with a heading. */
export function Panel({
  title,
  extra,
  children,
  className,
  flush,
}: {
  title?: ReactNode
  extra?: ReactNode
  children: ReactNode
  className?: string
  flush?: boolean
}) {
  return (
    <section className={'panel' + (flush ? ' panel-flush' : '') + (className ? ' ' + className : '')}>
      {title ? (
        <div className="panel-head">
          <h2>{title}</h2>
          {extra}
        </div>
      ) : null}
      <div className="panel-body">{children}</div>
    </section>
  )
}

/** Name and value pairs; values that are not set are left out. */
export function Facts({ items, wide }: { items: [name: string, value: ReactNode][]; wide?: boolean }) {
  return (
    <dl className={'facts' + (wide ? ' facts-wide' : '')}>
      {items
        .filter(([, v]) => v !== undefined && v !== null && v !== '' && v !== false)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  )
}
