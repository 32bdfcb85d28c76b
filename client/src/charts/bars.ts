import type { ChartOption, ChartTheme } from './option'

export interface Bar {
  label: string
  value: number
  /** What is usual; drawn as a tick, null where there is no baseline. */
  usual: number | null
}

const THICK = 12
const GAP = 24

/**
 * Horizontal bars, sorted by the caller. `max` is the end of the scale, so that two neighbours can share one.
 * Values stand right-aligned at the edge; labels keep a fixed column so that two panels line up.
 * @param slots rows the panel has room for; fewer bars keep their height
 */
export function barsOption(bars: readonly Bar[], max: number, slots: number, t: ChartTheme, height: number): ChartOption {
  const labelWidth = Math.max(...bars.map((b) => t.measure(b.label, t.small)), t.small * 4)
  const valueWidth = Math.max(t.measure('000', t.row, 500), ...bars.map((b) => t.measure(String(b.value), t.row, 500)))
  const gap = GAP * t.u
  const text = { fontFamily: t.face }
  const data = bars.map((b) => b.label)
  const category = { type: 'category' as const, inverse: true, axisLine: { show: false }, axisTick: { show: false }, splitLine: { show: false } }
  const bottom = (height * Math.max(0, slots - bars.length)) / Math.max(1, slots)
  return {
    grid: { left: labelWidth + gap, right: valueWidth + gap, top: 0, bottom },
    xAxis: { type: 'value', min: 0, max: Math.max(1, max), show: false },
    yAxis: [
      { ...category, data, position: 'left', axisLabel: { ...text, fontSize: t.small, color: t.color('i2'), margin: labelWidth + gap, align: 'left', interval: 0 } },
      { ...category, data: bars.map((b) => String(b.value)), position: 'right', axisLabel: { ...text, fontSize: t.row, fontWeight: 500, color: t.color('i1'), margin: valueWidth + gap, align: 'right', interval: 0 } },
    ],
    series: [
      { id: 'today', type: 'bar', data: bars.map((b) => b.value), barWidth: THICK * t.u, itemStyle: { color: t.color('bar') }, silent: true },
      {
        id: 'usual', type: 'custom', silent: true, z: 3,
        data: bars.flatMap((b, i) => (b.usual === null ? [] : [[b.usual, i]])),
        renderItem(_params, api) {
          const [x, y] = api.coord([api.value(0), api.value(1)]) as [number, number]
          const half = THICK * t.u
          return { type: 'rect', shape: { x: Math.round(x) - 1.5 * t.u, y: y - half, width: 3 * t.u, height: 2 * half }, style: { fill: t.color('ac') } }
        },
      },
    ],
  }
}
