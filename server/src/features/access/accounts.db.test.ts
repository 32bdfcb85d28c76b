import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newKey } from '../../platform/cipher'
import { ringOf } from '../../platform/keyring'
import type { Database } from '../../platform/postgres'
import { freshDatabase } from '../../platform/testing/freshDatabase'
import { openAccounts, type Accounts } from './accounts'
import { accountMigrations } from './accountTables'
import { openPasswords, type Passwords } from './passwords'
import { standingTime } from './testing/parts'
import { totpCode } from './totp'

const cipher = ringOf([newKey()])
let db: Database
let passwords: Passwords
let accounts: Accounts
const time = standingTime()
beforeAll(async () => {
  db = await freshDatabase(accountMigrations)
  passwords = await openPasswords()
  accounts = openAccounts({ pool: db.pool, cipher, passwords, now: () => time.now() })
})
afterAll(() => db.stop())
beforeEach(() => db.pool.query('delete from account'))
const zhang = async () => (await accounts.byPerson('zhang'))!

/** An account with a second factor; answers its secret and recovery codes. */
async function enrolled(): Promise<{ secret: string; codes: string[] }> {
  await accounts.add('zhang', 'zhang.wei', '张伟')
  const secret = await accounts.beginTotp('zhang')
  const codes = (await accounts.confirmTotp(await zhang(), totpCode(secret, time.now()))) as string[]
  time.pass(60_000)
  return { secret, codes }
}

it('a sign-in name belongs to one account; the same account again is no second one', async () => {
  expect(await accounts.add('zhang', 'zhang.wei', '张伟')).toBe(true)
  expect(await accounts.add('zhang', 'zhang.wei', '张伟')).toBe(true)
  expect(await accounts.add('li', 'zhang.wei', '李')).toBe(false)
  expect(await accounts.add('zhang', 'other', '张伟')).toBe(false)
  await expect(db.pool.query("insert into account (person, login, name, created) values ('x', 'Zhang.Wei', 'x', 0)")).rejects.toThrow(/check/)
})

it('of two changes of a password over the same one, one is refused', async () => {
  await accounts.add('zhang', 'zhang.wei', '张伟')
  const a = await zhang()
  const both = await Promise.all([accounts.setPassword(a, 'seven bridges, one well'), accounts.setPassword(a, 'one well, seven bridges')])
  expect(both.sort()).toEqual([false, true])
  expect((await zhang()).password).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
})

describe('an authenticator', () => {
  it('is in force only after a code of it was seen, and lies sealed for its owner alone', async () => {
    await accounts.add('zhang', 'zhang.wei', '张伟')
    expect(await accounts.confirmTotp(await zhang(), '000000')).toBeNull()
    const secret = await accounts.beginTotp('zhang')
    const begun = await zhang()
    const right = totpCode(secret, time.now())
    expect(await accounts.confirmTotp(begun, right === '000000' ? '000001' : '000000')).toBe('wrong')
    expect((await zhang()).totp).toBeNull()
    expect(await accounts.confirmTotp(begun, right)).toHaveLength(10)
    const sealed = (await zhang()).totp!
    expect(sealed).not.toContain(secret)
    expect(() => cipher.open(sealed, 'totp:li')).toThrow()
  })

  it('begun and forgotten is begun again', async () => {
    await accounts.add('zhang', 'zhang.wei', '张伟')
    const secret = await accounts.beginTotp('zhang')
    time.pass(15 * 60_000)
    expect(await accounts.confirmTotp(await zhang(), totpCode(secret, time.now()))).toBeNull()
  })

  it('confirmed a hundred times at once is confirmed once', async () => {
    await accounts.add('zhang', 'zhang.wei', '张伟')
    const secret = await accounts.beginTotp('zhang')
    const a = await zhang()
    const all = await Promise.all(Array.from({ length: 100 }, () => accounts.confirmTotp(a, totpCode(secret, time.now()))))
    expect(all.filter((x) => x !== null)).toHaveLength(1)
    expect(await accounts.recoveryCodesLeft('zhang')).toBe(10)
  })

  it('gives a code that counts once, on all nodes and however many ask at once', async () => {
    const { secret } = await enrolled()
    const [a, code] = [await zhang(), totpCode(secret, time.now())]
    const other = openAccounts({ pool: db.pool, cipher, passwords, now: () => time.now() })
    const all = await Promise.all(Array.from({ length: 50 }, (_, i) => (i % 2 ? accounts : other).useSecondFactor(a, code)))
    expect(all.filter((x) => x === 'totp')).toHaveLength(1)
    // Nor an older one of the window, once a newer one was used.
    expect(await accounts.useSecondFactor(await zhang(), totpCode(secret, time.now() - 30_000))).toBeNull()
    time.pass(30_000)
    expect(await accounts.useSecondFactor(await zhang(), totpCode(secret, time.now()))).toBe('totp')
  })

  it('the code it was confirmed with does not sign in a moment later', async () => {
    await accounts.add('zhang', 'zhang.wei', '张伟')
    const secret = await accounts.beginTotp('zhang')
    const code = totpCode(secret, time.now())
    await accounts.confirmTotp(await zhang(), code)
    expect(await accounts.useSecondFactor(await zhang(), code)).toBeNull()
  })
})

describe('a recovery code', () => {
  it('counts once, however many ask at once', async () => {
    const { codes } = await enrolled()
    const a = await zhang()
    const all = await Promise.all(Array.from({ length: 8 }, () => accounts.useSecondFactor(a, codes[3]!)))
    expect(all.filter((x) => x === 'recovery')).toHaveLength(1)
    expect(await accounts.recoveryCodesLeft('zhang')).toBe(9)
  })

  it('of an authenticator set up anew is a new one', async () => {
    const { codes } = await enrolled()
    const secret = await accounts.beginTotp('zhang')
    const fresh = (await accounts.confirmTotp(await zhang(), totpCode(secret, time.now()))) as string[]
    expect(await accounts.useSecondFactor(await zhang(), codes[0]!)).toBeNull()
    expect(await accounts.useSecondFactor(await zhang(), fresh[0]!)).toBe('recovery')
  })

  it('lies in no table as it is', async () => {
    const { codes } = await enrolled()
    const rows = JSON.stringify((await db.pool.query('select * from recovery_code')).rows)
    for (const c of codes) expect(rows).not.toContain(c.replaceAll('-', '').slice(1))
  })
})

it('a wrong name costs as much time as a wrong password', async () => {
  await accounts.add('zhang', 'zhang.wei', '张伟')
  await accounts.setPassword(await zhang(), 'seven bridges, one well')
  const took = { known: [] as number[], unknown: [] as number[] }
  const median = (all: number[]) => all.sort((x, y) => x - y)[all.length >> 1]!
  for (let i = 0; i < 30; i++) {
    for (const [what, login] of [['known', 'zhang.wei'], ['unknown', 'nobody.here']] as const) {
      // Processor time: on a machine with other work the clock on the wall tells of that.
      const before = process.cpuUsage()
      expect(await passwords.verify((await accounts.byLogin(login))?.password, 'one well, seven bridges')).toBe(false)
      const { user, system } = process.cpuUsage(before)
      took[what].push(user + system)
    }
  }
  const ratio = median(took.unknown) / median(took.known)
  console.log(`a wrong name takes ${ratio.toFixed(3)} times the work of a wrong password (medians of 30)`)
  expect(Math.abs(ratio - 1)).toBeLessThan(0.2)
})
