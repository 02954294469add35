import type { UnitShift } from '@/api/types'
import { colours, systemFonts } from '@/app/theme'
import type { ChartOption } from '@/screens/wallboard/chart'

const text = { color: colours.text, fontFamily: systemFonts, fontSize: 12 }

/** Which units gain and which lose, the largest shift on top. */
export function shiftChart(units: UnitShift[], most = 14): ChartOption {
  const shown = units.slice(0, most).reverse()
  return {
    textStyle: text,
    animationDuration: 200,
    tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' } },
    grid: { left: 8, right: 40, top: 8, bottom: 8, containLabel: true },
    xAxis: { type: 'value', minInterval: 1, axisLabel: text, splitLine: { lineStyle: { color: colours.border } } },
    yAxis: { type: 'category', data: shown.map((u) => u.unit_name), axisLabel: { ...text, width: 120, overflow: 'truncate' }, axisTick: { show: false } },
    series: [
      {
        type: 'bar',
        barMaxWidth: 18,
        data: shown.map((u) => ({ value: u.shift, itemStyle: { color: u.shift > 0 ? colours.primary : '#b06a00' }, label: { position: u.shift > 0 ? 'right' : 'left' } })),
        label: { show: true, ...text, formatter: (p) => (Number(p.value) > 0 ? `+${String(p.value)}` : String(p.value)) },
      },
    ],
  }
}
