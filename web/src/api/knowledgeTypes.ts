/** Knowledge, under the names that the screens use. */
import type { Body, Sure, With } from './shape'

export type ArticleKind = ArticleRow['kind']
export type ArticleState = ArticleRow['state']
export type ArticleVerb = 'save' | 'submit' | 'approve' | 'reject' | 'retire'

export type ArticleRow = Body<'ArticleRow'>
export type Article = With<Body<'ArticleView'>, { verbs: ArticleVerb[] }>
export type ArticleForm = Body<'CreateInBody'>
export type ArticleHistory = Body<'HistoryView'>
export type Quote = Sure<Body<'QuoteView'>, 'article_id'>
/** A quotation that was kept: which version of an entry went into an order's answer. */
export type QuoteKept = Sure<Body<'QuoteRow'>, 'article_id'>
export type ServiceWindow = Sure<Body<'Window'>, 'unit_id'>
