import { closeSync, existsSync, fsyncSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { backup } from '../../../server/src/engine/backup'
import { withPool } from '../rig/checkLog'

/** Big enough to have blocks of its own. */
const TEXT = 'kept '.repeat(20_000)

/** Two files written just before the cut: one synced, one not. They tell whether the cut really cuts. */
export function leaveMarks(disk: string): void {
  rmSync(join(disk, 'synced'), { force: true })
  rmSync(join(disk, 'unsynced'), { force: true })
  const fd = openSync(join(disk, 'synced'), 'w')
  writeFileSync(fd, TEXT)
  fsyncSync(fd)
  closeSync(fd)
  writeFileSync(join(disk, 'unsynced'), TEXT)
}

export function readMarks(disk: string): { synced: boolean; unsynced: boolean } {
  const whole = (name: string) => existsSync(join(disk, name)) && readFileSync(join(disk, name), 'utf8') === TEXT
  return { synced: whole('synced'), unsynced: whole('unsynced') }
}

export interface BackupBeforeCut {
  /** It answered that it is written. */
  answered: boolean
}

/** Begins a backup to the disk that will be cut; the cut may come before, during or after. */
export function beginBackup(readUrl: string, disk: string): BackupBeforeCut {
  const state = { answered: false }
  const file = join(disk, 'backup.gz')
  rmSync(file, { force: true })
  void withPool(readUrl, (pool) => backup(pool, file)).then(() => (state.answered = true), () => undefined)
  return state
}

/** What is wrong with our own files beside the database after a cut. */
export function tornPieces(disk: string, dataDir: string, written: BackupBeforeCut | null): string[] {
  const faults: string[] = []
  const file = join(disk, 'backup.gz')
  if (written?.answered && !existsSync(file)) faults.push('a backup that was called written is not there')
  if (written && existsSync(file)) {
    try {
      const lines = gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n')
      const { end } = JSON.parse(lines.at(-1)!) as { end: number }
      if (end !== lines.length - 2) faults.push(`a backup stands under its name with ${lines.length - 2} of ${end} lines`)
    } catch (e) {
      faults.push(`a backup stands under its name and can't be read: ${(e as Error).message}`)
    }
  }
  const tokens = join(dataDir, 'ingest-tokens.json')
  try {
    const known = Object.keys(JSON.parse(readFileSync(tokens, 'utf8')) as object)
    if (known.length === 0) faults.push('the file of tokens is empty')
  } catch (e) {
    faults.push(`the feeds' tokens can't be read: ${(e as Error).message}`)
  }
  return faults
}
