import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { silentLog } from './log'
import { openDatabase, type Database } from './postgres'
import { accountForPostgres } from './postgresBinaries'
import { isAlive, processesIn, until } from './processes'

const HOLD = fileURLToPath(new URL('./testing/holdDatabase.ts', import.meta.url))
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href

let dataDir: string
let holders: ChildProcess[]
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'liandong-db-'))
  // mkdtemp closes it to the account that root lends the database.
  chmodSync(dataDir, 0o755)
  holders = []
})
afterEach(async () => {
  for (const child of holders) child.kill('SIGKILL')
  for (const pid of processesIn(cluster())) process.kill(pid, 'SIGQUIT')
  await until(() => processesIn(cluster()).length === 0, 5000)
  rmSync(dataDir, { recursive: true, force: true })
})

const cluster = () => join(dataDir, 'postgres')
const postmasterPid = () => Number(readFileSync(join(cluster(), 'postmaster.pid'), 'utf8').split('\n')[0])
const open = (): Promise<Database> => openDatabase({ dataDir, log: silentLog() })

/** Starts another process on the same folder; gives its first line. */
async function hold(): Promise<{ child: ChildProcess; line: string; ms: number }> {
  const began = performance.now()
  const child = spawn(process.execPath, ['--import', TSX, HOLD, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] })
  holders.push(child)
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  return { child, line, ms: performance.now() - began }
}

describe('the embedded database', () => {
  it('starts, keeps what it acknowledged, and leaves no process', async () => {
    const first = await open()
    const settings = await first.pool.query<{ name: string; setting: string }>(
      `select name, setting from pg_settings where name = any($1)`,
      [['fsync', 'synchronous_commit', 'full_page_writes', 'listen_addresses', 'unix_socket_directories', 'server_encoding', 'TimeZone']])
    expect(Object.fromEntries(settings.rows.map((r) => [r.name, r.setting]))).toEqual({
      fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on', listen_addresses: '127.0.0.1', unix_socket_directories: '',
      server_encoding: 'UTF8', TimeZone: 'UTC',
    })
    expect((await first.pool.query(`select datcollate from pg_database where datname = current_database()`)).rows).toEqual([{ datcollate: 'C' }])
    await first.pool.query('create table kept (n bigint)')
    await first.pool.query('insert into kept values (9007199254740991)')
    const pid = postmasterPid()
    await Promise.all([first.stop(), first.stop()])
    expect(isAlive(pid)).toBe(false)
    expect(processesIn(cluster())).toEqual([])

    const again = await open()
    expect((await again.pool.query('select n from kept')).rows).toEqual([{ n: 9_007_199_254_740_991 }])
    await expect(again.pool.query('select 9007199254740992::bigint')).rejects.toThrow(/too large/)
    await again.stop()
    expect(existsSync(join(dataDir, 'server.lock'))).toBe(false)
  })

  it('stops at once although a statement runs', async () => {
    const db = await open()
    const busy = expect(db.pool.query('select pg_sleep(60)')).rejects.toThrow(/terminating connection/)
    await db.stop()
    await busy
    expect(processesIn(cluster())).toEqual([])
  }, 15_000)

  it('refuses a second server at once and names the first', async () => {
    const db = await open()
    const second = await hold()
    await once(second.child, 'exit')
    expect(second.child.exitCode).toBe(1)
    expect(second.line).toContain(`process ${process.pid}`)
    expect(second.line).toContain(dataDir)
    await db.pool.query('select 1')
    await db.stop()
  })

  it('after kill -9 of the server takes over lock and folder, and ends the old postmaster', async () => {
    const holder = await hold()
    expect(holder.line).toMatch(/^open /)
    const orphan = postmasterPid()
    holder.child.kill('SIGKILL')
    await once(holder.child, 'exit')
    expect(isAlive(orphan)).toBe(true)
    const db = await open()
    expect(isAlive(orphan)).toBe(false)
    expect(postmasterPid()).not.toBe(orphan)
    await db.pool.query('select 1')
    await db.stop()
  })

  it('starts although the number in a stale pid file belongs to another program now', async () => {
    await (await open()).stop()
    writeFileSync(join(cluster(), 'postmaster.pid'), `${process.pid}\n${cluster()}\n1\n5432\n\n127.0.0.1\n  1 1\nready\n`)
    const db = await open()
    await db.stop()
    expect(isAlive(process.pid)).toBe(true)
  })

  it('starts although the killed postmaster is a zombie that nobody has fetched', async () => {
    await (await open()).stop()
    // Of the database's own user, and with a parent that never waits for it, as in a container without an init. It ends only after
    // the shell has become that parent: a shell might fetch it.
    const parent = spawn('sh', ['-c', 'sleep 1 & echo $!; exec sleep 600'], { stdio: ['ignore', 'pipe', 'inherit'], cwd: '/', ...accountForPostgres() })
    holders.push(parent)
    const [line] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string]
    const zombie = Number(line)
    await until(() => !isAlive(zombie), 30_000)
    writeFileSync(join(cluster(), 'postmaster.pid'), `${zombie}\n${cluster()}\n1\n5432\n\n127.0.0.1\n  1 1\nready\n`)
    const db = await open()
    await db.pool.query('select 1')
    await db.stop()
    expect(() => process.kill(zombie, 0)).not.toThrow()
  })

  it('comes back on the same port when the database is killed beneath it', async () => {
    const db = await open()
    await db.pool.query('create table kept (n int)')
    const killed = postmasterPid()
    process.kill(killed, 'SIGKILL')
    // Its orphans may answer for a moment; what counts is an answer beneath a new postmaster.
    await expect.poll(async () => {
      try {
        const { rows } = await db.pool.query('select count(*) n from kept')
        return postmasterPid() === killed ? 'the old one' : rows
      } catch (error) {
        return (error as Error).message
      }
    }, { timeout: 15_000 }).toEqual([{ n: 0 }])
    await db.stop()
    expect(processesIn(cluster())).toEqual([])
  }, 20_000)

  it('may lose a connection that is in use without ending the process', async () => {
    const db = await open()
    // As a follower holds one, in the middle of its transaction.
    const client = await db.pool.connect()
    await client.query('begin')
    const { pid } = (await client.query<{ pid: number }>('select pg_backend_pid() pid')).rows[0]!
    const ended = new Promise<void>((resolve) => void client.once('end', resolve))
    await db.pool.query('select pg_terminate_backend($1)', [pid])
    await ended
    client.release(true)
    expect((await db.pool.query('select 1 n')).rows).toEqual([{ n: 1 }])
    await db.stop()
  })

  it('starts over when the first initialisation was broken off', async () => {
    mkdirSync(`${cluster()}.new/base`, { recursive: true })
    writeFileSync(`${cluster()}.new/PG_VERSION`, '18\n')
    await (await open()).stop()
    expect(existsSync(`${cluster()}.new`)).toBe(false)
  })

  it.runIf(process.getuid?.() === 0)('says in one sentence which folder is closed to the account that root lends', async () => {
    chmodSync(dataDir, 0o700)
    await expect(open()).rejects.toThrow(
      `because ${dataDir} is closed to it: run "chmod o+x ${dataDir}", or set DATA_DIR to a folder outside it`)
  })
})

describe('a given database', () => {
  it('is used as it is, after a look at its durability', async () => {
    // The run's cluster never syncs: exactly what must be refused.
    await expect(openDatabase({ databaseUrl: inject('clusterUrl'), dataDir, log: silentLog() })).rejects.toThrow(/acknowledges before it has written/)
    const own = await open()
    const given = await openDatabase({ databaseUrl: own.url, dataDir: join(dataDir, 'unused'), log: silentLog() })
    expect(given.embedded).toBe(false)
    expect((await given.pool.query('select 1::bigint n')).rows).toEqual([{ n: 1 }])
    await given.stop()
    await own.stop()
  })

  it('that is away stops the start with one sentence without its password', async () => {
    const url = 'postgres://someone:secret@127.0.0.1:1/none'
    await expect(openDatabase({ databaseUrl: url, dataDir, log: silentLog() })).rejects.toThrow(/^The database that DATABASE_URL names can't be used: (?!.*secret)/)
  })
})
