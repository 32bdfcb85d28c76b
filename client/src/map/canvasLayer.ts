import L from 'leaflet'
import { worldSize, worldX, worldY } from './mercator'

/** What a painter needs to know of the view. Pixels are CSS pixels of the map's container. */
export interface View {
  width: number
  height: number
  dpr: number
  zoom: number
  /** World coordinates (0…1) of the container's top left corner, and pixels per world. */
  left: number
  top: number
  size: number
  x(lon: number): number
  y(lat: number): number
}

/** The private part of Leaflet a layer of one's own can't do without (used by its own renderers too). */
type Inner = L.Map & { _getNewPixelOrigin(center: L.LatLng, zoom: number): L.Point; _animatingZoom?: boolean }

/** A view with where its canvas lies in Leaflet's pane. */
export interface Spot {
  view: View
  center: L.LatLng
  origin: L.Point
  pixelOrigin: L.Point
}

export function viewOf(map: L.Map, dpr: number): View {
  const { x: width, y: height } = map.getSize()
  const zoom = map.getZoom()
  const size = worldSize(zoom)
  const min = map.getPixelBounds().min!
  const left = min.x / size
  const top = min.y / size
  return {
    width, height, dpr, zoom, left, top, size,
    x: (lon) => (worldX(lon) - left) * size,
    y: (lat) => (worldY(lat) - top) * size,
  }
}

/** Leaflet's screens of more than two pixels per pixel gain nothing on a wall and cost four times the work. */
const HIGHEST_DPR = 2

/**
 * One canvas over the whole container. Redraws once per frame when asked, follows pans, and is scaled by
 * Leaflet's own transform during a zoom animation. A container of no size draws nothing.
 */
export abstract class CanvasLayer extends L.Layer {
  readonly canvas = document.createElement('canvas')
  /** What Leaflet's pane holds and moves: the canvas, or what holds several. */
  protected get element(): HTMLElement {
    return this.canvas
  }
  protected map: Inner | null = null
  protected frame = 0
  private drawn: { center: L.LatLng; zoom: number } | null = null

  constructor(private readonly paneName: string, private readonly zIndex: number) {
    super()
  }

  /** Draws the view; the canvas has the right size already. */
  protected abstract draw(view: View): void

  override onAdd(map: L.Map): this {
    this.map = map as Inner
    const pane = map.getPane(this.paneName) ?? map.createPane(this.paneName)
    pane.style.zIndex = String(this.zIndex)
    pane.style.pointerEvents = 'none'
    this.element.classList.add('leaflet-zoom-animated')
    this.element.style.pointerEvents = 'none'
    this.element.setAttribute('aria-hidden', 'true')
    pane.appendChild(this.element)
    map.on('move zoom viewreset resize moveend', this.ask, this)
    map.on('zoomanim', this.animateZoom as L.LeafletEventHandlerFn, this)
    this.ask()
    return this
  }

  override onRemove(map: L.Map): this {
    cancelAnimationFrame(this.frame)
    this.frame = 0
    map.off('move zoom viewreset resize moveend', this.ask, this)
    map.off('zoomanim', this.animateZoom as L.LeafletEventHandlerFn, this)
    this.element.remove()
    this.map = null
    return this
  }

  /** Redraws before the next frame. */
  ask(): void {
    if (this.frame === 0 && this.map) this.frame = requestAnimationFrame(() => this.redraw())
  }

  protected get dpr(): number {
    return Math.min(HIGHEST_DPR, window.devicePixelRatio || 1)
  }

  protected redraw(): void {
    this.frame = 0
    const spot = this.spot()
    if (!spot) return
    this.fit(spot.view)
    this.draw(spot.view)
    this.place(spot)
  }

  /** The view to draw and where it lies; null while there is nothing to draw on, or Leaflet moves the canvas itself. */
  protected spot(): Spot | null {
    const map = this.map
    this.frame = 0
    // During a zoom animation Leaflet scales the canvas, and says moveend after it.
    if (!map || map._animatingZoom) return null
    const view = viewOf(map, this.dpr)
    if (view.width < 1 || view.height < 1) return null
    return { view, center: map.getCenter(), origin: map.containerPointToLayerPoint([0, 0]), pixelOrigin: map.getPixelOrigin() }
  }

  /** Whether a spot is still where the map is, apart from panning. */
  protected holds(spot: Spot): boolean {
    return this.map !== null && !this.map._animatingZoom && this.map.getPixelOrigin().equals(spot.pixelOrigin) && this.map.getZoom() === spot.view.zoom
  }

  protected fit(view: View): void {
    const w = Math.round(view.width * view.dpr)
    const h = Math.round(view.height * view.dpr)
    if (this.canvas.width === w && this.canvas.height === h) return
    this.canvas.width = w
    this.canvas.height = h
    this.canvas.style.width = `${view.width}px`
    this.canvas.style.height = `${view.height}px`
  }

  /** Puts the canvas where its picture belongs; only after drawing, so that no old picture is moved. */
  protected place(spot: Spot): void {
    this.drawn = { center: spot.center, zoom: spot.view.zoom }
    L.DomUtil.setTransform(this.element, spot.origin, 1)
  }

  private animateZoom(e: L.ZoomAnimEvent): void {
    const map = this.map
    if (!map || !this.drawn) return
    const scale = map.getZoomScale(e.zoom, this.drawn.zoom)
    const offset = map.getSize().multiplyBy(-scale / 2)
      .add(map.project(this.drawn.center, e.zoom))
      .subtract(map._getNewPixelOrigin(e.center, e.zoom))
    L.DomUtil.setTransform(this.element, offset, scale)
  }
}
