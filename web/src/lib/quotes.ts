/** An entry of the knowledge base in the version that was quoted. */
export interface QuotedArticle {
  id: string
  version: number
  title: string
}

/** The words of an answer with a quotation at their end. */
export function withQuote(text: string, quote: string): string {
  return text.trim() === '' ? quote : `${text.trimEnd()}\n${quote}`
}

/** The entries quoted so far, each once, in the version quoted last. */
export function withArticle(articles: QuotedArticle[], article: QuotedArticle): QuotedArticle[] {
  return [...articles.filter((a) => a.id !== article.id), article]
}
