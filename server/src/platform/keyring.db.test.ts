import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { cipherOf, newKey } from './cipher'
import { addKey, keyringMigrations, openKeyring, resealCheck, ringOf } from './keyring'
import type { Database } from './postgres'
import { freshDatabase } from './testing/freshDatabase'

let db: Database
let dir: string
let other: string
beforeAll(async () => { db = await freshDatabase(keyringMigrations) })
afterAll(() => db.stop())
beforeEach(async () => {
  await db.pool.query('delete from keyring_check')
  dir = await mkdtemp(join(tmpdir(), 'liandong-keys-'))
  other = await mkdtemp(join(tmpdir(), 'liandong-keys-'))
})
afterEach(async () => {
  await rm(dir, { recursive: true })
  await rm(other, { recursive: true })
})

const file = () => join(dir, 'keys.json')
const open = (dataDir = dir, secretKeys: string[] = []) => openKeyring(db.pool, { dataDir, secretKeys })
const base64 = () => newKey().toString('base64')

describe('a sealed text', () => {
  const cipher = cipherOf(newKey())

  it('opens to what was sealed, and only where it belongs', () => {
    const sealed = cipher.seal('13800000000 张', 'sealed:a')
    expect(cipher.open(sealed, 'sealed:a')).toBe('13800000000 张')
    expect(() => cipher.open(sealed, 'sealed:b')).toThrow(/belongs to another place/)
    expect(() => cipherOf(newKey()).open(sealed, 'sealed:a')).toThrow(/another key/)
  })

  it('is another one each time', () => expect(cipher.seal('x', 'c')).not.toBe(cipher.seal('x', 'c')))

  it('doesn’t open when any character of it was changed or is missing', () => {
    const sealed = cipher.seal('13800000000', 'c')
    // The last character of base64url may carry unused bits; every other one counts.
    for (let i = 0; i < sealed.length - 1; i++) {
      const changed = sealed.slice(0, i) + (sealed[i] === 'A' ? 'B' : 'A') + sealed.slice(i + 1)
      expect(() => cipher.open(changed, 'c')).toThrow(/sealed/)
      expect(() => cipher.open(sealed.slice(0, i), 'c')).toThrow(/sealed/)
    }
  })
})

describe('the keyring', () => {
  it('is made at the first start for its owner alone, and is the same at the next', async () => {
    const sealed = (await open()).seal('secret', 'c')
    expect((await stat(file())).mode & 0o777).toBe(0o600)
    expect((await open()).open(sealed, 'c')).toBe('secret')
  })

  it('wraps data keys', async () => {
    const ring = await open()
    const key = newKey()
    expect(ring.unwrap(ring.wrap(key, 'incident:a'), 'incident:a')).toEqual(key)
    expect(() => ring.unwrap(ring.wrap(key, 'incident:a'), 'incident:b')).toThrow()
  })

  it.each(['{"keys":["', '{"keys":[]}', '{"keys":["c2hvcnQ="]}', '{"other":1}', '', 'null'])('damaged as %s stops the start and is never replaced', async (text) => {
    await open()
    await writeFile(file(), text)
    await expect(open()).rejects.toMatchObject({ plain: true, message: expect.stringMatching(/keys\.json is damaged/) as string })
    expect(await readFile(file(), 'utf8')).toBe(text)
  })

  it('lost stops the start, and none is made in its place', async () => {
    await open()
    await rm(file())
    await expect(open()).rejects.toMatchObject({ plain: true, message: expect.stringMatching(/sealed with a key/) as string })
    expect(await readdir(dir)).toEqual([])
  })

  it('of a second node must open what the first sealed', async () => {
    const key = base64()
    await open(dir, [key])
    await expect(open(other)).rejects.toMatchObject({ plain: true })
    await expect(open(other, [base64()])).rejects.toMatchObject({ plain: true })
    await expect(open(other, [key])).resolves.toBeTruthy()
    await expect(open(other, [base64(), key])).resolves.toBeTruthy()
  })

  it('names no key in what it says', async () => {
    const key = base64()
    await open()
    await expect(open(other, [key])).rejects.not.toThrow(key)
  })

  it('rotated, opens what the old key sealed, also in a node that is still running', async () => {
    const running = await open()
    const old = running.seal('old', 'c')
    await addKey({ dataDir: dir })
    const next = await open()
    const fresh = next.rewrap(old, 'c')
    expect([next.isNewest(old), next.isNewest(fresh)]).toEqual([false, true])
    expect([next.open(old, 'c'), next.open(fresh, 'c'), running.open(fresh, 'c')]).toEqual(['old', 'old', 'old'])
    expect(running.isNewest(running.seal('x', 'c')) && next.isNewest(running.seal('x', 'c'))).toBe(true)
  })

  it('a running node that never meets the new key takes it up when told to look', async () => {
    const running = await open()
    await addKey({ dataDir: dir })
    const next = await open()
    expect(next.isNewest(running.seal('x', 'c'))).toBe(false)
    running.refresh()
    expect(next.isNewest(running.seal('x', 'c'))).toBe(true)
    await writeFile(file(), '{')
    running.refresh()
    expect(running.open(running.seal('x', 'c'), 'c')).toBe('x')
  })

  it('moves from the file to the setting, after which a node needs the setting', async () => {
    await open()
    const key = base64()
    const ring = await open(dir, [key])
    await resealCheck(db.pool, ring)
    await expect(open(other, [key])).resolves.toBeTruthy()
    await expect(open()).rejects.toMatchObject({ plain: true })
    await expect(addKey({ dataDir: dir, secretKeys: [key] })).rejects.toMatchObject({ plain: true })
  })

  it('doesn’t open what an unknown key sealed', () => {
    expect(() => ringOf([newKey()]).open(ringOf([newKey()]).seal('x', 'c'), 'c')).toThrow(/not in the keyring/)
  })
})
