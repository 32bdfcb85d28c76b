/** No strip is wider than one screen: showing one takes no longer than a frame, however wide the wall is. */
const WIDEST = 1920

/**
 * A picture too wide to be shown within one frame, as canvases side by side, like the screens of a wall. Each is
 * copied in a frame of its own; two neighbours differ by a sixtieth of a second at most.
 */
export class Strips {
  readonly element = document.createElement('div')
  private strips: { left: number; width: number; context: CanvasRenderingContext2D }[] = []
  private width = 0
  private height = 0
  private dpr = 0

  get count(): number {
    return this.strips.length
  }

  /** @param width,height device pixels of the whole picture */
  fit(width: number, height: number, dpr: number): void {
    if (width === this.width && height === this.height && dpr === this.dpr) return
    this.width = width
    this.height = height
    this.dpr = dpr
    const n = Math.max(1, Math.ceil(width / WIDEST))
    const each = Math.ceil(width / n)
    this.strips = Array.from({ length: n }, (_, i) => this.make(i * each, Math.min(each, width - i * each)))
    this.element.replaceChildren(...this.strips.map((s) => s.context.canvas))
  }

  /** Copies one strip of the picture to its canvas. */
  show(image: ImageData, index: number): void {
    const s = this.strips[index]
    s?.context.putImageData(image, -s.left, 0, s.left, 0, s.width, this.height)
  }

  private make(left: number, width: number): { left: number; width: number; context: CanvasRenderingContext2D } {
    const canvas = document.createElement('canvas')
    canvas.width = width
    canvas.height = this.height
    canvas.style.cssText = `position:absolute;left:${left / this.dpr}px;top:0;width:${width / this.dpr}px;height:${this.height / this.dpr}px`
    return { left, width, context: canvas.getContext('2d', { willReadFrequently: true })! }
  }
}
