import { UNIT_KINDS, UNIT_STATUSES } from '@liandong/shared/unit/contract'
import { makeSprite, rgbOf, type Sprite } from '../../map/blitter'
import type { Palette } from '../../map/palette'
import { FRESHNESS } from './freshnessIndex'
import { ARROW_REACH, drawArrow, drawDot, drawUnit, RING_REACH } from './unitSymbol'
import { STATUS_LOOK } from './unitLook'

/** Headings are drawn in this many steps; 11.25° is finer than an eye reads on a 24 px mark. */
export const HEADINGS = 32
/** Body diameter of a dot, in CSS pixels. */
export const DOT_SIZE = 8

/** Sprites of units, drawn when first needed and kept for one size, pixel ratio and theme. */
export class UnitSprites {
  private readonly bodies: (Sprite | undefined)[] = []
  private readonly arrows: (Sprite | undefined)[] = []
  private readonly dots: (Sprite | undefined)[] = []
  private readonly scratch = document.createElement('canvas')

  /** @param size body diameter in CSS pixels */
  constructor(readonly size: number, readonly dpr: number, private readonly colours: Palette) {}

  /** Body with its freshness; arguments are indices into UNIT_KINDS, UNIT_STATUSES and FRESHNESS. */
  body(kind: number, status: number, freshness: number): Sprite {
    const key = (kind * UNIT_STATUSES.length + status) * FRESHNESS.length + freshness
    return (this.bodies[key] ??= this.render(this.size * (2 * RING_REACH + 0.1), (c, m) =>
      drawUnit(c, this.colours, UNIT_KINDS[kind]!, UNIT_STATUSES[status]!, FRESHNESS[freshness]!, m, m, this.size)))
  }

  arrow(status: number, heading: number): Sprite {
    return (this.arrows[status * HEADINGS + heading] ??= this.render(this.size * (2 * ARROW_REACH + 0.1), (c, m) =>
      drawArrow(c, this.colours[STATUS_LOOK[UNIT_STATUSES[status]!].arrow], this.colours.land, (heading * 360) / HEADINGS, m, m, this.size)))
  }

  /** Heading −1: it stands. */
  dot(status: number, freshness: number, heading: number): Sprite {
    const key = ((status * FRESHNESS.length + freshness) * (HEADINGS + 1)) + heading + 1
    return (this.dots[key] ??= this.render(DOT_SIZE * 2.4, (c, m) =>
      drawDot(c, this.colours, UNIT_STATUSES[status]!, FRESHNESS[freshness]!, heading < 0 ? null : (heading * 360) / HEADINGS, m, m, DOT_SIZE)))
  }

  private render(side: number, draw: (c: CanvasRenderingContext2D, middle: number) => void): Sprite {
    const px = Math.ceil(side * this.dpr)
    this.scratch.width = px
    this.scratch.height = px
    const c = this.scratch.getContext('2d', { willReadFrequently: true })!
    c.scale(this.dpr, this.dpr)
    draw(c, px / this.dpr / 2)
    return makeSprite(c.getImageData(0, 0, px, px), Math.floor(px / 2), Math.floor(px / 2), rgbOf(this.colours.land))
  }
}

/** Index of the nearest drawn heading. */
export const headingStep = (deg: number): number => Math.round((deg / 360) * HEADINGS) % HEADINGS
