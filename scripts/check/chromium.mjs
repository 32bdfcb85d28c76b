import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

const runs = (path) => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The Chromium to test with: `CHROMIUM` if set (then that one or none), otherwise the first on the path. */
export function findChromium(env) {
  if (env.CHROMIUM) return runs(env.CHROMIUM) ? env.CHROMIUM : undefined
  const folders = [...(env.PATH ?? '').split(':').filter(Boolean), '/usr/bin']
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(runs)
}
