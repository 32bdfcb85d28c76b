import type L from 'leaflet'

/**
 * What the wall's page does for `bench -- live`. It tells `tellPainted` of marks in the incident list (`探12`), organisations
 * new in the alert panel (`告 急救`), probes at their places (`位3`) and probes whose place left the view (`外3`: the map goes to a new P1), with the page's own `performance.now()`.
 */
export interface LivePage {
  /** Frames that came later than 25 ms, and all. */
  frames: { late: number; all: number }
  /** Looks for a unit that stands at a scene: white at this place. */
  look(probe: number, lon: number, lat: number): void
  /** A place in view, within reach of another, where nothing white is; null where there is none. */
  /** What there was where a probe never came to be seen. */
  missed: string[]
  place(from: { lon: number; lat: number } | null, reachM: number): { lon: number; lat: number } | null
}

/** In the wall's page: notes when marks, alerts and probes have been painted. Everything it needs is inside. */
export function watchWall(): void {
  interface VNode { component?: { exposed?: { held?: { value?: { map?: L.Map } } } | null; subTree: VNode } | null; children?: unknown }
  const findMap = (node: VNode | null | undefined): L.Map | null => {
    if (!node || typeof node !== 'object') return null
    if (node.component) return node.component.exposed?.held?.value?.map ?? findMap(node.component.subTree)
    for (const child of Array.isArray(node.children) ? (node.children as VNode[]) : []) {
      const found = findMap(child)
      if (found) return found
    }
    return null
  }
  const map = findMap((document.querySelector('#app') as unknown as { _vnode: VNode })._vnode)
  if (!map) throw new Error('the wall has no map')
  const state: LivePage = { frames: { late: 0, all: 0 }, look: (probe, lon, lat) => void sought.push({ probe, lon, lat, until: performance.now() + LOOK_MS, view: view() }), place, missed: [] }
  Object.assign(window, { livePage: state })
  const { tellPainted } = window as unknown as { tellPainted(mark: string, at: number): void }
  const LOOK_MS = 5000
  let sought: { probe: number; lon: number; lat: number; until: number; view: string }[] = []
  const view = () => `z ${map.getZoom().toFixed(2)} ${map.getCenter().lat.toFixed(4)},${map.getCenter().lng.toFixed(4)}`
  function colourAt(lon: number, lat: number): string {
    const canvas = document.querySelector<HTMLCanvasElement>('.leaflet-units-pane canvas')!
    const at = map!.latLngToContainerPoint([lat, lon]).multiplyBy(canvas.width / map!.getSize().x).round()
    return `${at.x},${at.y} of ${canvas.width}×${canvas.height}: ${[...canvas.getContext('2d')!.getImageData(at.x, at.y, 1, 1).data].join(' ')}`
  }

  /** White inside a square of this half side round a place; null when it is off the canvas. */
  function whiteAt(lon: number, lat: number, half: number): boolean | null {
    const canvas = document.querySelector<HTMLCanvasElement>('.leaflet-units-pane canvas')
    const c = canvas?.getContext('2d')
    if (!canvas || !c) return null
    const at = map!.latLngToContainerPoint([lat, lon]).multiplyBy(canvas.width / map!.getSize().x).round()
    const margin = 60
    if (at.x < margin || at.y < margin || at.x > canvas.width - margin || at.y > canvas.height - margin) return null
    const { data } = c.getImageData(at.x - half, at.y - half, 2 * half + 1, 2 * half + 1)
    for (let i = 0; i < data.length; i += 4) if (data[i + 3] === 255 && data[i]! > 225 && data[i + 1]! > 225 && data[i + 2]! > 225) return true
    return false
  }
  function place(from: { lon: number; lat: number } | null, reachM: number): { lon: number; lat: number } | null {
    const b = map!.getBounds()
    for (let i = 0; i < 200; i++) {
      const angle = Math.random() * 2 * Math.PI
      const m = reachM * (0.8 + Math.random() * 0.2)
      const lat = from ? from.lat + (Math.sin(angle) * m) / 111_320 : b.getSouth() + Math.random() * (b.getNorth() - b.getSouth())
      const lon = from ? from.lon + (Math.cos(angle) * m) / (111_320 * Math.cos((from.lat * Math.PI) / 180)) : b.getWest() + Math.random() * (b.getEast() - b.getWest())
      if (whiteAt(lon, lat, 7) === false) return { lon, lat }
    }
    return null
  }

  /** Calls back when the frame that shows the present document has been painted. */
  const painted = (fn: (at: number) => void) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => fn(performance.now())
    port2.postMessage(0)
  })
  const marks = new Set<string>()
  let shown = new Set<string>()
  /** A row that fades in counts when half of it is there. */
  const whenVisible = (e: Element, fn: (at: number) => void) => painted((at) => {
    if (!e.isConnected || Number(getComputedStyle(e).opacity) >= 0.5) fn(at)
    else whenVisible(e, fn)
  })
  const scan = () => {
    for (const e of document.querySelectorAll('.line .what')) {
      const mark = /探\d+/.exec(e.textContent ?? '')?.[0]
      if (!mark || marks.has(mark)) continue
      marks.add(mark)
      painted((at) => tellPainted(mark, at))
    }
    const panel = [...document.querySelectorAll('section.panel')].find((s) => s.querySelector('h2 b')?.textContent?.startsWith('告警'))
    const now = new Set<string>()
    for (const e of panel?.querySelectorAll('li .who') ?? []) {
      const org = (e.textContent ?? '').trim().split(' ')[0]!
      now.add(org)
      if (!shown.has(org)) whenVisible(e.closest('li')!, (at) => tellPainted(`告 ${org}`, at))
    }
    shown = now
  }
  new MutationObserver(scan).observe(document.body, { subtree: true, childList: true, characterData: true })
  let last = performance.now()
  const tick = (now: number) => {
    state.frames.all++
    if (now - last > 25) state.frames.late++
    last = now
    sought = sought.filter((s) => {
      const white = whiteAt(s.lon, s.lat, 4)
      if (white === null) tellPainted(`外${s.probe}`, now)
      if (white === false && s.until <= now) state.missed.push(`probe ${s.probe}: ${s.view} → ${view()}, at ${colourAt(s.lon, s.lat)}`)
      if (!white) return white === false && s.until > now
      painted((at) => tellPainted(`位${s.probe}`, at))
      return false
    })
    requestAnimationFrame(tick)
  }
  requestAnimationFrame(tick)
}
