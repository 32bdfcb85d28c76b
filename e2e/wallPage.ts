import { chromium, type Browser, type Page } from 'playwright-core'
import type { Connection, Live } from '../client/src/live/api'

const ARGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--disable-dev-shm-usage',
]

/** A wall in a browser of its own, and what can be seen and asked of it. */
export interface WallPage {
  page: Page
  browser: Browser
  /** Errors of the page, without what a lost connection makes a browser say. */
  complaints: string[]
  /** The clock on the wall's axis, such as `21:46:08`. */
  clock(): Promise<string>
  /** What a viewer reads in the panel of this title; empty where it isn't shown. */
  panel(title: string): Promise<string>
  /** The share in the top bar, 0–100, or null. */
  trust(): Promise<number | null>
  connection(): Promise<Connection>
  /** Every incident, order, alert and unit as the wall holds it, by reference. */
  documents(): Promise<Record<string, unknown>>
  /** Ink of the canvas of moving units: how many pixels, and the middle of them. */
  ink(): Promise<{ pixels: number; x: number; y: number }>
  /** Waits until it holds, asking four times a second; `what` names it in the error. */
  until(what: string, holds: () => Promise<boolean>, ms?: number): Promise<void>
  close(): Promise<void>
}

export interface WallOptions {
  width?: number
  height?: number
  /** How far the browser's own clock is off, ms. */
  clockOffMs?: number
  /** More for the browser's command line. */
  args?: string[]
}

/** Opens `/wall` on a port of this machine. */
export async function openWall(port: number, { width = 1920, height = 1080, clockOffMs = 0, args = [] }: WallOptions = {}): Promise<WallPage> {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: [...ARGS, ...args] })
  const page = await (await browser.newContext({ viewport: { width, height }, locale: 'zh-CN' })).newPage()
  const complaints: string[] = []
  page.on('pageerror', (e) => complaints.push(e.message))
  page.on('console', (m) => { if (m.type() === 'error' && !/ERR_|WebSocket connection|Failed to load resource/.test(m.text())) complaints.push(m.text()) })
  // What compiles scripts on the way names inner functions with this; in a page it is nobody's.
  await page.addInitScript('globalThis.__name ??= (f) => f')
  await page.addInitScript(setClockOff, clockOffMs)
  await page.goto(`http://127.0.0.1:${port}/wall`)
  await page.waitForFunction(findLive)
  return {
    page, browser, complaints,
    clock: async () => (await page.getByRole('timer').getAttribute('aria-label')) ?? '',
    panel: (title) => page.evaluate(readPanel, title),
    trust: async () => {
      const text = await page.locator('.picture b').innerText()
      return text.endsWith('%') ? Number(text.slice(0, -1)) : null
    },
    connection: () => page.evaluate(() => ({ ...(window as unknown as { wallLive: Live }).wallLive.connection.value })),
    documents: () => page.evaluate(readDocuments),
    ink: () => page.evaluate(readInk),
    async until(what, holds, ms = 15_000) {
      for (const end = performance.now() + ms; !(await holds()); await page.waitForTimeout(250)) {
        if (performance.now() > end) throw new Error(`not within ${ms} ms: ${what}`)
      }
    },
    close: () => browser.close(),
  }
}

/** In the browser, before its page: a machine whose clock is wrong. Monotonic time stays what it is. */
function setClockOff(offMs: number): void {
  if (offMs === 0) return
  const Right = Date
  class Wrong extends Right {
    constructor(...given: unknown[]) {
      if (given.length === 0) super(Right.now() + offMs)
      else super(...(given as [number]))
    }
    static override now = () => Right.now() + offMs
  }
  window.Date = Wrong as DateConstructor
}

interface VNode { component?: { provides: Record<PropertyKey, unknown>; subTree: VNode } | null; children?: unknown }

/** In the browser: finds the page's live connection among what its components provide, so that the product needs no door for tests. */
function findLive(): boolean {
  const look = (node: VNode | null | undefined): unknown => {
    if (!node || typeof node !== 'object') return null
    if (node.component) {
      const { provides } = node.component
      for (const key of Reflect.ownKeys(provides)) {
        const value = provides[key] as Partial<Live> | null
        if (value && typeof value === 'object' && 'collection' in value && 'tracks' in value) return value
      }
      return look(node.component.subTree)
    }
    for (const child of Array.isArray(node.children) ? (node.children as VNode[]) : []) {
      const found = look(child)
      if (found) return found
    }
    return null
  }
  const live = look((document.querySelector('#app') as unknown as { _vnode?: VNode } | null)?._vnode)
  if (live) Object.assign(window, { wallLive: live })
  return live !== null && live !== undefined
}

function readPanel(title: string): string {
  const named = [...document.querySelectorAll<HTMLElement>('section.panel')].find((s) => s.querySelector('h2 b')?.textContent?.startsWith(title))
  return (named?.innerText ?? '').replaceAll('\u00a0', ' ')
}

function readDocuments(): Record<string, unknown> {
  const { wallLive } = window as unknown as { wallLive: Live }
  const out: Record<string, unknown> = {}
  for (const kind of ['incident', 'order', 'alert', 'unit']) for (const [id, d] of wallLive.collection(kind).value) out[`${kind}:${id}`] = d
  return out
}

function readInk(): { pixels: number; x: number; y: number } {
  let [pixels, x, y] = [0, 0, 0]
  let left = 0
  for (const canvas of document.querySelectorAll<HTMLCanvasElement>('.leaflet-units-pane canvas')) {
    const { width, height } = canvas
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, width, height)
    for (let i = 3; i < data.length; i += 4) {
      if (data[i]! < 128) continue
      pixels++
      x += left + ((i >> 2) % width)
      y += Math.floor((i >> 2) / width)
    }
    left += width
  }
  return { pixels, x: pixels === 0 ? 0 : x / pixels, y: pixels === 0 ? 0 : y / pixels }
}
