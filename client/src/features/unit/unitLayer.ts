import type L from 'leaflet'
import { UNIT_STATUSES } from '@liandong/shared/unit/contract'
import { blit, type Sheet32 } from '../../map/blitter'
import { CanvasLayer, viewOf, type Spot } from '../../map/canvasLayer'
import type { Box } from '../../map/labels'
import { readPalette } from '../../map/palette'
import { Strips } from '../../map/strips'
import { Glide, GLIDE_MS } from './glide'
import { STANDING_KMH } from './unitBand'
import { DOT_SIZE, headingStep, UnitSprites } from './unitSprites'
import { UnitVerdicts, type UnitFacts } from './unitVerdicts'

/** Redraws of a screen are never nearer than this: an eye sees no more, and a core pays for each. A row of three waits three times as long. */
const SHORTEST_MS = 90
/** A marker that moved less than this hasn't visibly moved. */
const VISIBLE_PX = 0.5
/** From this many drawn in view on dots take the place of glyphs, and back below the second. */
const DENSE = [1500, 1200] as const
/** Drawing pauses after this long and goes on in the next frame, so that no frame is late for it. */
const SLICE_MS = 5
/** Units between two looks at the watch. */
const BATCH = 512
/** Order of drawing, lowest first: who stands by, who was told, who is under way. */
const PASS_OF_STATUS = UNIT_STATUSES.map((s) => (s === 'en_route' ? 2 : s === 'assigned' || s === 'returning' || s === 'on_scene' ? 1 : 0))
const PASSES = 3
const ON_SCENE = UNIT_STATUSES.indexOf('on_scene')

/** One picture under way: drawn in slices, shown at once. */
interface Job {
  spot: Spot
  /** Monotonic instant that the picture shows. */
  at: number
  pass: number
  slot: number
  inView: number
  drawn: boolean
  /** Strips shown so far. */
  shown: number
}

/** All units that are drawn by themselves, on one typed-array canvas with adaptive redraw (perf.md E). */
export class UnitLayer extends CanvasLayer {
  readonly glide = new Glide()
  readonly verdicts: UnitVerdicts
  /** Pictures shown since the beginning. */
  redraws = 0
  private readonly strips = new Strips()
  private sprites: UnitSprites | null = null
  private image: ImageData | null = null
  private sheet: Sheet32 = { width: 0, height: 0, pixels: new Uint32Array(0) }
  private job: Job | null = null
  private again = false
  private timer: ReturnType<typeof setTimeout> | null = null
  private drawnAt = -Infinity
  /** Furthest any marker may be from where it is drawn, and the part of it in the latest frame. */
  private pendingPx = 0
  private way = 0
  /** Something appeared, jumped or changed its look: that doesn't wait. */
  private atOnce = false
  private glidesUntil = -Infinity
  private dense = false
  private words: readonly Box[] = []

  /** @param size body diameter in CSS pixels */
  constructor(private readonly facts: UnitFacts, private size: number) {
    super('units', 420)
    this.verdicts = new UnitVerdicts(facts, this.glide)
  }

  /** Diameter of a body as drawn now, CSS pixels. */
  get bodySize(): number {
    return this.dense ? DOT_SIZE : this.size
  }

  /** Whether urgent words may stand where this unit is: it stands by, or only drives its round. */
  givesWay(slot: number): boolean {
    return PASS_OF_STATUS[this.verdicts.status[slot]!] === 0
  }

  /** Units that give way are not drawn beneath these boxes (CSS pixels of the view), where urgent words stand. */
  keepFree(boxes: readonly Box[]): void {
    const same = boxes.length === this.words.length && boxes.every((b, i) => {
      const w = this.words[i]!
      return b.left === w.left && b.top === w.top && b.right === w.right && b.bottom === w.bottom
    })
    if (same) return
    this.words = boxes
    this.ask()
  }

  private beneathWords(x: number, y: number, dpr: number): boolean {
    const reach = this.bodySize * 0.4
    return this.words.some((b) => x > (b.left - reach) * dpr && x < (b.right + reach) * dpr && y > (b.top - reach) * dpr && y < (b.bottom + reach) * dpr)
  }

  protected override get element(): HTMLElement {
    return this.strips.element
  }

  setSize(size: number): void {
    this.size = size
    this.ask()
  }

  /** A track frame came: draws when something has visibly moved. */
  frameCame(): void {
    if (!this.map) return
    const now = performance.now()
    const { way, jumped } = this.glide.take(this.facts.tracks, now, viewOf(this.map, this.dpr).size, STANDING_KMH)
    if (this.verdicts.greetNewcomers() || jumped) this.atOnce = true
    if (way > 0) this.glidesUntil = now + GLIDE_MS
    this.way = way
    this.pendingPx += way
    this.plan()
  }

  /** Documents, freshness or zoom changed: decides anew how each unit is shown. */
  judge(): void {
    if (this.map && this.verdicts.judge(this.map.getZoom())) this.ask()
  }

  override ask(): void {
    if (this.job) this.again = true
    else super.ask()
  }

  override onAdd(map: L.Map): this {
    super.onAdd(map)
    map.on('zoomend', this.judge, this)
    return this
  }

  override onRemove(map: L.Map): this {
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
    this.job = null
    map.off('zoomend', this.judge, this)
    return super.onRemove(map)
  }

  /** Waits until the fastest marker has moved visibly, but never redraws faster than SHORTEST_MS. */
  private plan(): void {
    if (this.atOnce && this.timer) {
      clearTimeout(this.timer)
      this.timer = null
    }
    if (this.timer || this.job || this.frame !== 0 || (this.pendingPx < VISIBLE_PX && !this.atOnce)) return
    const lacking = VISIBLE_PX - (this.pendingPx - this.way)
    const visible = lacking <= 0 || this.way <= 0 ? 0 : Math.min(GLIDE_MS, (lacking / this.way) * GLIDE_MS)
    this.timer = setTimeout(() => {
      this.timer = null
      this.ask()
    }, this.atOnce ? 0 : Math.max(0, visible, this.drawnAt + SHORTEST_MS * Math.max(1, this.strips.count) - performance.now()))
  }

  protected draw(): void {
    throw new Error('drawn in slices')
  }

  protected override redraw(): void {
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
    const spot = this.spot()
    if (!spot) return
    this.prepare(spot)
    this.job = { spot, at: performance.now(), pass: 0, slot: 0, inView: 0, drawn: false, shown: 0 }
    this.sheet.pixels.fill(0)
    this.drawnAt = this.job.at
    this.atOnce = false
    this.carryOn()
  }

  private prepare({ view }: Spot): void {
    const w = Math.round(view.width * view.dpr)
    const h = Math.round(view.height * view.dpr)
    if (!this.image || this.image.width !== w || this.image.height !== h) {
      this.image = new ImageData(w, h)
      this.sheet = { width: w, height: h, pixels: new Uint32Array(this.image.data.buffer) }
    }
    this.strips.fit(w, h, view.dpr)
    if (this.sprites?.size !== this.size || this.sprites.dpr !== view.dpr) this.sprites = new UnitSprites(this.size, view.dpr, readPalette(this.element))
  }

  /** Draws for one slice; shows the picture strip by strip when it is whole. */
  private carryOn(): void {
    this.frame = 0
    const job = this.job
    if (!job) return
    if (!this.holds(job.spot)) {
      this.job = null
      return super.ask()
    }
    const until = performance.now() + SLICE_MS
    while (!job.drawn && performance.now() < until) job.drawn = !this.drawBatch(job)
    // One strip a frame, and none in a frame that drew up to its limit.
    if (job.drawn && performance.now() < until) this.showStrip(job)
    if (this.job) this.frame = requestAnimationFrame(() => this.carryOn())
  }

  /** Answers false when nothing is left to draw. */
  private drawBatch(job: Job): boolean {
    const n = this.facts.tracks.count
    const end = Math.min(n, job.slot + BATCH)
    const { view } = job.spot
    const { verdicts: v, glide: g } = this
    const scale = view.size * view.dpr
    const reach = this.size * view.dpr
    const right = this.sheet.width + reach
    const bottom = this.sheet.height + reach
    for (let s = job.slot; s < end; s++) {
      if (!v.isSymbol(s) || PASS_OF_STATUS[v.status[s]!] !== job.pass) continue
      const share = g.share(s, job.at)
      const x = (g.fromX[s]! + (g.toX[s]! - g.fromX[s]!) * share - view.left) * scale
      const y = (g.fromY[s]! + (g.toY[s]! - g.fromY[s]!) * share - view.top) * scale
      if (x < -reach || y < -reach || x > right || y > bottom) continue
      job.inView++
      if (job.pass === 0 && this.words.length > 0 && this.beneathWords(x, y, view.dpr)) continue
      this.stamp(s, Math.round(x), Math.round(y))
    }
    job.slot = end
    if (end < n) return true
    job.pass++
    job.slot = 0
    return job.pass < PASSES
  }

  private stamp(s: number, x: number, y: number): void {
    const { verdicts: v, facts: { tracks: t }, sheet } = this
    const sprites = this.sprites!
    const status = v.status[s]!
    const freshness = v.freshness[s]!
    const arrow = freshness < 2 && status !== ON_SCENE && t.speedKmh[s]! >= STANDING_KMH ? headingStep(t.heading[s]!) : -1
    if (this.dense) return blit(sheet, sprites.dot(status, freshness, arrow), x, y)
    if (arrow >= 0) blit(sheet, sprites.arrow(status, arrow), x, y)
    blit(sheet, sprites.body(v.kind[s]!, status, freshness), x, y)
  }

  private showStrip(job: Job): void {
    this.strips.show(this.image!, job.shown++)
    if (job.shown >= this.strips.count) this.finish(job)
  }

  private finish(job: Job): void {
    this.job = null
    this.place(job.spot)
    this.redraws++
    const dense = job.inView > (this.dense ? DENSE[1] : DENSE[0])
    const changed = dense !== this.dense
    this.dense = dense
    const left = Math.max(0, this.glidesUntil - job.at)
    this.way *= left / GLIDE_MS
    this.pendingPx = this.way
    if (this.again || changed) {
      this.again = false
      super.ask()
    } else this.plan()
  }
}
