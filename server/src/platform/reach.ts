import { accessSync, constants, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** The account a child runs as; absent means our own. */
export interface Account { uid: number; gid: number }

/** Whether an account may pass through a folder, by its mode bits (access lists of other kinds aren't seen). */
function passes(folder: string, account: Account): boolean {
  const { mode, uid, gid } = statSync(folder)
  if (uid === account.uid) return (mode & 0o100) !== 0
  if (gid === account.gid) return (mode & 0o010) !== 0
  return (mode & 0o001) !== 0
}

/** The first folder on the way to `path` (itself included) that the account may not pass, or undefined. */
export function closedFolder(path: string, account: Account | undefined): string | undefined {
  const way: string[] = []
  for (let at = resolve(path); ; at = dirname(at)) {
    way.unshift(at)
    if (at === dirname(at)) break
  }
  return way.find((folder) => {
    if (account) return !passes(folder, account)
    try {
      accessSync(folder, constants.X_OK)
      return false
    } catch {
      return true
    }
  })
}
