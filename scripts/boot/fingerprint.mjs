import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

const LEFT_OUT = new Set(['node_modules', 'dist', 'dist-proof', '.tmp', 'coverage'])

/** Files under a path, sorted, without what is generated. A path that doesn't exist has none. */
function filesUnder(path) {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat) return []
  if (!stat.isDirectory()) return [path]
  return readdirSync(path).sort().filter((name) => !LEFT_OUT.has(name)).flatMap((name) => filesUnder(join(path, name)))
}

/**
 * A hash over names and contents of files and folders: times of files say nothing after a clone.
 * `keep` may leave files out by their path relative to `root`.
 */
export function fingerprint(root, paths, keep = () => true) {
  const hash = createHash('sha256')
  for (const path of paths) {
    for (const file of filesUnder(join(root, path))) {
      const name = relative(root, file)
      if (keep(name)) hash.update(`${name}\0`).update(readFileSync(file)).update('\0')
    }
  }
  return hash.digest('hex')
}

/** What a stamp file says, or undefined. */
export function readStamp(path) {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return undefined
  }
}

/** Remembers a fingerprint, once the work it stands for is done. */
export function writeStamp(path, value) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${value}\n`)
}

/** Forgets it before the work begins, so that work broken off is never taken for done. */
export const clearStamp = (path) => rmSync(path, { force: true })
