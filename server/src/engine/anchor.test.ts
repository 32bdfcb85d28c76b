import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readAnchor, writeAnchor } from './anchor'

let dir: string
let file: string
const at = (position: number) => ({ position, hash: `h${position}`, at: 1_800_000_000_000 + position })
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'liandong-anchor-'))
  file = join(dir, 'log-anchor.jsonl')
})
afterEach(() => rm(dir, { recursive: true }))

it('is the last one written, none before the first', async () => {
  expect(await readAnchor(dir)).toBeNull()
  await writeAnchor(dir, at(1))
  await writeAnchor(dir, at(2))
  expect(await readAnchor(dir)).toEqual(at(2))
})

it('is the one before a line that a power cut or a full disk tore at any byte, and the next one counts again', async () => {
  await writeAnchor(dir, at(1))
  const whole = await readFile(file)
  await writeAnchor(dir, at(2))
  const torn = (await readFile(file)).subarray(whole.length)
  for (let length = 0; length <= torn.length; length++) {
    await writeFile(file, Buffer.concat([whole, torn.subarray(0, length)]))
    expect((await readAnchor(dir))?.position).toBe(length >= torn.length - 1 ? 2 : 1)
    await writeAnchor(dir, at(3))
    expect(await readAnchor(dir)).toEqual(at(3))
  }
})

it('is not hidden by bytes that never reached the disk', async () => {
  await writeAnchor(dir, at(1))
  await appendFile(file, Buffer.alloc(200))
  expect(await readAnchor(dir)).toEqual(at(1))
  await writeAnchor(dir, at(2))
  expect(await readAnchor(dir)).toEqual(at(2))
})
