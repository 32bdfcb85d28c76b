import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { demoSeat } from '../rig/seat'
import { serverProcess, type ServerProcess } from '../rig/serverProcess'
import { BUGS } from './bugs'
import { ask, wrongWith } from './judge'
import { casesOf, PLANS, type Route } from './plans'

export interface FuzzOptions {
  /** An empty folder to write in. */
  folder: string
  seed: number
  casesPerRoute: number
  /** Plants the bugs of `plantBug.mjs`, and asks only the doors that have one. */
  bugs?: boolean
}

export interface FuzzResult {
  faults: { url: string; what: string }[]
  routes: number
  cases: number
  /** Answers by status. */
  statuses: Record<string, number>
  slowestMs: number
}

/** Faults of one route that are listed; more say no more. */
const LISTED = 3
/** Requests under way at once. */
const AT_ONCE = 6

/** Puts every route of the built server to the question with what its own schemas make, and judges every answer. */
export async function fuzz(o: FuzzOptions): Promise<FuzzResult> {
  const file = join(o.folder, `routes-${o.bugs ? 'with' : 'without'}-bugs.json`)
  const preload = (name: string) => ['--import', pathToFileURL(join(import.meta.dirname, name)).href]
  const server = serverProcess({
    // What the planted bugs make the server say is expected; what an unhurt one says isn't.
    env: { ROUTES_FILE: file, ...(o.bugs ? { LOG_LEVEL: 'silent' } : {}) },
    nodeArgs: [...preload('watchRoutes.mjs'), ...(o.bugs ? preload('plantBug.mjs') : [])],
  })
  try {
    await server.start()
    const routes = (JSON.parse(readFileSync(file, 'utf8')) as Route[]).filter((r) => r.method !== 'OPTIONS')
    const result: FuzzResult = { faults: unknownRoutes(routes), routes: routes.length, cases: 0, statuses: {}, slowestMs: 0 }
    const token = `Bearer ${Object.values((await server.get<{ tokens: Record<string, string> }>('/demo/access')).tokens)[0] ?? ''}`
    for (const route of routes) if (PLANS[route.url] && (!o.bugs || BUGS[route.url])) await put(route, token, server, o, result)
    return result
  } finally {
    await server.close()
  }
}

/** Routes nobody told the fuzz about, and told ones that are gone. */
function unknownRoutes(routes: readonly Route[]): FuzzResult['faults'] {
  const there = new Set(routes.map((r) => r.url))
  return [
    ...[...there].filter((url) => !PLANS[url]).map((url) => ({ url, what: 'a route the fuzz does not know' })),
    ...Object.keys(PLANS).filter((url) => !there.has(url)).map((url) => ({ url, what: 'the fuzz knows a route that is not there' })),
  ]
}

async function put(route: Route, token: string, { port }: ServerProcess, o: FuzzOptions, result: FuzzResult): Promise<void> {
  // A seat of its own: some doors end the one they are asked from.
  const cookie = await demoSeat(`http://127.0.0.1:${port}`, PLANS[route.url]!.as)
  const cases = fc.sample(casesOf(route, token, cookie), { numRuns: o.casesPerRoute, seed: o.seed })
  let found = 0
  const one = async (): Promise<void> => {
    for (let c = cases.pop(); c && found < LISTED; c = cases.pop()) {
      let answer = await ask(port, c)
      // "Not now" is declared and honest on a machine too busy for it (positions, readiness): asked again; for ever is a fault.
      for (let i = 0; answer.status === 503 && i < 10; i++) {
        await new Promise((resolve) => setTimeout(resolve, 500))
        answer = await ask(port, c)
      }
      result.cases++
      result.statuses[answer.status] = (result.statuses[answer.status] ?? 0) + 1
      result.slowestMs = Math.max(result.slowestMs, answer.ms)
      const wrong = wrongWith(route, c, answer)
      if (wrong && found++ < LISTED) result.faults.push({ url: route.url, what: `${c.method} ${c.path.slice(0, 120)} ${c.body?.toString('utf8').slice(0, 160) ?? ''}: ${wrong}` })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, one))
}
