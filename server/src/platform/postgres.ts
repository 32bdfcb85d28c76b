import pg from 'pg'
import { setTimeout as pause } from 'node:timers/promises'
import { CannotStart } from './cannotStart'
import { lockFolder } from './folderLock'
import type { Log } from './log'
import { accountForPostgres, findBinaries } from './postgresBinaries'
import { makeRoot, placesIn, prepareCluster } from './postgresFolder'
import { endLeftovers, startPostmaster, type Postmaster, type PostmasterOptions } from './postmaster'

/** An open database. */
export interface Database {
  pool: pg.Pool
  /** For tools and own connections; holds the password, so never log it. */
  url: string
  /** Whether it is our child under `DATA_DIR`. */
  embedded: boolean
  /** Closes the pool and, when embedded, stops the child and gives the folder back. Safe to call twice. */
  stop(): Promise<void>
}

export interface OpenOptions {
  /** Absent: an embedded PostgreSQL under `dataDir`. */
  databaseUrl?: string | undefined
  dataDir: string
  log: Log
  /** Most connections of the pool. */
  connections?: number
}

const types = new pg.TypeOverrides()
types.setTypeParser(pg.types.builtins.INT8, (text) => {
  const n = Number(text)
  if (!Number.isSafeInteger(n)) throw new RangeError(`A bigint of the database is too large for a number: ${text}`)
  return n
})

/** How any connection of ours is made: bigints come as numbers. For `new pg.Client` (notifications) and `new pg.Pool`. */
export function connectionTo(url: string): pg.ClientConfig {
  return { connectionString: url, types, keepAlive: true, connectionTimeoutMillis: 10_000, application_name: 'liandong' }
}

/** Opens the database that the settings name and checks that it is fit. Throws `CannotStart` with one sentence. */
export async function openDatabase(options: OpenOptions): Promise<Database> {
  return options.databaseUrl === undefined ? openEmbedded(options) : openGiven(options.databaseUrl, options)
}

function openPool(url: string, { log, connections = 10 }: OpenOptions): pg.Pool {
  const pool = new pg.Pool({ ...connectionTo(url), max: connections, idleTimeoutMillis: 60_000 })
  // An idle connection that breaks is replaced at the next use; without a listener it would end the process.
  pool.on('error', (error) => log.warn({ error: error.message }, 'an idle database connection broke'))
  // So would one that breaks while somebody holds it; its next statement says so to them.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

async function openGiven(url: string, options: OpenOptions): Promise<Database> {
  const pool = openPool(url, options)
  try {
    await demandFit(pool)
  } catch (error) {
    await pool.end()
    throw error instanceof CannotStart ? error
      : new CannotStart(`The database that DATABASE_URL names can't be used: ${(error as Error).message || String(error)}.`)
  }
  let stopping: Promise<void> | undefined
  return { pool, url, embedded: false, stop: () => (stopping ??= pool.end()) }
}

/** Version, encoding and durability that the log relies on. */
async function demandFit(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ version: number; encoding: string; commit: string; fsync: string }>(
    `select current_setting('server_version_num')::int version, current_setting('server_encoding') encoding,
            current_setting('synchronous_commit') "commit", current_setting('fsync') fsync`)
  const found = rows[0]
  if (!found) throw new Error('it gave no answer')
  if (found.version < 150_000) throw new CannotStart(`The database is PostgreSQL ${Math.floor(found.version / 10_000)}, and 15 or later is needed.`)
  if (found.encoding !== 'UTF8') throw new CannotStart(`The database is encoded in ${found.encoding}: create it with encoding UTF8.`)
  if (found.commit === 'off' || found.fsync === 'off') {
    throw new CannotStart('The database acknowledges before it has written: set synchronous_commit and fsync to on, because a commit is our acknowledgement.')
  }
}

async function openEmbedded(options: OpenOptions): Promise<Database> {
  const { log } = options
  const places = placesIn(options.dataDir)
  makeRoot(places.root)
  const release = lockFolder(places.root, places.lock)
  try {
    const account = accountForPostgres()
    const binaries = await findBinaries()
    const password = await prepareCluster(places, binaries, account)
    await endLeftovers(places.cluster, log)
    const child = await keepRunning({ binaries, cluster: places.cluster, account, log })
    const url = await createDatabase(child.port, password)
    const pool = openPool(url, options)
    let stopping: Promise<void> | undefined
    const stop = async () => {
      await endPool(pool)
      await child.stop()
      release()
    }
    return { pool, url, embedded: true, stop: () => (stopping ??= stop()) }
  } catch (error) {
    release()
    throw error
  }
}

/** A statement that hangs must not keep the database from stopping: the stop itself ends what is left of the pool. */
async function endPool(pool: pg.Pool): Promise<void> {
  const patience = new AbortController()
  await Promise.race([pool.end(), pause(3000, undefined, { signal: patience.signal }).catch(() => undefined)])
  patience.abort()
}

/** Makes our database in a fresh cluster; the one named postgres stays for tools. Returns its URL. */
async function createDatabase(port: number, password: string): Promise<string> {
  const at = (name: string) => `postgres://liandong:${password}@127.0.0.1:${port}/${name}`
  const client = new pg.Client(connectionTo(at('liandong')))
  try {
    await client.connect()
  } catch (error) {
    if ((error as { code?: string }).code !== '3D000') throw error
    const maintenance = new pg.Client(connectionTo(at('postgres')))
    await maintenance.connect()
    await maintenance.query('create database liandong')
    await maintenance.end()
    return at('liandong')
  }
  await client.end()
  return at('liandong')
}

/** Starts the child and, when it falls, starts it again on the same port until it is told to stop. */
async function keepRunning(options: PostmasterOptions): Promise<{ port: number; stop(): Promise<void> }> {
  let current: Postmaster = await startPostmaster(options)
  let stopping = false
  const { port } = current
  const watch = async () => {
    for (;;) {
      await current.ended
      if (stopping) return
      options.log.error({ pid: current.pid }, 'the database ended unexpectedly: starting it again')
      for (let wait = 100; !stopping; wait = Math.min(wait * 2, 5000)) {
        try {
          await endLeftovers(options.cluster, options.log)
          current = await startPostmaster({ ...options, port })
          if (stopping) await current.stop()
          break
        } catch (error) {
          options.log.error({ error: (error as Error).message }, 'the database did not come back')
          await pause(wait)
        }
      }
    }
  }
  const watching = watch()
  return {
    port,
    async stop() {
      stopping = true
      await current.stop()
      await watching
    },
  }
}
