import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync, mkdirSync } from 'node:fs'
import { join, relative } from 'node:path'

const ROOT = join(import.meta.dirname, '../../..')
/** Below the server's packages, so that the copy finds them; no part of what is built or committed. */
const CACHE = join(ROOT, 'server/node_modules/.cache')

/** A text of the built server and what stands in its place in a mutant. */
export type Mutation = readonly [find: string, replace: string]

/** A copy of the built server with a bug put in on purpose. */
export interface Mutant {
  /** For `serverProcess({ main })`. */
  main: string
  remove(): void
}

/** Copies `server/dist` and puts each mutation in once. Throws when a text isn't there: a bug that isn't in proves nothing. */
export function mutantOf(mutations: readonly Mutation[]): Mutant {
  mkdirSync(CACHE, { recursive: true })
  const folder = mkdtempSync(join(CACHE, 'mutant-'))
  cpSync(join(ROOT, 'server/dist'), folder, { recursive: true })
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.js')).map((f) => join(folder, f))
  for (const [find, replace] of mutations) {
    const holding = files.filter((f) => readFileSync(f, 'utf8').includes(find))
    if (holding.length !== 1) throw new Error(`a mutation fits ${holding.length} files of the built server, not one: ${find}`)
    writeFileSync(holding[0]!, readFileSync(holding[0]!, 'utf8').replace(find, () => replace))
  }
  return { main: relative(ROOT, join(folder, 'main.js')), remove: () => rmSync(folder, { recursive: true, force: true }) }
}
