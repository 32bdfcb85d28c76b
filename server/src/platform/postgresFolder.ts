import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, lchownSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { CannotStart } from './cannotStart'
import { demandReach, type Binaries } from './postgresBinaries'
import type { Account } from './reach'

/** Nothing of the caller's environment reaches PostgreSQL: its PG… and LC_… names would change what it does. */
export const CLEAN_ENV = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/local/bin:/usr/bin:/bin' }

/** Where a data folder keeps what. */
export interface Places {
  /** `DATA_DIR`. */
  root: string
  /** The cluster. */
  cluster: string
  /** The cluster's password, readable by its account only. */
  password: string
  /** Our lock. */
  lock: string
}

export const placesIn = (root: string): Places => ({
  root, cluster: join(root, 'postgres'), password: join(root, 'postgres.password'), lock: join(root, 'server.lock'),
})

/** What a start writes at least: lock, the database's own files, and what its recovery may need. */
const START_BYTES = 1_048_576

/** Makes the data folder; what stands in the way is said in one sentence. */
export function makeRoot(root: string): void {
  try {
    mkdirSync(root, { recursive: true })
    // More than a name: an empty file fits on a full disk too.
    writeFileSync(join(root, '.writable'), Buffer.alloc(START_BYTES))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new CannotStart(code === 'ENOSPC' || code === 'EDQUOT'
      ? `The disk under the data folder ${root} is full: nothing is lost; make room (remove the reserve, if there is one), then start again.`
      : `The data folder ${root} can't be written (${code}): make it writable for this user, or set DATA_DIR to another folder.`)
  } finally {
    rmSync(join(root, '.writable'), { force: true })
  }
}

function own(path: string, account: Account | undefined): void {
  if (!account) return
  const { uid } = lstatSync(path)
  if (uid !== account.uid) lchownSync(path, account.uid, account.gid)
  if (!lstatSync(path).isDirectory() || uid === account.uid) return
  for (const name of readdirSync(path)) own(join(path, name), account)
}

/** A folder that someone else owns would make PostgreSQL stop with a riddle. */
function demandOwner(cluster: string): void {
  const { uid } = statSync(cluster)
  if (uid !== process.getuid?.()) {
    throw new CannotStart(
      `The data folder ${cluster} belongs to another user (${uid}), perhaps because root started the server before: ` +
        `run "sudo chown -R $(id -un) ${dirname(cluster)}", or set DATA_DIR to another folder.`)
  }
}

/**
 * Makes the folder ready for a start: initialises it the first time (whole or not at all), hands it to the account.
 * UTF8, C collation, scram passwords. `sync: false` is for throw-away test clusters. Returns the password.
 */
export async function prepareCluster(places: Places, binaries: Binaries, account: Account | undefined, sync = true): Promise<string> {
  demandReach(binaries.postgres, places.root, account)
  if (existsSync(join(places.cluster, 'PG_VERSION'))) {
    if (account) own(places.cluster, account)
    else demandOwner(places.cluster)
    demandVersion(places.cluster)
    return readPassword(places)
  }
  const password = randomBytes(24).toString('base64url')
  rmSync(places.password, { force: true })
  writeFileSync(places.password, `${password}\n`, { mode: 0o600, flush: true })
  own(places.password, account)
  const draft = `${places.cluster}.new`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { mode: 0o700 })
  own(draft, account)
  await initialise(binaries, draft, places.password, account, sync)
  renameSync(draft, places.cluster)
  return password
}

function readPassword(places: Places): string {
  try {
    return readFileSync(places.password, 'utf8').trim()
  } catch {
    throw new CannotStart(
      `The password of the database in ${places.cluster} can't be read from ${places.password}: put that file back from a backup, or set DATA_DIR to a new folder and restore into it.`)
  }
}

/** The major version whose files this package reads. */
const MAJOR = '18'

function demandVersion(cluster: string): void {
  const version = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim()
  if (version !== MAJOR) {
    throw new CannotStart(
      `The data in ${cluster} was written by PostgreSQL ${version} and this server carries ${MAJOR}: back up with the older server and restore into a new DATA_DIR.`)
  }
}

function initialise(binaries: Binaries, folder: string, passwordFile: string, account: Account | undefined, sync: boolean): Promise<void> {
  const args = [
    `--pgdata=${folder}`, '--username=liandong', `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C',
    '--no-instructions', ...(sync ? [] : ['--no-sync']),
  ]
  return new Promise((resolve, reject) => {
    const child = spawn(binaries.initdb, args, { cwd: '/', env: CLEAN_ENV, stdio: ['ignore', 'ignore', 'pipe'], ...account })
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
    child.on('error', (error) => reject(new CannotStart(`The database could not be made: ${error.message}.`)))
    child.on('close', (code) => {
      if (code === 0) resolve()
      else reject(new CannotStart(`The database in ${folder} could not be made: ${said.trim().replace(/\s+/g, ' ') || `initdb ended with ${code}`}`))
    })
  })
}
