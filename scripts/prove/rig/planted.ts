import { pathToFileURL } from 'node:url'
import type { ServerOptions } from './serverProcess'

/** A server run from source with a bug planted in it: a module that changes a class before the server is built. */
export const planted = (module: string): ServerOptions =>
  ({ main: 'scripts/prove/rig/sourceServer.ts', nodeArgs: ['--import', 'tsx'], env: { PLANT: pathToFileURL(module).href } })
