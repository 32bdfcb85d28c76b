import type { ChartOption, ChartTheme } from './option'

export interface DayCurve {
  /** Reports of each clock hour, 24 entries. */
  today: readonly number[]
  /** Clock hour with its fraction, 0–24: where "now" is. */
  now: number
  /** The usual band by hour, or null where there is no baseline yet. */
  band: { low: readonly number[]; high: readonly number[] } | null
  /** The page has lost its connection: "now" is only worked out. */
  old?: boolean
  words: { now: string; today: string; band: string }
}

type Point = [number, number]

/** A part of an hour shorter than this says nothing yet; drawn, it would look like a plunge. In hours. */
const SHOWN_FROM_H = 1 / 6

/** Axis steps a person counts in, at most three lines above zero. */
export function niceStep(max: number): number {
  for (const step of [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]) if (max <= step * 3) return step
  return Math.ceil(max / 3)
}

const middle = (h: number, v: number): Point => [h + 0.5, v]
/** Whole hours so far. */
const whole = (now: number) => Math.min(24, Math.floor(now))

/** Runs of consecutive whole hours that lie outside the band, each with its neighbours' points for continuity. */
export function outside(c: DayCurve): Point[][] {
  const { band } = c
  if (!band) return []
  const out: Point[][] = []
  let run: Point[] = []
  for (let h = 0; h < whole(c.now); h++) {
    const v = c.today[h] ?? 0
    if (v > band.high[h]! || v < band.low[h]!) {
      if (run.length === 0 && h > 0) run.push(middle(h - 1, c.today[h - 1] ?? 0))
      run.push(middle(h, v))
    } else if (run.length > 0) {
      out.push(run)
      run = []
    }
  }
  return run.length > 0 ? [...out, run] : out
}

/** Today against its usual day: band without edges, one line, the running hour dotted to a hollow point, "now". */
export function dayCurveOption(c: DayCurve, t: ChartTheme, width: number, height: number): ChartOption {
  const n = whole(c.now)
  const line = c.today.slice(0, n).map((v, h) => middle(h, v))
  const running: Point | null = n < 24 && c.now - n >= SHOWN_FROM_H ? [Math.min(n + 0.5, Math.max(c.now, n + 0.08)), c.today[n] ?? 0] : null
  const top = Math.max(1, ...c.today, ...(c.band?.high ?? []))
  const step = niceStep(top)
  const max = Math.ceil((top * 1.08) / step) * step
  const left = t.measure(String(max), t.small) + 14 * t.u
  const text = { fontFamily: t.face, fontSize: t.small }
  const thick = Math.max(1.6, t.small / 8.5)
  const plot = { left, right: 2 * t.u + t.measure('24', t.small) / 2, top: t.small * 1.45, bottom: t.small * 1.5 }
  return {
    grid: plot,
    xAxis: {
      type: 'value', min: 0, max: 24, interval: 6, axisTick: { show: false }, splitLine: { show: false }, axisLine: { lineStyle: { color: t.color('g4'), width: 1 } },
      axisLabel: { ...text, color: t.color('i3'), formatter: (v: number) => String(v).padStart(2, '0'), margin: 0.3 * t.small },
    },
    yAxis: {
      type: 'value', min: 0, max, interval: step, axisTick: { show: false }, axisLine: { show: false }, splitLine: { lineStyle: { color: t.color('split') } },
      axisLabel: { ...text, color: t.color('i3'), margin: 12 * t.u },
    },
    series: [
      { id: 'band', type: 'custom', silent: true, z: 1, data: c.band ? [[0, 0]] : [], renderItem: (_p, api) => {
        const at = (p: Point) => api.coord(p) as Point
        return bandShape(c, t, wordsAt(c, line, running, t, width, height - plot.bottom, at).boxes, width, height - plot.bottom, at)
      } },
      { id: 'today', type: 'line', silent: true, z: 3, showSymbol: false, data: line, lineStyle: { color: t.color('i1'), width: thick }, itemStyle: { color: t.color('i1') } },
      {
        id: 'marks', type: 'custom', silent: true, z: 4, data: [[0, 0]],
        renderItem: (_p, api) => marks(c, line, running, t, thick, width, height - plot.bottom, (p) => api.coord(p) as Point),
      },
    ],
  }
}

function bandShape(c: DayCurve, t: ChartTheme, taken: readonly TextBox[], width: number, foot: number, at: (p: Point) => Point) {
  const label = bandLabelPlace(c, { width: t.measure(c.words.band, t.small), height: 1.2 * t.small }, { width, foot }, taken, at)
  const { low, high } = c.band!
  const upper = high.map((v, h) => at(middle(h, v)))
  const lower = low.map((v, h) => at(middle(h, v))).reverse()
  return {
    type: 'group' as const,
    children: [
      { type: 'polygon' as const, shape: { points: [...upper, ...lower] }, style: { fill: t.color('band') } },
      ...(label ? [{ type: 'text' as const, x: label[0], y: label[1], style: { text: c.words.band, fill: t.color('i3'), font: `${t.small}px ${t.face}`, align: 'center' as const, verticalAlign: 'middle' as const } }] : []),
    ],
  }
}

/** A text's place in the chart: its box in pixels. */
export interface TextBox {
  left: number
  top: number
  right: number
  bottom: number
}

const apart = (a: TextBox, b: TextBox): boolean => a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top

/** Ahead of now in the first half of the day, behind it in the second. */
export const bandLabelHour = (now: number): number => (now <= 15.5 ? 19.2 : 8)

/**
 * Where the band's name stands: inside the band where it is deep enough, else below or above it, at the hour it
 * likes best or the nearest where it touches neither today's line nor other words. Null where no place is free.
 * @param at pixels of a point `[hour, value]`; `foot` the y of the axis; `taken` boxes of the words that stand already
 */
export function bandLabelPlace(c: DayCurve, size: { width: number; height: number }, chart: { width: number; foot: number }, taken: readonly TextBox[], at: (p: Point) => Point): Point | null {
  const { low, high } = c.band!
  const first = bandLabelHour(c.now)
  const hours = Array.from({ length: 39 }, (_, i) => 2 + i / 2).sort((a, b) => Math.abs(a - first) - Math.abs(b - first))
  const drawn = c.today.slice(0, Math.min(24, whole(c.now) + 1)).map((v, h) => at(middle(h, v)))
  const edges = (values: readonly number[]) => values.map((v, h) => at(middle(h, v)))
  const gap = size.height * 0.2
  for (const where of ['inside', 'below', 'above'] as const) {
    for (const hour of [first, ...hours]) {
      const x = at([hour, 0])[0]
      const left = x - size.width / 2
      const right = x + size.width / 2
      if (left < at([0, 0])[0] || right > chart.width) continue
      const line = between(drawn, left - gap, right + gap)
      const top = Math.max(...between(edges(high), left, right))
      const bottom = Math.min(...between(edges(low), left, right))
      const y = where === 'inside' ? (top + bottom) / 2
        : where === 'below' ? Math.max(...line, ...between(edges(low), left, right)) + gap + size.height / 2
          : Math.min(...line, ...between(edges(high), left, right)) - gap - size.height / 2
      const box = { left, right, top: y - size.height / 2, bottom: y + size.height / 2 }
      if (where === 'inside' && bottom - top < size.height) continue
      if (box.top < 0 || box.bottom > chart.foot || line.some((ly) => ly > box.top - gap && ly < box.bottom + gap) || crosses(line, box)) continue
      if (taken.every((t) => apart(t, box))) return [x, y]
    }
  }
  return null
}

/** Heights of a line of points at its corners and ends between two x; none where it doesn't reach. */
function between(points: readonly Point[], left: number, right: number): number[] {
  const out: number[] = []
  points.forEach(([x, y], i) => {
    if (x >= left && x <= right) out.push(y)
    const next = points[i + 1]
    for (const edge of [left, right]) if (next && x < edge && edge < next[0]) out.push(y + ((next[1] - y) * (edge - x)) / (next[0] - x))
  })
  return out
}
/** Whether heights of one line lie on both sides of a box. */
const crosses = (ys: readonly number[], box: TextBox): boolean => ys.some((y) => y <= box.top) && ys.some((y) => y >= box.bottom)

/** Everything that stands beside "now" and today's last hour, so that the band's name can keep away. */
function wordsAt(c: DayCurve, line: readonly Point[], running: Point | null, t: ChartTheme, width: number, foot: number, at: (p: Point) => Point) {
  const x = at([c.now, 0])[0]
  const nowWidth = t.measure(c.words.now, t.small)
  const leftAligned = x + 0.3 * t.small + nowWidth < width
  const now = { x, anchor: leftAligned ? x + 0.3 * t.small : x - 0.3 * t.small, leftAligned }
  const boxes: TextBox[] = [
    { left: leftAligned ? x : x - 0.3 * t.small - nowWidth, right: leftAligned ? x + 0.3 * t.small + nowWidth : x, top: 0, bottom: 1.3 * t.small },
    { left: x - 0.3 * t.small, right: x + 0.3 * t.small, top: 0, bottom: foot },
  ]
  const last = line.at(-1)
  if (!last) return { now, today: null, boxes }
  const [lx, ly] = at(last)
  const w = t.measure(c.words.today, t.small, 500)
  // Where the running hour rises, the words keep left of its dots.
  const rising = running !== null && running[1] > last[1]
  const right = Math.max(w, Math.min(lx + (rising ? -0.3 : 0.2) * t.small, (leftAligned ? x : x - nowWidth) - 0.5 * t.small))
  const bottom = Math.max(1.3 * t.small, ly - 0.45 * t.small)
  boxes.push({ left: right - w - 0.5 * t.small, right: right + 0.5 * t.small, top: bottom - 1.3 * t.small, bottom: bottom + 0.15 * t.small })
  return { now, today: { x: right, y: bottom }, boxes }
}

/** Everything drawn over the line: stretches outside the band, the running hour, now and the words. */
function marks(c: DayCurve, line: Point[], running: Point | null, t: ChartTheme, thick: number, width: number, foot: number, at: (p: Point) => Point) {
  const children: object[] = outside(c).map((run) => ({ type: 'polyline', shape: { points: run.map(at) }, style: { stroke: t.color('s3'), lineWidth: thick * 1.1, fill: 'none' } }))
  const font = (weight: number) => `${weight} ${t.small}px ${t.face}`
  const { now, today } = wordsAt(c, line, running, t, width, foot, at)
  const nowColour = t.color(c.old ? 'tr' : 'ac')
  children.push(
    { type: 'line', shape: { x1: now.x, y1: 0.15 * t.small, x2: now.x, y2: foot }, style: { stroke: nowColour, lineWidth: Math.max(1, 2 * t.u), lineDash: c.old ? [6 * t.u, 6 * t.u] : 'solid' } },
    { type: 'text', x: now.anchor, y: 0.1 * t.small, style: { text: c.words.now, fill: nowColour, font: font(400), align: now.leftAligned ? 'left' : 'right', verticalAlign: 'top' } },
  )
  const last = line.at(-1)
  if (running) {
    const end = at(running)
    if (last) children.push({ type: 'polyline', shape: { points: [at(last), end] }, style: { stroke: t.color('i1'), lineWidth: thick, lineDash: [thick, thick * 1.6], fill: 'none' } })
    children.push({ type: 'circle', shape: { cx: end[0], cy: end[1], r: 2 * thick }, style: { fill: t.color('g0'), stroke: t.color('i1'), lineWidth: thick } })
  }
  if (today) children.push({ type: 'text', x: today.x, y: today.y, style: { text: c.words.today, fill: t.color('i1'), font: font(500), align: 'right', verticalAlign: 'bottom', stroke: t.color('g0'), lineWidth: t.small * 0.2 } })
  return { type: 'group' as const, children: children as never[] }
}
