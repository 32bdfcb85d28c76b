import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isFeedInService } from '@liandong/shared/device/device'
import type { AuditNote } from '@liandong/shared/audit/contract'
import type { PersonRecord } from '@liandong/shared/person/contract'
import type { LightMyRequestResponse } from 'fastify'
import type { Engine } from '../../../engine/engine'
import { engineMigrations } from '../../../engine/schema'
import { engineOn, NOON, seedRecords, stillClock } from '../../../engine/testing/bench'
import { openAccess, type Access, type AccessParts } from '../../../features/access/access'
import { accountMigrations } from '../../../features/access/accountTables'
import { openIngestTokens, tokenMigrations, type IngestTokens } from '../../../features/access/ingestTokens'
import { notes, rights, standingTime } from '../../../features/access/testing/parts'
import { totpCode } from '../../../features/access/totp'
import { newKey } from '../../../platform/cipher'
import { newId } from '../../../platform/ids'
import { ringOf } from '../../../platform/keyring'
import { silentLog } from '../../../platform/log'
import type { Database } from '../../../platform/postgres'
import { freshDatabase } from '../../../platform/testing/freshDatabase'
import { guardDoors } from '../../guard'
import { createHttp, type App } from '../../http'
import { addDeviceRoutes } from '../deviceRoutes'
import { addAccountRoutes } from '../routes'
import { personSeat, sessionSeats } from '../seats'
import { addWallRoutes } from '../wallRoutes'

export const PASSWORD = 'seven bridges, one well'

export interface House {
  db: Database
  engine: Engine
  access: Access
  app: App
  time: ReturnType<typeof standingTime>
  /** Feeds' tokens; the one feed is `gps`. */
  tokens: IngestTokens
  kept: { take(): AuditNote[]; all: AuditNote[] }
  /** Engine answers go through here, so that a test can lose one. */
  door: { submit: Engine['submit'] }
  stop(): Promise<void>
}

/** A server's accounts with the real engine, database, guard and doors; only time stands still. */
export async function openHouse(more: Pick<AccessParts, 'provider' | 'fetch'> = {}): Promise<House> {
  const db = await freshDatabase([...engineMigrations, ...accountMigrations, ...tokenMigrations])
  const dir = await mkdtemp(join(tmpdir(), 'liandong-house-'))
  const engine = engineOn(db, stillClock(NOON))
  await engine.open()
  await seedRecords(engine)
  const time = standingTime()
  const kept = notes()
  const door = { submit: engine.submit.bind(engine) }
  const access = await openAccess({
    pool: db.pool, read: engine.read, submit: (c) => door.submit(c), cipher: ringOf([newKey()]), now: () => time.now(), monotonic: () => time.now(),
    newId, holdsOpenP1: () => false, note: (n) => kept.note(n), ...more,
  })
  const app = await createHttp({ log: silentLog(), clientDir: '/none', version: 'test' })
  const tokens = await openIngestTokens(db.pool, dir, ['gps'], { inService: (id) => isFeedInService(engine.read, id), now: () => time.now() })
  guardDoors(app, { seats: sessionSeats(access.sessions), read: engine.read, feedOf: (token) => tokens.sourceOf(token) })
  const doors = { access, now: () => time.now(), seatOf: personSeat }
  addAccountRoutes(app, doors)
  addWallRoutes(app, { ...doors, monotonic: () => time.now(), district: { name: '婺城区', nameEn: 'Wucheng' } })
  addDeviceRoutes(app, { ...doors, tokens })
  await app.ready()
  return {
    db, engine, access, app, time, kept, door, tokens,
    async stop() {
      await app.close()
      await engine.stop()
      await db.stop()
      await rm(dir, { recursive: true })
    },
  }
}

/** A browser: keeps cookies as it is told to. */
export class Browser {
  readonly cookies = new Map<string, string>()

  constructor(private readonly h: House, readonly address = '192.0.2.10') {}

  async ask(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object): Promise<{ status: number; body: Record<string, never>; raw: LightMyRequestResponse }> {
    const raw = await this.h.app.inject({
      method, url, remoteAddress: this.address, ...(payload ? { payload } : {}),
      headers: { host: 'localhost', origin: 'http://localhost', 'user-agent': 'test', cookie: [...this.cookies].map(([k, v]) => `${k}=${v}`).join('; ') },
    })
    for (const line of [raw.headers['set-cookie'] ?? []].flat()) {
      const [, name, value, age] = /^([^=]+)=([^;]*); Max-Age=(\d+)/.exec(line)!
      if (age === '0') this.cookies.delete(name!)
      else this.cookies.set(name!, value!)
    }
    return { status: raw.statusCode, body: raw.json<Record<string, never>>(), raw }
  }

  signIn = (login: string, password = PASSWORD, code?: string) => this.ask('POST', '/api/session', { login, password, ...(code === undefined ? {} : { code }) })
  who = () => this.ask('GET', '/api/session')
}

export interface Somebody { person: string; login: string; secret: string | null; codes: string[] }

/** A person of the log with an account, password and, where asked, an authenticator; made past the doors. */
export async function somebody(h: House, login: string, roles: PersonRecord['roles'], more: Partial<PersonRecord> & { totp?: boolean } = {}): Promise<Somebody> {
  const { totp = false, ...record } = more
  const person = `p-${login}`
  await h.engine.submit({ id: newId(), type: 'PutPerson', body: { personId: person, after: { ...rights(...roles), ...record } }, actor: { kind: 'system', id: 'test' } })
  await h.access.accounts.add(person, login, `${login} 名`)
  await h.access.accounts.setPassword((await h.access.accounts.byPerson(person))!, PASSWORD)
  if (!totp) return { person, login, secret: null, codes: [] }
  const secret = await h.access.accounts.beginTotp(person)
  const codes = (await h.access.accounts.confirmTotp((await h.access.accounts.byPerson(person))!, totpCode(secret, h.time.now()))) as string[]
  return { person, login, secret, codes }
}

/** The code an authenticator shows at the next step, to which time moves on. */
export function nextCode(h: House, s: { secret: string | null }): string {
  h.time.pass(30_000)
  return totpCode(s.secret!, h.time.now())
}
