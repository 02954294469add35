import { useEffect, useRef } from 'react'
import type { ECharts } from 'echarts/core'
import type { ChartOption } from './chart'
import { start } from './chart'

/** A chart with its numbers in words beside it for those who cannot see it. */
export default function Chart({ option, summary }: { option: ChartOption; summary: string }) {
  const box = useRef<HTMLDivElement>(null)
  const chart = useRef<ECharts>(undefined)
  useEffect(() => {
    const c = start(box.current!)
    chart.current = c
    const watch = new ResizeObserver(() => c.resize())
    watch.observe(box.current!)
    return () => {
      watch.disconnect()
      c.dispose()
    }
  }, [])
  useEffect(() => {
    chart.current?.setOption(option, { notMerge: false, lazyUpdate: true })
  }, [option])
  return <div ref={box} className="chart" role="img" aria-label={summary} />
}
