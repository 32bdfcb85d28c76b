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
      { id: 'band', type: 'custom', silent: true, z: 1, data: c.band ? [[0, 0]] : [], renderItem: (_p, api) => bandShape(c, t, height - plot.bottom, (p) => api.coord(p) as Point) },
      { id: 'today', type: 'line', silent: true, z: 3, showSymbol: false, data: line, lineStyle: { color: t.color('i1'), width: thick }, itemStyle: { color: t.color('i1') } },
      {
        id: 'marks', type: 'custom', silent: true, z: 4, data: [[0, 0]],
        renderItem: (_p, api) => marks(c, line, running, t, thick, width, height - plot.bottom, (p) => api.coord(p) as Point),
      },
    ],
  }
}

function bandShape(c: DayCurve, t: ChartTheme, foot: number, at: (p: Point) => Point) {
  const { low, high } = c.band!
  const upper = high.map((v, h) => at(middle(h, v)))
  const lower = low.map((v, h) => at(middle(h, v))).reverse()
  return {
    type: 'group' as const,
    children: [
      { type: 'polygon' as const, shape: { points: [...upper, ...lower] }, style: { fill: t.color('band') } },
      { type: 'text' as const, x: at([bandLabelHour(c.now), 0])[0], y: bandLabelY(c, t, foot, at), style: { text: c.words.band, fill: t.color('i3'), font: `${t.small}px ${t.face}`, align: 'center' as const, verticalAlign: 'middle' as const } },
    ],
  }
}

/** Ahead of now in the first half of the day, behind it in the second: never under today's own words. */
export const bandLabelHour = (now: number): number => (now <= 15.5 ? 19.2 : 8)

/** Inside the band where it is deep enough and today's line leaves it free; otherwise just below both, or above where there is no room. */
function bandLabelY(c: DayCurve, t: ChartTheme, foot: number, at: (p: Point) => Point): number {
  const { low, high } = c.band!
  const middleHour = Math.floor(bandLabelHour(c.now))
  const hours = [-3, -2, -1, 0, 1, 2].map((d) => middleHour + d)
  const y = (v: number) => at([0, v])[1]
  const drawn = (h: number) => (h < whole(c.now) ? [c.today[h] ?? 0] : [])
  const top = Math.max(...hours.map((h) => y(high[h]!)))
  const bottom = Math.min(...hours.map((h) => y(low[h]!)))
  const free = hours.flatMap(drawn).every((v) => y(v) < top || y(v) > bottom)
  if (free && bottom - top > 1.3 * t.small) return (top + bottom) / 2
  const below = Math.max(...hours.flatMap((h) => [y(low[h]!), ...drawn(h).map(y)])) + 0.75 * t.small
  if (below + 0.6 * t.small < foot) return below
  return Math.min(...hours.flatMap((h) => [y(high[h]!), ...drawn(h).map(y)])) - 0.75 * t.small
}

/** Everything drawn over the line: stretches outside the band, the running hour, now and the words. */
function marks(c: DayCurve, line: Point[], running: Point | null, t: ChartTheme, thick: number, width: number, foot: number, at: (p: Point) => Point) {
  const children: object[] = outside(c).map((run) => ({ type: 'polyline', shape: { points: run.map(at) }, style: { stroke: t.color('s3'), lineWidth: thick * 1.1, fill: 'none' } }))
  const font = (weight: number) => `${weight} ${t.small}px ${t.face}`
  const now = at([c.now, 0])[0]
  const nowWidth = t.measure(c.words.now, t.small)
  const nowColour = t.color(c.old ? 'tr' : 'ac')
  const nowLeft = now + 0.3 * t.small + nowWidth < width
  children.push(
    { type: 'line', shape: { x1: now, y1: 0.15 * t.small, x2: now, y2: foot }, style: { stroke: nowColour, lineWidth: Math.max(1, 2 * t.u), lineDash: c.old ? [6 * t.u, 6 * t.u] : 'solid' } },
    { type: 'text', x: nowLeft ? now + 0.3 * t.small : now - 0.3 * t.small, y: 0.1 * t.small, style: { text: c.words.now, fill: nowColour, font: font(400), align: nowLeft ? 'left' : 'right', verticalAlign: 'top' } },
  )
  const last = line.at(-1)
  if (running) {
    const end = at(running)
    if (last) children.push({ type: 'polyline', shape: { points: [at(last), end] }, style: { stroke: t.color('i1'), lineWidth: thick, lineDash: [thick, thick * 1.6], fill: 'none' } })
    children.push({ type: 'circle', shape: { cx: end[0], cy: end[1], r: 2 * thick }, style: { fill: t.color('g0'), stroke: t.color('i1'), lineWidth: thick } })
  }
  if (last) {
    const [x, y] = at(last)
    const w = t.measure(c.words.today, t.small, 500)
    // Where the running hour rises, the words keep left of its dots.
    const rising = running !== null && running[1] > last[1]
    const right = Math.min(x + (rising ? -0.3 : 0.2) * t.small, (nowLeft ? now : now - nowWidth) - 0.5 * t.small)
    children.push({ type: 'text', x: Math.max(right, w), y: Math.max(1.3 * t.small, y - 0.45 * t.small), style: { text: c.words.today, fill: t.color('i1'), font: font(500), align: 'right', verticalAlign: 'bottom', stroke: t.color('g0'), lineWidth: t.small * 0.2 } })
  }
  return { type: 'group' as const, children: children as never[] }
}
