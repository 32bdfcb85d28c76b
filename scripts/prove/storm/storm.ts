import type { Mask } from '@liandong/shared/kernel/decider'
import { CITY_INCIDENTS, fillCity } from '../rig/openIncidents'
import { figuresOf, quantile } from '../rig/figures'
import { HallProcess, untilAll } from '../rig/hallProcess'
import { serverProcess, type ServerOptions, type ServerProcess } from '../rig/serverProcess'

export interface StormOptions {
  seed: number
  clients: number
  server?: ServerOptions
}

/** One kill and what came back. Milliseconds from the moment the server was ready again. */
export interface Wave {
  name: string
  readyMs: number
  t50: number
  t95: number
  t100: number
  stallMs: number
  snapshots: number
  commands: { count: number; worst: number }
  clientCpuMs: number
}

export interface StormResult {
  faults: string[]
  waves: Wave[]
}

/** All screens hold the server's picture within this of its being ready. */
export const BACK_MS = 10_000
/** The server's event loop never stands still longer than this meanwhile. */
export const STALL_MS = 250
const COMMAND_MS = 2_000
/** A picture is encoded at most this often for a mask (gateway/audience.ts). */
const SNAPSHOT_EVERY_MS = 500
/** A heartbeat says the hash; one more in case it crossed. */
const CONFIRM_MS = 9_000
const HALLS = 2

/** A thousand screens lose their server at once, by SIGKILL, and come back by their own policy; then again with empty mirrors. */
export async function storm(o: StormOptions): Promise<StormResult> {
  const server = serverProcess(o.server)
  const halls: HallProcess[] = []
  try {
    await server.start()
    await fillCity(server, CITY_INCIDENTS)
    const perHall = o.clients / HALLS
    const masks = Array.from({ length: perHall }, (_, i): Mask => (i % 10 === 0 ? 'desk' : 'wall'))
    for (let h = 0; h < HALLS; h++) halls.push(new HallProcess({ port: server.port, cookie: server.cookie, masks, name: `hall${h}`, seed: o.seed, tracks: true }))
    const faults: string[] = []
    const first = await untilAll(halls, (s) => s.confirmed, o.clients, 60_000)
    const missing = o.clients - first.flatMap((r) => r.screens).filter((s) => s.confirmed).length
    if (missing > 0) faults.push(`${missing} screens never came up in the first place`)
    const waves = [await wave('all come back to where they were', server, halls, o, faults, false), await wave('all come back empty', server, halls, o, faults, true)]
    return { faults, waves }
  } finally {
    await Promise.all(halls.map((h) => h.close()))
    await server.close()
  }
}

async function wave(name: string, server: ServerProcess, halls: HallProcess[], o: StormOptions, faults: string[], empty: boolean): Promise<Wave> {
  const fault = (what: string) => void faults.push(`${name}: ${what}`)
  const cpuBefore = (await Promise.all(halls.map((h) => h.report()))).reduce((sum, r) => sum + r.cpuMs, 0)
  await server.kill()
  if (empty) for (const h of halls) h.say({ reload: true })
  const readyMs = await server.start()
  const readyAt = Date.now()
  // Scraped at once, so that the next one says the longest stall since.
  await figuresOf(server.innerPort)
  const bystander = new Bystander(server)
  const reports = await untilAll(halls, (s) => s.confirmed && s.whole >= readyAt - readyMs, o.clients, BACK_MS + CONFIRM_MS)
  const commands = await bystander.stop()
  const after = await figuresOf(server.innerPort)
  const screens = reports.flatMap((r) => r.screens)
  const back = screens.filter((s) => s.confirmed).map((s) => Math.max(0, s.whole - readyAt))
  const result: Wave = {
    name, readyMs, t50: quantile(back, 0.5), t95: quantile(back, 0.95), t100: Math.max(...back), stallMs: after.of('nodejs_eventloop_lag_max_seconds') * 1000,
    snapshots: after.of('snapshots_encoded'), commands, clientCpuMs: reports.reduce((sum, r) => sum + r.cpuMs, 0) - cpuBefore,
  }
  if (back.length < o.clients) fault(`${o.clients - back.length} of ${o.clients} screens did not come back to the server's picture`)
  if (result.t100 > BACK_MS) fault(`the last screen was back only after ${Math.round(result.t100)} ms`)
  if (result.stallMs > STALL_MS) fault(`the server stood still for ${Math.round(result.stallMs)} ms`)
  const may = 2 * (2 + Math.ceil((BACK_MS + CONFIRM_MS) / SNAPSHOT_EVERY_MS))
  if (result.snapshots > may) fault(`${result.snapshots} pictures were encoded, ${may} may be`)
  if (screens.some((s) => s.unequal > 0)) fault('a screen held another picture than the server')
  if (commands.count === 0 || commands.worst > COMMAND_MS) fault(`a command beside it waited ${Math.round(commands.worst)} ms`)
  return result
}

/** Somebody who goes on working over HTTP. */
class Bystander {
  private working = true
  private readonly times: number[] = []
  private readonly done: Promise<void>

  constructor(server: ServerProcess) {
    this.done = this.work(server)
  }

  private async work(server: ServerProcess): Promise<void> {
    while (this.working) {
      const began = performance.now()
      await server.command('ReportIncident', { kindId: 'residential-fire', placeText: '旁', source: '110' })
      this.times.push(performance.now() - began)
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }

  async stop(): Promise<Wave['commands']> {
    this.working = false
    await this.done
    return { count: this.times.length, worst: Math.max(...this.times) }
  }
}
