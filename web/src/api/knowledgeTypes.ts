/** The shapes of knowledge, as the API answers them. */

export type ArticleKind = 'article' | 'announcement' | 'wording'
export type ArticleState = 'published' | 'scheduled' | 'expired' | 'draft' | 'submitted' | 'rejected' | 'retired'
export type ArticleVerb = 'save' | 'submit' | 'approve' | 'reject' | 'retire'

export interface ArticleRow {
  id: string
  kind: ArticleKind
  title: string
  summary: string
  snippet: string
  keywords: string[]
  /** null: the centre's. */
  unit_id: string | null
  unit_name: string
  category_id: string | null
  category_name: string
  public: boolean
  state: ArticleState
  state_name: string
  version: number
  /** The newest version; sent back with a verb. */
  latest: number
  latest_state: ArticleState
  valid_from: string
  expires_at: string | null
  updated_at: string
}

export interface Article extends ArticleRow {
  body: string
  author_name: string
  created_at: string
  verbs: ArticleVerb[]
}

export interface ArticleForm {
  kind: ArticleKind
  title: string
  summary?: string
  body: string
  keywords: string[]
  unit_id?: string
  category_id?: string
  public: boolean
  expires_at?: string
}

export interface ArticleHistory {
  versions: { version: number; title: string; state: ArticleState; author_name: string; created_at: string; published_at: string | null }[]
  reviews: { version: number; verdict: 'submitted' | 'approved' | 'rejected' | 'retired'; staff_name: string; note: string; at: string }[]
}

export interface Quote {
  article_id: string
  version: number
  title: string
  text: string
}

export interface ServiceWindow {
  unit_id: string
  unit_name: string
  full_name?: string
  duty_phone?: string
  duty_person?: string
  window_address?: string
  office_hours?: string
}
