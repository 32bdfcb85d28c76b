import { chmod, mkdir, open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Makes what was renamed or made in a folder outlive a power cut: a file's own sync says nothing about its name.
 * Where folders can't be synced (Windows) the name is as safe as the system makes it.
 */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null)
  try {
    await handle?.sync()
  } catch {
    // Not a folder's business here.
  } finally {
    await handle?.close()
  }
}

/** Renames a file that is already on disk into its place, so that after a power cut either the old or the whole new one stands. */
export async function putInPlace(draft: string, path: string): Promise<void> {
  await rename(draft, path)
  await syncFolder(dirname(path))
}

/** Writes a file whole or not at all, and answers only when it would outlive a power cut. */
export async function writeWhole(path: string, text: string, mode: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const draft = `${path}.part`
  const handle = await open(draft, 'w', mode)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  // An older draft keeps its mode.
  await chmod(draft, mode)
  await putInPlace(draft, path)
}
