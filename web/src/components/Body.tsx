import type { ReactNode } from 'react'
import './body.css'

/** The plain text of an entry: blank lines part paragraphs, lines with "- " make lists. Never HTML. */
export function Body({ text }: { text: string }) {
  const blocks: ReactNode[] = []
  let list: string[] = []
  let para: string[] = []
  const flush = () => {
    if (para.length > 0) blocks.push(<p key={blocks.length}>{para.join('\n')}</p>)
    if (list.length > 0)
      blocks.push(
        <ul key={blocks.length}>
          {list.map((l, i) => (
            <li key={i}>{l}</li>
          ))}
        </ul>,
      )
    para = []
    list = []
  }
  for (const line of text.replace(/\r/g, '').split('\n')) {
    const item = /^\s*[-*•]\s+(.*)$/.exec(line)
    if (item) {
      if (para.length > 0) flush()
      list.push(item[1] ?? '')
    } else if (line.trim() === '') flush()
    else {
      if (list.length > 0) flush()
      para.push(line)
    }
  }
  flush()
  return <div className="article-body">{blocks}</div>
}
