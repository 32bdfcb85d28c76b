import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { serverProcess, type ServerOptions, type ServerProcess } from '../rig/serverProcess'
import { PERSONAS } from './people'
import { ask, passesOf, tellApart, tryCommands, tryDoors, tryFiles, type Passes } from './rest'
import { openGround, type Ground } from './ground'
import type { OwnPostgres } from '../rig/ownPostgres'

export interface RestResult {
  doors: number
  files: number
  commands: number
  wrong: string[]
  ratio: number
}

/** A server of the ground that also tells its routes. */
export function serverOn(g: Ground, cookie: string, folder: string, more: ServerOptions = {}): { server: ServerProcess; routes(): { method: string; url: string }[] } {
  const file = join(folder, `routes-${Math.random().toString(36).slice(2)}.json`)
  const watch = ['--import', pathToFileURL(join(import.meta.dirname, '../fuzz/watchRoutes.mjs')).href]
  const server = serverProcess({ demo: 'off', databaseUrl: g.url, cookie, ...more, env: { ROUTES_FILE: file, ...more.env }, nodeArgs: [...watch, ...(more.nodeArgs ?? [])] })
  return { server, routes: () => (JSON.parse(readFileSync(file, 'utf8')) as { method: string; url: string }[]).filter((r) => r.method !== 'OPTIONS') }
}

/** Puts somebody out of service through the running server's own door. */
export async function putOut(port: number, sec: Record<string, string>, personId: string): Promise<void> {
  const rights = { roles: ['duty_chief'], post: 'dutyChief', areaIds: [], active: false }
  const a = await ask(port, 'POST', '/api/commands', sec, { v: 1, id: `out-${personId}`, type: 'PutPerson', body: { personId, after: rights } })
  if (!a.body.includes('"ok":true')) throw new Error(`${personId} was not put out of service: ${a.status} ${a.body}`)
}

/** Doors, files and commands over HTTP, each persona at each. `main`: a mutant instead of the built server. */
export async function restMatrix(o: { postgres: OwnPostgres; folder: string; tries: number; main?: string }): Promise<RestResult> {
  const g = await openGround(o.postgres, `rest_${Date.now()}`)
  const passes: Passes = await passesOf(g)
  const { server, routes } = serverOn(g, passes.get('chief')!.cookie!, o.folder, o.main ? { main: o.main } : {})
  try {
    await server.start()
    const { port } = server
    await putOut(port, passes.get('sec')!, 'gone')
    const doors = await tryDoors(port, g, passes, routes())
    const files = await tryFiles(port, g, passes)
    const commands = await tryCommands(g, PERSONAS, async (p, message) => JSON.parse((await ask(port, 'POST', '/api/commands', passes.get(p.name)!, message)).body) as { rejected?: string })
    const apart = await tellApart(port, g, passes.get('town-a')!, o.tries)
    return { doors: doors.cells, files: files.cells, commands: commands.cells, wrong: [...doors.wrong, ...files.wrong, ...commands.wrong, ...apart.wrong], ratio: apart.ratio }
  } finally {
    await server.close()
    await g.close()
  }
}
