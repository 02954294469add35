import { t } from '@/texts'
import '../tags.css'
import './supervise.css'

/** 黄牌 or 红牌; a lifted one is struck through. */
export function CardMark({ level, lifted }: { level: string; lifted?: boolean }) {
  if (!level) return null
  return <span className={`tag ${lifted ? 'mark-lifted' : `mark-${level}`}`}>{t.supervise.level[level] ?? level}</span>
}
