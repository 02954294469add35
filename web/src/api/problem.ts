import { t } from '@/texts'

export interface FieldFault {
  location: string
  message: string
}

/** A refusal or failure of the server, or of the way to it, as RFC 9457 describes it. */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly fields: FieldFault[]

  constructor(status: number, code: string, message: string, fields: FieldFault[] = []) {
    super(message)
    this.name = 'Problem'
    this.status = status
    this.code = code
    this.fields = fields
  }

  /** The command may have been carried out although no answer came: the same key must be sent again. */
  get uncertain(): boolean {
    return this.status === 0 || this.status >= 500
  }

  field(name: string): string | undefined {
    return this.fields.find((f) => f.location === name || f.location.endsWith('.' + name))?.message
  }
}

/** Reads a problem+json body; whatever else came is turned into a message that says what to do. */
export function problemOf(status: number, body: unknown): Problem {
  const b = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  const code = typeof b.code === 'string' && b.code !== '' ? b.code : `http.${status}`
  const fields: FieldFault[] = []
  if (Array.isArray(b.errors)) {
    for (const e of b.errors as unknown[]) {
      const f = e as Partial<FieldFault> | null
      if (f && typeof f.message === 'string') fields.push({ location: String(f.location ?? ''), message: f.message })
    }
  }
  return new Problem(status, code, messageFor(status, b.detail), fields)
}

function messageFor(status: number, detail: unknown): string {
  if (typeof detail === 'string' && /[\u4e00-\u9fff]/.test(detail)) return detail
  const p = t.problem
  if (status === 401) return p.signIn
  if (status === 403) return p.forbidden
  if (status === 404) return p.notFound
  if (status === 409) return p.conflict
  if (status === 413) return p.tooLarge
  if (status === 415) return p.wrongType
  if (status === 422 || status === 400) return p.invalid
  if (status === 429) return p.tooMany
  if (status === 502 || status === 503 || status === 504) return p.unavailable
  return p.server
}

export function networkProblem(): Problem {
  return new Problem(0, 'client.network', t.problem.network)
}

export function asProblem(err: unknown): Problem {
  if (err instanceof Problem) return err
  if (err instanceof DOMException && err.name === 'AbortError') return new Problem(0, 'client.aborted', t.problem.network)
  return new Problem(0, 'client.unexpected', t.problem.unexpected)
}
