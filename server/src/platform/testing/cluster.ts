import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { newId } from '../ids'
import { silentLog } from '../log'
import { accountForPostgres, findBinaries } from '../postgresBinaries'
import { placesIn, prepareCluster } from '../postgresFolder'
import { endLeftovers, startPostmaster } from '../postmaster'
import { isAlive } from '../processes'

declare module 'vitest' {
  export interface ProvidedContext {
    /** URL of the run's cluster, at the database `postgres`. */
    clusterUrl: string
  }
}

/** Folders of runs carry their process id, so that the next run can clear away what a killed one left. */
const PREFIX = 'liandong-test-'

async function sweep(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((n) => n.startsWith(PREFIX))) {
    const pid = Number(name.slice(PREFIX.length).split('-')[0])
    if (!Number.isInteger(pid) || isAlive(pid)) continue
    const { root, cluster } = placesIn(join(tmpdir(), name))
    try {
      await endLeftovers(cluster, silentLog())
      rmSync(root, { recursive: true, force: true })
    } catch {
      // Another user's; it is theirs to clear.
    }
  }
}

/** Vitest's global setup: one throw-away cluster for the run. It never syncs, so it may not be used to prove durability. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await sweep()
  const root = join(tmpdir(), `${PREFIX}${process.pid}-${newId()}`)
  mkdirSync(root)
  chmodSync(root, 0o755)
  const places = placesIn(root)
  const account = accountForPostgres()
  const binaries = await findBinaries()
  const password = await prepareCluster(places, binaries, account, false)
  const postmaster = await startPostmaster({
    binaries, cluster: places.cluster, account, log: silentLog(),
    settings: { fsync: 'off', full_page_writes: 'off', max_connections: '200', autovacuum: 'off' },
  })
  project.provide('clusterUrl', `postgres://liandong:${password}@127.0.0.1:${postmaster.port}/postgres`)
  return async () => {
    await postmaster.stop()
    rmSync(root, { recursive: true, force: true })
  }
}

/** The URL of another database of the same cluster. */
export function siblingUrl(url: string, name: string): string {
  const sibling = new URL(url)
  sibling.pathname = `/${name}`
  return sibling.href
}

/** Runs one statement in a cluster over a connection of its own (`create database` takes no transaction). */
export async function runOnce(url: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    for (const sql of statements) await client.query(sql)
  } finally {
    await client.end()
  }
}

/** Names the template of a list of migrations. */
export const templateName = (texts: string[]): string =>
  `template_${createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 20)}`
