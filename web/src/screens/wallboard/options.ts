import type { Wallboard } from '@/api/types'
import { systemFonts } from '@/app/theme'
import { clockTime } from '@/lib/time'
import { t } from '@/texts'
import type { ChartOption } from './chart'

const w = t.wallboard
const text = { color: '#c9d8ef', fontFamily: systemFonts, fontSize: 13 }
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
    grid: { left: 44, right: 16, top: 36, bottom: 28 },
    xAxis: { type: 'category', data: hours.map((h) => w.hour(h.hour)), axisLabel: { ...text, interval: 1 }, axisLine: line, axisTick: { show: false } },
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
    grid: { left: 8, right: 40, top: 30, bottom: 8, containLabel: true },
    xAxis: { type: 'value', minInterval: 1, axisLabel: { show: false }, splitLine: line },
    yAxis: { type: 'category', data: rows.map((r) => r.name), axisLabel: { ...text, width: 120, overflow: 'truncate' }, axisLine: line, axisTick: { show: false } },
    series: [
      {
        name: w.seriesOpen,
        type: 'bar',
        stack: 'n',
        barMaxWidth: 18,
        data: rows.map((r) => Math.max(0, r.open - r.overdue)),
        itemStyle: { color: colours.open },
      },
      {
        name: w.seriesOverdue,
        type: 'bar',
        stack: 'n',
        barMaxWidth: 18,
        data: rows.map((r) => r.overdue),
        itemStyle: { color: colours.overdue },
        label: { show: true, position: 'right', color: '#eaf2ff', formatter: (p) => String(rows[p.dataIndex]?.open ?? '') },
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
    yAxis: { type: 'category', data: shown.map((r) => r.name), axisLabel: { ...text, width: 120, overflow: 'truncate' }, axisLine: line, axisTick: { show: false } },
    series: [
      {
        type: 'bar',
        barMaxWidth: 16,
        data: shown.map((r) => r.n),
        itemStyle: { color: colour, borderRadius: [0, 2, 2, 0] },
        label: { show: true, position: 'right', color: '#eaf2ff' },
      },
    ],
  }
}
