import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ServerOptions } from '../rig/serverProcess'

const PLANT = ['--import', pathToFileURL(join(import.meta.dirname, 'plantBug.mjs')).href]
const planted = (name: string): ServerOptions => ({ nodeArgs: PLANT, env: { GARBAGE_BUG: name } })

/** Servers with a bug; the proof must turn red at each, with a fault that says so. */
export const BUGS: readonly { what: string; server: ServerOptions; says: RegExp }[] = [
  { what: 'a server that falls over a frame it cannot read', server: planted('falls'), says: /fell over|did not hold|waited .* in vain|not welcomed/ },
  { what: 'a server that keeps every packet', server: planted('leaks'), says: /memory grew/ },
  { what: 'a server that leaves a wrong number of arguments unanswered', server: planted('ignores'), says: /never answered/ },
]
