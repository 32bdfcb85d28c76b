import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { lockFolder } from './folderLock'
import { birthOf } from './processes'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'liandong-lock-'))
  path = join(folder, 'server.lock')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const write = (holder: object) => writeFileSync(path, JSON.stringify({ token: 'theirs', ...holder }))
const holder = () => JSON.parse(readFileSync(path, 'utf8')) as { pid: number; token: string }

it('is held until released and leaves nothing behind', () => {
  const release = lockFolder(folder, path)
  expect(holder().pid).toBe(process.pid)
  expect(() => lockFolder(folder, path)).toThrow(`process ${process.pid}`)
  release()
  expect(readdirSync(folder)).toEqual([])
})

it('names a living holder', () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'])
  try {
    write({ pid: child.pid, birth: birthOf(child.pid!) })
    expect(() => lockFolder(folder, path)).toThrow(
      `Another server (process ${child.pid}) already uses the data folder ${folder}: stop it, or set DATA_DIR to another folder.`)
  } finally {
    child.kill('SIGKILL')
  }
})

it('takes over from the dead, from a reused number and from a torn file', () => {
  for (const stale of [{ pid: 2 ** 22 + 1, birth: '' }, { pid: 1, birth: 'another boot/1' }, { pid: process.pid, birth: 'an earlier container/5' }]) {
    write(stale)
    lockFolder(folder, path)()
  }
  writeFileSync(path, '{"pid":')
  lockFolder(folder, path)()
  expect(existsSync(path)).toBe(false)
})

it('releases only its own', () => {
  const release = lockFolder(folder, path)
  write({ pid: 1, birth: birthOf(1) })
  release()
  expect(holder().token).toBe('theirs')
})
