import L from 'leaflet'
import 'leaflet/dist/leaflet.css'
import { onBeforeUnmount, onMounted, shallowRef, type Ref, type ShallowRef } from 'vue'
import { MarksLayer } from './marksLayer'
import { consider, hold, leave, release, unlocked, type ViewLock } from './viewLock'

/** Where the map begins and what it may not leave. WGS-84 degrees. */
export interface MapHome {
  lon: number
  lat: number
  zoom: number
  south: number
  west: number
  north: number
  east: number
}

export interface HeldMap {
  map: L.Map
  marks: MarksLayer
}

export interface UseMap {
  /** The map while it exists. */
  held: Readonly<ShallowRef<HeldMap | null>>
  lock: Readonly<ShallowRef<ViewLock>>
  /** Fits these points if the set of incidents changed and nobody holds the view. */
  fitIfChanged(incidents: readonly { id: string; lon: number; lat: number }[]): void
  /** Lets go of the view a person holds. */
  release(): void
  /** Moves there in 600 ms, unless held; `fitIfChanged` takes it back. */
  goTo(lon: number, lat: number, zoom: number): void
}

/** Incidents are never fitted nearer than this. */
const NEAREST_FIT = 14
const MOVE_S = 0.6

/**
 * A Leaflet map for as long as its element lives. The view moves by itself only when the set of incidents
 * changes; a person's gesture holds it until F or `release`. Sizes of a pixel or none are survived.
 */
export function useMap(element: Ref<HTMLElement | null>, home: () => MapHome, options: { touch: boolean }): UseMap {
  const held = shallowRef<HeldMap | null>(null)
  const lock = shallowRef(unlocked)
  let observer: ResizeObserver | null = null
  let moving = false
  const still = () => matchMedia('(prefers-reduced-motion: reduce)').matches

  function create(): void {
    if (!element.value) return
    const h = home()
    const map = L.map(element.value, {
      zoomControl: false, attributionControl: false, zoomSnap: 0.25, zoomDelta: 0.5, wheelPxPerZoomLevel: 120,
      minZoom: 8, maxZoom: 18, fadeAnimation: false, markerZoomAnimation: false, keyboard: options.touch, inertia: options.touch,
      maxBounds: L.latLngBounds([h.south, h.west], [h.north, h.east]).pad(0.6), maxBoundsViscosity: 0.8,
    })
    map.setView([h.lat, h.lon], h.zoom, { animate: false })
    const marks = new MarksLayer()
    marks.addTo(map)
    // Gestures only: a move of our own must not hold the view against ourselves.
    const gesture = () => {
      if (!moving) lock.value = hold(lock.value)
    }
    map.on('dragstart', gesture)
    for (const event of ['wheel', 'dblclick', 'touchmove'] as const) element.value.addEventListener(event, gesture, { passive: true })
    map.on('moveend', () => (moving = false))
    observer = new ResizeObserver(() => map.invalidateSize({ animate: false, pan: false }))
    observer.observe(element.value)
    // Labels measured before the fonts came would be placed wrongly.
    void document.fonts?.ready.then(() => marks.ask())
    held.value = { map, marks }
  }
  function destroy(): void {
    observer?.disconnect()
    held.value?.map.remove()
    held.value = null
  }
  function moveTo(act: (map: L.Map) => void): void {
    const map = held.value?.map
    const size = map?.getSize()
    if (!map || !size || size.x < 2 || size.y < 2) return
    moving = true
    act(map)
  }
  function letGo(): void {
    lock.value = release(lock.value)
  }
  function key(e: KeyboardEvent): void {
    const inField = e.target instanceof Element && e.target.closest('input, textarea, select, [contenteditable]')
    if (e.key.toLowerCase() === 'f' && !inField && !e.ctrlKey && !e.metaKey && !e.altKey) letGo()
  }

  onMounted(() => {
    create()
    addEventListener('keydown', key)
  })
  onBeforeUnmount(() => {
    removeEventListener('keydown', key)
    destroy()
  })

  return {
    held,
    lock,
    release: letGo,
    fitIfChanged(incidents) {
      const size = held.value?.map.getSize()
      if (!size || size.x < 2 || size.y < 2) return
      const next = consider(lock.value, incidents.map((i) => i.id))
      lock.value = next.lock
      if (!next.fit) return
      const h = home()
      moveTo((map) => {
        const points = incidents.map((i) => L.latLng(i.lat, i.lon))
        const bounds = points.length > 0 ? L.latLngBounds(points) : L.latLngBounds([h.south, h.west], [h.north, h.east])
        // More room below: scale, notes and inset lie there.
        map.flyToBounds(bounds, { paddingTopLeft: L.point(size.x * 0.12, size.y * 0.14), paddingBottomRight: L.point(size.x * 0.12, size.y * 0.22), maxZoom: points.length > 0 ? Math.min(NEAREST_FIT, Math.max(h.zoom, 12.5)) : 18, duration: MOVE_S, animate: !still() })
      })
    },
    goTo(lon, lat, zoom) {
      if (lock.value.mode !== 'auto') return
      lock.value = leave(lock.value)
      moveTo((map) => map.flyTo([lat, lon], zoom, { duration: MOVE_S, animate: !still() }))
    },
  }
}
