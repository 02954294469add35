import { Button, Skeleton } from 'antd'
import { Component, type ErrorInfo, type ReactNode } from 'react'
import { asProblem, type Problem } from '@/api/problem'
import { t } from '@/texts'
import './states.css'

/** Nothing to show, and what to do about it. */
export function EmptyState({ title, hint, action }: { title: string; hint?: string; action?: ReactNode }) {
  return (
    <div className="empty">
      <svg width="72" height="52" viewBox="0 0 72 52" aria-hidden="true">
        <path d="M10 24 22 6h28l12 18v20a4 4 0 0 1-4 4H14a4 4 0 0 1-4-4Z" fill="#e6ebf3" stroke="#b9c3d3" strokeWidth="1.5" />
        <path d="M10 24h16c0 5 4 9 10 9s10-4 10-9h16" fill="#f6f8fb" stroke="#b9c3d3" strokeWidth="1.5" />
      </svg>
      <p className="empty-title">{title}</p>
      {hint ? <p className="empty-hint">{hint}</p> : null}
      {action}
    </div>
  )
}

/** What went wrong, in the words of the server, with its code and a way to try again. */
export function ProblemAlert({ problem, onRetry, compact }: { problem: unknown; onRetry?: () => void; compact?: boolean }) {
  const p: Problem = asProblem(problem)
  return (
    <div className={'problem' + (compact ? ' problem-compact' : '')} role="alert">
      <div>
        <p className="problem-text">{p.message}</p>
        {p.fields.length > 0 ? (
          <ul className="problem-fields">
            {p.fields.map((f) => (
              <li key={f.location + f.message}>{f.message}</li>
            ))}
          </ul>
        ) : null}
        <p className="problem-code">{t.problem.code(p.code)}</p>
      </div>
      {onRetry ? (
        <Button size="small" onClick={onRetry}>
          {t.common.retry}
        </Button>
      ) : null}
    </div>
  )
}

export function Loading({ rows = 4 }: { rows?: number }) {
  return (
    <div className="loading" role="status" aria-label={t.common.loading}>
      {/* The grey bar of a title is an empty heading to a screen reader. */}
      <Skeleton active title={false} paragraph={{ rows }} />
    </div>
  )
}

/** The three ends of a question to the server: still asking, refused, answered. */
export function Ask<T>({
  query,
  rows,
  children,
}: {
  query: { data?: T; error: unknown; isPending: boolean; refetch: () => unknown }
  rows?: number
  children: (data: T) => ReactNode
}) {
  if (query.data !== undefined) return <>{children(query.data)}</>
  if (query.error) return <ProblemAlert problem={query.error} onRetry={() => void query.refetch()} />
  return <Loading rows={rows} />
}

/** Keeps a fault of one screen from taking the whole application down. */
export class ErrorBoundary extends Component<{ children: ReactNode; resetKey?: string }, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true }
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error(error, info.componentStack) // oxlint-disable-line no-console -- the only trace of a fault that nobody caught
  }

  override componentDidUpdate(before: { resetKey?: string }): void {
    // oxlint-disable-next-line react/no-did-update-set-state -- once, when the screen changes
    if (this.state.failed && before.resetKey !== this.props.resetKey) this.setState({ failed: false })
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children
    return (
      <div className="crash" role="alert">
        <h1>{t.problem.crashTitle}</h1>
        <p>{t.problem.crashText}</p>
        <Button type="primary" onClick={() => location.reload()}>
          {t.problem.reload}
        </Button>
      </div>
    )
  }
}
