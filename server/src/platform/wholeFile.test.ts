import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { writeWhole } from './wholeFile'

let dir: string
beforeEach(async () => { dir = await mkdtemp(join(tmpdir(), 'liandong-whole-')) })
afterEach(() => rm(dir, { recursive: true }))

it('replaces a file as a whole, under the mode asked for, and leaves no draft', async () => {
  const path = join(dir, 'sub', 'a.json')
  await writeWhole(path, 'one', 0o600)
  await writeFile(`${path}.part`, 'torn by a kill', { mode: 0o644 })
  await writeWhole(path, 'two', 0o600)
  expect(await readFile(path, 'utf8')).toBe('two')
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect(await readdir(join(dir, 'sub'))).toEqual(['a.json'])
})

it('leaves the old one where the new one can’t be written', async () => {
  const path = join(dir, 'a.json')
  await writeWhole(path, 'one', 0o600)
  await expect(writeWhole(join(path, 'b'), 'two', 0o600)).rejects.toThrow()
  expect(await readFile(path, 'utf8')).toBe('one')
})
