import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Role } from '@liandong/shared/access/roles'
import type { Engine } from '../../../engine/engine'
import { Followers } from '../../../engine/followers'
import { acceptedIncident, engineOn, NOON, said, seedRecords, stillClock } from '../../../engine/testing/bench'
import { seededIds } from '../../../platform/ids'
import { openKeyring, type Keyring } from '../../../platform/keyring'
import { silentLog } from '../../../platform/log'
import type { Database } from '../../../platform/postgres'
import { freshDatabase } from '../../../platform/testing/freshDatabase'
import { MIGRATIONS } from '../../../server'
import { sealFollower } from '../purged'
import { Sealed, type LookNote, type Asker } from '../sealed'

export interface Rig {
  db: Database
  dir: string
  clock: ReturnType<typeof stillClock>
  engine: Engine
  followers: Followers
  keyring: Keyring
  sealed: Sealed
  notes: LookNote[]
  /** What `audit` throws, when set. */
  auditFault: Error | null
  stop(): Promise<void>
}

export const seat = (role: Role, id = 'desk'): Asker => ({ actor: { kind: 'person', id, post: 'dutyOfficer' }, roles: [role], address: '10.0.0.1' })

/** A whole engine with the real follower and the real tables, over a database of its own or one given. */
export async function sealRig(db?: Database, dir?: string, seed = 1): Promise<Rig> {
  const own = db ?? await freshDatabase(MIGRATIONS)
  const folder = dir ?? await mkdtemp(join(tmpdir(), 'liandong-seal-'))
  const clock = stillClock(NOON)
  const engine = engineOn(own, clock, seed)
  await engine.open()
  if (engine.position === 0) await seedRecords(engine)
  const followers = new Followers(own.pool, [sealFollower(folder)], silentLog())
  const keyring = await openKeyring(own.pool, { dataDir: folder })
  const rig: Rig = {
    db: own, dir: folder, clock, engine, followers, keyring, notes: [], auditFault: null,
    sealed: new Sealed({
      pool: own.pool, keyring, clock, newId: seededIds(seed + 100), submit: (c) => engine.submit(c),
      audit(n) {
        if (rig.auditFault) return Promise.reject(rig.auditFault)
        rig.notes.push(n)
        return Promise.resolve()
      },
      settled: () => settle(rig), caughtUp: () => followers.position('seal') >= engine.position,
    }),
    async stop() {
      await followers.stop()
      await engine.stop()
      if (!db) await own.stop()
      if (!dir) await rm(folder, { recursive: true })
    },
  }
  return rig
}

/** Lets the follower do what the log holds. */
export async function settle(rig: Rig): Promise<void> {
  rig.followers.wake()
  await rig.followers.idle()
}

/** An accepted incident with a caller's number and name; answers their refs. */
export async function caller(rig: Rig, contact: string, name = '张三丰'): Promise<{ incidentId: string; phone: string; name: string }> {
  const incidentId = await acceptedIncident(rig.engine)
  const put = await rig.sealed.put(seat('intake'), incidentId, [{ kind: 'caller-contact', text: contact }, { kind: 'caller-name', text: name }])
  if ('rejected' in put) throw new Error(`refused: ${put.rejected}`)
  return { incidentId, phone: put.items[0]!.ref, name: put.items[1]!.ref }
}

export async function archive(rig: Rig, incidentId: string): Promise<void> {
  await rig.engine.submit(said('VoidIncident', { incidentId, reason: '误报' }))
  await rig.engine.submit(said('ArchiveIncident', { incidentId }))
}

export async function count(rig: Pick<Rig, 'db'>, table: string): Promise<number> {
  return (await rig.db.pool.query<{ n: number }>(`select count(*)::int as n from ${table}`)).rows[0]!.n
}
