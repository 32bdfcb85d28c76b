import L from 'leaflet'
import { createApp, defineComponent, h, onMounted, ref, type ShallowRef } from 'vue'
import { useAreaLayers } from '../../features/area/useAreaLayers'
import { useDistrictMap } from '../../features/area/useDistrictMap'
import { useUnitLayers } from '../../features/unit/useUnitLayers'
import { createLive } from '../../live/createLive'
import type { TrackTable } from '../../live/api'
import { provideLive } from '../../live/useLive'
import { MAP_SIZES } from '../../map/sizes'
import { useMap, type HeldMap } from '../../map/useMap'
import { createMessages } from '../../messages'
import '../../kit/theme.css'

/**
 * The page of `npm run bench -- wall`: the product's own connection, mirror, map and layers, and beside them the two
 * usual ways to draw the same units on the same map. Chosen by the address; never part of a face.
 */
const ask = new URLSearchParams(location.search)
const subject = ask.get('subject') as 'ours' | 'marker' | 'circle' | 'empty'
const [lon, lat, zoom] = ask.get('view')!.split(',').map(Number) as [number, number, number]

/** What the bench reads back. */
export interface BenchState {
  ready: boolean
  /** Times between frames since the last `reset`, ms. */
  frames: number[]
  longTasks: number[]
  redraws: number
  /** Where the probe was seen, and when (epoch ms). */
  seen: { place: number; at: number }[]
  reset(): void
  /** Stops counting frames: asking for sixty a second is itself work. */
  rest(): void
}
const state: BenchState = {
  ready: false, frames: [], longTasks: [], redraws: 0, seen: [],
  reset() {
    state.frames = []
    state.longTasks = []
    state.redraws = 0
    state.seen = []
  },
  rest() {
    resting = true
  },
}
let resting = false
Object.assign(window, { benchState: state })

const put = CanvasRenderingContext2D.prototype.putImageData
CanvasRenderingContext2D.prototype.putImageData = function (this: CanvasRenderingContext2D, ...args: unknown[]) {
  state.redraws++
  return (put as (...a: unknown[]) => void).apply(this, args)
} as typeof put
new PerformanceObserver((list) => state.longTasks.push(...list.getEntries().map((e) => e.duration))).observe({ type: 'longtask' })

/** Places the probe is sent to, WGS-84; read back from the pixels of the unit canvas. */
const probes = JSON.parse(ask.get('probes') ?? '[]') as [number, number][]

function watchPixels(map: L.Map): () => void {
  let last = -1
  return () => {
    // The probes' view is one screen wide, so one strip.
    const canvas = map.getPane('units')?.querySelector('canvas')
    const c = canvas?.getContext('2d')
    if (!canvas || !c) return
    const dpr = canvas.width / map.getSize().x
    probes.forEach((p, place) => {
      if (place === last) return
      const at = map.latLngToContainerPoint([p[1], p[0]]).multiplyBy(dpr).round()
      const [r, g, b, a] = c.getImageData(at.x, at.y, 1, 1).data
      // The probe alone stands at a scene, and that alone is white.
      if (a === 255 && r! > 225 && g! > 225 && b! > 225) {
        last = place
        state.seen.push({ place, at: performance.timeOrigin + performance.now() })
      }
    })
  }
}

function countFrames(each: () => void): void {
  let last = performance.now()
  const tick = (now: number) => {
    state.frames.push(now - last)
    last = now
    each()
    if (!resting) requestAnimationFrame(tick)
  }
  requestAnimationFrame(tick)
}

/** Leaflet's markers as tutorials use them: one object per unit, moved when its position changes. */
function drawWithLeaflet(t: TrackTable, map: L.Map, make: (at: L.LatLngTuple) => L.Marker | L.CircleMarker): void {
  const marks = new Map<string, { mark: L.Marker | L.CircleMarker; at: number }>()
  t.onFrame(() => {
    for (let s = 0; s < t.count; s++) {
      const id = t.ids[s]
      if (id === undefined) continue
      const known = marks.get(id)
      const place: L.LatLngTuple = [t.lat[s]!, t.lon[s]!]
      if (!known) marks.set(id, { mark: make(place).addTo(map), at: t.at[s]! })
      else if (known.at !== t.at[s]) {
        known.at = t.at[s]!
        known.mark.setLatLng(place)
      }
    }
  })
}

const Page = defineComponent({
  setup() {
    const live = createLive({ mask: 'wall' })
    provideLive(live)
    const element = ref<HTMLElement | null>(null)
    const home = { lon, lat, zoom, south: lat - 1, north: lat + 1, west: lon - 2, east: lon + 2 }
    const use = useMap(element, () => home, { touch: false })
    const { map: district } = useDistrictMap()
    const sizes = () => MAP_SIZES[innerWidth > 3000 ? 'wall' : 'single']
    const held = use.held as Readonly<ShallowRef<HeldMap | null>>
    useAreaLayers(held, district, sizes)
    if (subject === 'ours') useUnitLayers(held, sizes, () => 'Asia/Shanghai')
    const icon = L.divIcon({ className: 'leaflet-div-icon', iconSize: [12, 12] })
    onMounted(() => {
      const map = held.value!.map
      const canvas = L.canvas()
      if (subject === 'marker') drawWithLeaflet(live.tracks, map, (at) => L.marker(at, { icon }))
      if (subject === 'circle') drawWithLeaflet(live.tracks, map, (at) => L.circleMarker(at, { renderer: canvas, radius: 4, weight: 1 }))
      countFrames(subject === 'ours' && probes.length > 0 ? watchPixels(map) : () => {})
      const until = Number(ask.get('units'))
      const stop = live.tracks.onFrame(() => {
        if (live.tracks.count < until) return
        stop()
        state.ready = true
      })
    })
    return () => h('div', { ref: element, style: 'position:fixed;inset:0;background:var(--land)' })
  },
})

if (subject === 'empty') {
  countFrames(() => {})
  state.ready = true
} else createApp(Page).use(createMessages()).mount('#app')
