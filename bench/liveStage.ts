import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { openWall, type WallPage } from '../e2e/wallPage'
import { CITY, cityUnits, foundCity, type CityUnit } from '../scripts/prove/rig/city'
import { CityDesk, type OpenIncident } from '../scripts/prove/rig/cityDesk'
import { CityFeeds } from '../scripts/prove/rig/cityFeeds'
import { serverProcess, type ServerProcess } from '../scripts/prove/rig/serverProcess'
import { openBaseline, type Baseline } from './liveBaseline'
import { watchWall, type LivePage } from './livePage'
import type { ViewersReport } from './liveViewers'
import { repeatable } from './wallDice'

export const SEED = 20261123
export const VIEWERS = 100
const PROBES = 64

/** A unit that stands at a scene without a place, so that the map draws it where its feed says it is. */
export interface Probe {
  unit: CityUnit
  at: { lon: number; lat: number } | null
}

/** City-1 with everybody who looks at it: the built server, a wall in Chromium, a hundred viewers, a page that has nothing else to do. */
export interface LiveStage {
  server: ServerProcess
  desk: CityDesk
  feeds: CityFeeds
  open: OpenIncident[]
  /** First on the wall's list whatever happens: a P1 whose deadline passed long ago and that has no place to drive to. */
  topIncident: string
  probes: Probe[]
  wall: WallPage
  /** Marks, alerts (`告 急救`) and probes (`位3`) → the page's instant at which the wall had painted them. */
  painted: Map<string, number>
  baseline: Baseline
  viewers(): Promise<ViewersReport>
  close(): Promise<void>
}

export async function openLiveStage(): Promise<LiveStage> {
  const closing: (() => Promise<unknown> | void)[] = []
  const close = async () => { for (const fn of closing.splice(0).reverse()) await fn() }
  try {
    const units = [...cityUnits(), ...cityUnits(5 * CITY.units).slice(CITY.units).filter((u) => u.kind === 'patrol_car').slice(0, PROBES)]
    const server = serverProcess()
    closing.push(() => server.close())
    await foundCity(server.dataDir, units)
    await server.start()
    const city = units.slice(0, CITY.units)
    const desk = new CityDesk(server, city, repeatable(SEED))
    await desk.readClock()
    const open = await desk.open()
    const [top, scene] = await desk.all([
      { type: 'ReportIncident', body: { kindId: 'residential-fire', placeText: '东关', source: '110', title: '探0' }, occurredAt: desk.now() - 36_000_000 },
      { type: 'ReportIncident', body: { kindId: 'road-crash', placeText: '不详', source: '110', priority: 4 }, occurredAt: desk.now() - 600_000 },
    ])
    const probes = await standProbes(desk, String(scene!.incidentId), units.slice(CITY.units))
    const feeds = new CityFeeds(server, city, () => desk.now())
    closing.push(() => feeds.stop())
    const wall = await openWall(server.port)
    closing.push(() => wall.close())
    await wall.page.waitForFunction(() => document.querySelector('.leaflet-units-pane canvas') !== null)
    const child = await openViewers(server)
    closing.push(() => void child.disconnect())
    await feeds.report(CITY.units)
    const painted = new Map<string, number>()
    await wall.page.exposeFunction('tellPainted', (mark: string, at: number) => { if (!painted.has(mark)) painted.set(mark, at) })
    await wall.page.evaluate(watchWall)
    await placeProbes(server, desk, wall.page, probes)
    const baseline = await openBaseline(wall.browser)
    closing.push(() => baseline.close())
    return {
      server, desk, feeds, open, topIncident: String(top!.incidentId), probes, wall, painted, baseline, close,
      async viewers() {
        child.send('count')
        return ((await once(child, 'message')) as [ViewersReport])[0]
      },
    }
  } catch (e) {
    await close()
    throw e
  }
}

async function standProbes(desk: CityDesk, incidentId: string, units: readonly CityUnit[]): Promise<Probe[]> {
  await desk.all([{ type: 'AcceptIncident', body: { incidentId } }])
  const orders = await desk.all(units.map((u) => ({ type: 'IssueOrder', body: { incidentId, orgId: u.orgId, unitId: u.id } })))
  await desk.all(orders.map((o) => ({ type: 'ReportOnScene', body: { orderId: String(o.orderId) } })))
  return units.map((unit) => ({ unit, at: null }))
}

/** Puts every probe somewhere in view; from there it moves. */
async function placeProbes(server: ServerProcess, desk: CityDesk, page: Page, probes: readonly Probe[]): Promise<void> {
  for (const p of probes) p.at = await page.evaluate(() => (window as unknown as { livePage: LivePage }).livePage.place(null, 0))
  const at = Math.round(desk.now())
  await server.positions(probes[0]!.unit.sourceId, probes.flatMap((p) => (p.at ? [{ device: p.unit.deviceId, at, ...p.at, speedKmh: 40, headingDeg: 0 }] : [])))
}

async function openViewers({ port, cookie }: ServerProcess): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, 'liveViewers.ts'), [String(port), String(VIEWERS), cookie], { execArgv: ['--import', import.meta.resolve('tsx')], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  await Promise.race([once(child, 'message'), once(child, 'exit').then(() => { throw new Error('the viewers ended') })])
  return child
}

/** This process's monotonic instant minus a page's: from the quickest of many questions, half a round trip at most off. */
export async function pageOffset(page: Page): Promise<number> {
  let best = { took: Infinity, offset: 0 }
  for (let i = 0; i < 40; i++) {
    const asked = performance.now()
    const there = await page.evaluate(() => performance.now())
    const took = performance.now() - asked
    if (took < best.took) best = { took, offset: asked + took / 2 - there }
  }
  return best.offset
}

/** What the server says of itself, and what this machine says of its process. */
export interface ServerCost {
  cpuS: number
  rssMb: number
  /** 99th percentile of the event loop's delay since it was last asked, ms. */
  loopP99: number
}

export async function serverCost(server: ServerProcess): Promise<ServerCost> {
  const text = await fetch(`http://127.0.0.1:${server.innerPort}/metrics`).then((r) => r.text())
  const value = (name: string) => Number(new RegExp(`^liandong_${name}(?:\\{[^}]*\\})? (\\S+)`, 'm').exec(text)?.[1])
  const rss = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]
  return { cpuS: value('process_cpu_seconds_total'), rssMb: rss === undefined ? value('process_resident_memory_bytes') / 1e6 : Number(rss) / 1000, loopP99: value('nodejs_eventloop_lag_p99_seconds') * 1000 }
}
