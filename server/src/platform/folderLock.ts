import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { CannotStart } from './cannotStart'
import { newId } from './ids'
import { birthOf, isAlive } from './processes'

interface Holder { pid: number; birth: string; token: string }

function read(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    // A file torn by a power cut names nobody; whoever wrote it is gone.
    return { pid: 0, birth: '', token: '' }
  }
}

/** A holder counts only while the very process that wrote the file lives; its number alone may have a new owner by now. */
function holds(holder: Holder): boolean {
  if (holder.pid === process.pid) return holder.birth === birthOf(process.pid)
  return holder.pid > 0 && isAlive(holder.pid) && holder.birth === birthOf(holder.pid)
}

/** Makes the file whole or not at all: link() fails where it exists, and nobody ever sees it half written. */
function claim(path: string, mine: Holder): boolean {
  const draft = `${path}.${mine.token}`
  writeFileSync(draft, JSON.stringify(mine), { mode: 0o644 })
  try {
    linkSync(draft, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

/** Moves a stale file aside; if someone took over in that moment, puts theirs back. */
function clear(path: string, stale: Holder): void {
  const aside = `${path}.stale.${newId()}`
  try {
    renameSync(path, aside)
    if (read(aside)?.token !== stale.token) linkSync(aside, path)
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  } finally {
    rmSync(aside, { force: true })
  }
}

/**
 * Takes the lock file at `path` for this process, at once or never. A lock whose holder was killed is taken over.
 * Throws `CannotStart` naming the folder and the holder's process id. Returns the release.
 */
export function lockFolder(folder: string, path: string): () => void {
  const mine: Holder = { pid: process.pid, birth: birthOf(process.pid), token: newId() }
  for (let attempt = 0; attempt < 5; attempt++) {
    if (claim(path, mine)) {
      return () => {
        if (read(path)?.token === mine.token) rmSync(path, { force: true })
      }
    }
    const holder = read(path)
    if (holder && holds(holder)) {
      throw new CannotStart(
        `Another server (process ${holder.pid}) already uses the data folder ${folder}: stop it, or set DATA_DIR to another folder.`)
    }
    if (holder) clear(path, holder)
  }
  throw new CannotStart(`The lock ${path} keeps changing hands: start one server at a time.`)
}
