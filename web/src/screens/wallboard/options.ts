import type { Wallboard } from '@/api/types'
import { systemFonts } from '@/app/theme'
import { lastPart } from '@/lib/names'
import { clockTime } from '@/lib/time'
import { t } from '@/texts'
import type { ChartOption } from './chart'

const w = t.wallboard
// Read from across a room: the words grow with the wall.
const fontSize = Math.max(12, Math.round(window.innerHeight / 62))
const text = { color: '#c9d8ef', fontFamily: systemFonts, fontSize }
const figure = { show: true, position: 'right', color: '#eaf2ff', fontSize } as const
const names = { ...text, width: fontSize * 10, overflow: 'truncate' } as const
const line = { lineStyle: { color: '#1d3357' } }
const colours = { requests: '#3f7be0', completed: '#7fd1ff', open: '#46b3a0', overdue: '#ff8f80', plain: '#5b8def' }

const base = {
  textStyle: text,
  tooltip: { trigger: 'axis', backgroundColor: '#12264a', borderColor: '#2b4675', textStyle: text },
  animationDuration: 300,
} satisfies ChartOption

/** Requests and completions hour by hour; hours that have not come are left out. */
export function byHour(b: Wallboard): ChartOption {
  const last = Number(clockTime(b.at).slice(0, 2))
  const hours = Array.from({ length: 24 }, (_, h) => b.by_hour.find((x) => x.hour === h) ?? { hour: h, requests: 0, completed: 0 })
  return {
    ...base,
    legend: { textStyle: text, top: 0 },
    grid: { left: 8, right: 16, top: fontSize + 24, bottom: 4, containLabel: true },
    xAxis: { type: 'category', data: hours.map((h) => w.hour(h.hour)), axisLabel: { ...text, interval: 1, hideOverlap: true }, axisLine: line, axisTick: { show: false } },
    yAxis: { type: 'value', minInterval: 1, axisLabel: text, splitLine: line },
    series: [
      { name: w.seriesRequests, type: 'bar', data: hours.map((h) => h.requests), itemStyle: { color: colours.requests, borderRadius: [2, 2, 0, 0] } },
      {
        name: w.seriesCompleted,
        type: 'line',
        smooth: true,
        symbolSize: 6,
        data: hours.map((h) => (h.hour > last ? null : h.completed)),
        itemStyle: { color: colours.completed },
      },
    ],
  }
}

/** The units with the most open orders, what is overdue in another colour. */
export function byUnit(b: Wallboard, most = 10): ChartOption {
  const rows = [...b.by_unit].sort((x, y) => y.open - x.open).slice(0, most).reverse()
  return {
    ...base,
    legend: { textStyle: text, top: 0 },
    grid: { left: 8, right: 40, top: fontSize + 18, bottom: 8, containLabel: true },
    xAxis: { type: 'value', minInterval: 1, axisLabel: { show: false }, splitLine: line },
    yAxis: { type: 'category', data: rows.map((r) => r.name), axisLabel: names, axisLine: line, axisTick: { show: false } },
    series: [
      {
        name: w.seriesOpen,
        type: 'bar',
        stack: 'n',
        barMaxWidth: fontSize * 1.5,
        data: rows.map((r) => Math.max(0, r.open - r.overdue)),
        itemStyle: { color: colours.open },
      },
      {
        name: w.seriesOverdue,
        type: 'bar',
        stack: 'n',
        barMaxWidth: fontSize * 1.5,
        data: rows.map((r) => r.overdue),
        itemStyle: { color: colours.overdue },
        label: { ...figure, formatter: (p) => String(rows[p.dataIndex]?.open ?? '') },
      },
    ],
  }
}

/** Names with their counts, the largest on top. */
export function ranked(rows: { name: string; n: number }[], colour = colours.plain, most = 8): ChartOption {
  const shown = [...rows].sort((x, y) => y.n - x.n).slice(0, most).reverse()
  return {
    ...base,
    grid: { left: 8, right: 40, top: 4, bottom: 4, containLabel: true },
    xAxis: { type: 'value', minInterval: 1, axisLabel: { show: false }, splitLine: { show: false } },
    yAxis: { type: 'category', data: shown.map((r) => lastPart(r.name)), axisLabel: names, axisLine: line, axisTick: { show: false } },
    series: [
      {
        type: 'bar',
        barMaxWidth: fontSize * 1.3,
        data: shown.map((r) => r.n),
        itemStyle: { color: colour, borderRadius: [0, 2, 2, 0] },
        label: figure,
      },
    ],
  }
}
