import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A pack's files: path inside the pack → text. */
export type PackFiles = ReadonlyMap<string, string>

/** Where the packs live. */
export const PACKS = join(import.meta.dirname, '../../server/src/packs')

/** Writes a pack's folder anew. Answers the sizes for the person who ran it. */
export function writePack(id: string, files: PackFiles): string {
  rmSync(join(PACKS, id), { recursive: true, force: true })
  const lines: string[] = []
  for (const [path, text] of files) {
    const file = join(PACKS, id, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    lines.push(`${path.padEnd(34)}${(Buffer.byteLength(text) / 1024).toFixed(1).padStart(8)} KB`)
  }
  return lines.join('\n')
}

/** Reads a written pack back in the same shape. */
export function readPackFiles(id: string): Map<string, string> {
  const folder = join(PACKS, id)
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((f) => f.isFile())
  return new Map(files.map((f) => {
    const path = join(f.parentPath, f.name)
    return [path.slice(folder.length + 1).replaceAll('\\', '/'), readFileSync(path, 'utf8')]
  }))
}

/** Pretty JSON for the small files people read. */
export const pretty = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`
