import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { build } from 'vite'
import type { ClockPolicy } from '@liandong/shared/order/policy'
import { PROOF_MAIN } from '../rig/serverProcess'

const ROOT = join(import.meta.dirname, '../../..')

/** Long enough to be answered in, short enough that many steps fall due between two kills (ms). */
export const ACK_MS = 1_500
/** The ladder as domain §1.4 has it: ×1, ×3, ×5 of the acknowledge clock. */
export const LADDER = [1, 3, 5].map((times) => times * ACK_MS)

export interface Installation {
  /** The built server with its fail-points. */
  main: string
  /** Organisations that may be ordered. */
  orgs: string[]
  /** A kind of incident. */
  kindId: string
}

/**
 * The built server in a folder of its own, serving a district whose acknowledge clock is short. The clock is the machine's and
 * the server no demonstration: only the district's data differ from what is shipped, as any district's may.
 * @param seeded builds the server with the bad designs instead
 */
export async function installation(folder: string, seeded: boolean): Promise<Installation> {
  const root = join(folder, 'installation')
  const pack = join(root, 'server/src/packs/wucheng')
  mkdirSync(dirname(pack), { recursive: true })
  writeFileSync(join(root, 'pnpm-workspace.yaml'), '')
  writeFileSync(join(root, 'server/package.json'), '{"type":"module"}')
  cpSync(join(ROOT, 'server/src/packs/wucheng'), pack, { recursive: true })
  symlinkSync(join(ROOT, 'server/node_modules'), join(root, 'server/node_modules'))
  symlinkSync(join(ROOT, 'client'), join(root, 'client'))
  const main = seeded ? await buildSeeded(join(root, 'server/dist')) : join(root, PROOF_MAIN)
  if (!seeded) cpSync(join(ROOT, dirname(PROOF_MAIN)), dirname(main), { recursive: true })
  const { orgs, kindId } = shorten(join(pack, 'records'))
  return { main, orgs, kindId }
}

/** Builds the server with the bad designs in it as the one for proofs is built; answers its main file. */
async function buildSeeded(outDir: string): Promise<string> {
  const server = join(ROOT, 'server')
  const entry = join(import.meta.dirname, 'seededServer.ts')
  await build({ root: server, configFile: join(server, 'vite.config.ts'), mode: 'proof', logLevel: 'error', build: { outDir, sourcemap: false, rolldownOptions: { input: { main: entry } } } })
  return join(outDir, 'main.js')
}

/** Makes the acknowledge clock of every priority short; answers what orders need. */
function shorten(records: string): Omit<Installation, 'main'> {
  const read = <T>(name: string) => JSON.parse(readFileSync(join(records, `${name}.json`), 'utf8')) as Record<string, T>
  const policy = read<ClockPolicy>('policy')
  for (const clocks of Object.values(policy.clocks!.byPriority)) clocks.ackMs = ACK_MS
  writeFileSync(join(records, 'policy.json'), JSON.stringify(policy))
  const orgs = Object.entries(read<{ jurisdiction: boolean }>('organisation')).filter(([, o]) => o.jurisdiction).map(([id]) => id)
  return { orgs, kindId: Object.keys(read('incidentKind'))[0]! }
}
