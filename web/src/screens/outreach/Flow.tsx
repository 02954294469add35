import { outreachEdit as e } from '@/texts/zh/outreachEdit'
import { waysOf, type Step } from './model'

const width = 132
const height = 46
const gapX = 92
const gapY = 20

/** Columns by the fewest moves from the first step; what nothing leads to stands in a column of its own. */
export function laidOut(steps: Step[]): Map<string, { x: number; y: number }> {
  const depth = new Map<string, number>()
  const queue = steps[0] ? [steps[0].id] : []
  if (steps[0]) depth.set(steps[0].id, 0)
  while (queue.length > 0) {
    const id = queue.shift()!
    const step = steps.find((s) => s.id === id)
    for (const w of step ? waysOf(step, '') : []) {
      if (depth.has(w.to) || !steps.some((s) => s.id === w.to)) continue
      depth.set(w.to, depth.get(id)! + 1)
      queue.push(w.to)
    }
  }
  const last = Math.max(0, ...depth.values())
  const rows = new Map<number, number>()
  const at = new Map<string, { x: number; y: number }>()
  for (const s of steps) {
    if (at.has(s.id)) continue
    const column = depth.get(s.id) ?? last + 1
    const row = rows.get(column) ?? 0
    rows.set(column, row + 1)
    at.set(s.id, { x: 8 + column * (width + gapX), y: 12 + row * (height + gapY) })
  }
  return at
}

function short(text: string, n: number): string {
  return text.length > n ? text.slice(0, n - 1) + '…' : text
}

/** The branches of a script as a picture. */
export function Flow({ steps }: { steps: Step[] }) {
  const at = laidOut(steps)
  const places = [...at.values()]
  const w = Math.max(width, ...places.map((p) => p.x + width)) + 28
  const h = Math.max(height, ...places.map((p) => p.y + height)) + 26
  return (
    <div className="flow" tabIndex={0} role="group" aria-label={e.flowBox}>
      <svg width={w} height={h} viewBox={`0 0 ${w} ${h}`} role="img" aria-label={e.flowSummary(steps.length)}>
        <defs>
          <marker id="flow-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
            <path d="M0 0 8 4 0 8z" className="flow-tip" />
          </marker>
        </defs>
        {steps.flatMap((s) =>
          waysOf(s, e.nothing).map((way, i, all) => {
            const from = at.get(s.id)
            const to = at.get(way.to)
            if (!from || !to) return null
            const y1 = from.y + ((i + 1) * height) / (all.length + 1)
            const x1 = from.x + width
            const back = to.x <= from.x
            const x2 = back ? to.x + width / 2 : to.x
            const y2 = back ? to.y + height : to.y + height / 2
            const d = back ? `M${x1} ${y1} C${x1 + 36} ${y1 + 50} ${x2} ${y2 + 46} ${x2} ${y2 + 2}` : `M${x1} ${y1} C${x1 + gapX / 2} ${y1} ${x2 - gapX / 2} ${y2} ${x2} ${y2}`
            const mid = back ? { x: x1 + 6, y: y1 + 14 } : { x: x2 - 8, y: y2 - 5 }
            return (
              <g key={s.id + way.to}>
                <path d={d} className={'flow-way' + (back ? ' flow-back' : '')} markerEnd="url(#flow-arrow)" />
                <text x={mid.x} y={mid.y} textAnchor={back ? 'start' : 'end'} className="flow-label">
                  {short(way.label, 7)}
                </text>
              </g>
            )
          }),
        )}
        {steps.map((s) => {
          const p = at.get(s.id)
          if (!p) return null
          const mark = s.queue ? e.thens.queue : s.result || (waysOf(s, '').length === 0 ? e.ends : '')
          return (
            <g key={s.id}>
              <rect x={p.x} y={p.y} width={width} height={height} rx={6} className={'flow-step' + (s.result ? ' flow-result' : '') + (s.queue ? ' flow-queue' : '')} />
              <text x={p.x + width / 2} y={p.y + (mark ? 20 : 28)} textAnchor="middle" className="flow-name">
                {short(s.id, 9)}
              </text>
              {mark ? (
                <text x={p.x + width / 2} y={p.y + 37} textAnchor="middle" className="flow-mark">
                  {short(mark, 10)}
                </text>
              ) : null}
            </g>
          )
        })}
      </svg>
    </div>
  )
}
