import { createHash, randomInt } from 'node:crypto'
import type pg from 'pg'
import { PAIRING_LENGTH, PAIRING_LETTERS, proofText, readPairingCode, type DeviceState, type WallCode } from '@liandong/shared/device/contract'
import type { Instant, Rejection, StateReader } from '@liandong/shared/kernel/decider'
import type { CommandAnswer } from '@liandong/shared/wire/messages'
import type { NewId } from '../../platform/ids'
import { netOf } from './attempts'
import type { Book } from './book'
import type { Submit } from './firstPerson'
import type { By } from './people'
import { Slowing } from './slowing'
import { hashOfToken } from './tokens'
import { isKey, isSigned, keyText, type Nonces, type WallKey } from './wallProof'

export interface PairingParts {
  pool: pg.Pool
  now(): Instant
  monotonic(): number
  newId: NewId
  nonces: Nonces
  read: StateReader
  submit: Submit
  book: Book
}

export interface WallFrom { address: string; agent: string }
/** `link` is the hash of the first secret of the chain by which a copied key is found out (`walls.ts`). */
export interface NewPairing { publicKey: WallKey; link: string }
export interface Begun { pairing: string; code: string; expires: Instant; nonce: string }
export interface Waiting { address: string; agent: string; since: Instant; expires: Instant }
export type PairingStatus = { is: 'waiting'; nonce: string; expires: Instant } | { is: 'approved'; device: string }
type No = Rejection<WallCode | 'too-fast' | string> | { fault: string }

/** A code is read across a hall and typed within this long. */
export const PAIRING_MS = 10 * 60_000
/** After that it is only known to have been one. */
const REMEMBERED_MS = 3_600_000
/** Screens that wait at once; of one network fewer, so that nobody pushes out everybody. The longest waiting falls out. */
export const WAITING = { all: 60, ofNet: 12 }
/** Wrong codes of one administrator before it has to wait: of a billion it would find none. */
const GUESSES = { free: 5, longestMs: 5 * 60_000 }

const newCode = (): string => Array.from({ length: PAIRING_LENGTH }, () => PAIRING_LETTERS[randomInt(PAIRING_LETTERS.length)]).join('')
/** The same pairing always becomes the same device: an approval sent twice makes nothing twice. */
const deviceOf = (pairing: string): string => `wall-${createHash('sha256').update(pairing).digest('hex').slice(0, 24)}`

interface Row { id: string; code: string; key: string; link: string; address: string; agent: string; created: Instant; expires: Instant; device: string | null }
const COLUMNS = 'id, code, key, link, address, agent, created::float8 as created, expires::float8 as expires, device'

export type Pairing = ReturnType<typeof openPairing>

/** Screens become walls like a television: each shows a short code, and an administrator approves it for a named place. */
export function openPairing(p: PairingParts) {
  const guesses = new Slowing(GUESSES)
  const one = async (where: string, value: string): Promise<Row | undefined> => (await p.pool.query<Row>(`select ${COLUMNS} from wall_pairing where ${where} = $1`, [value])).rows[0]

  async function makeRoom(net: string): Promise<void> {
    const tooMany = (of: string) => `delete from wall_pairing where device is null and id in (select id from wall_pairing where device is null ${of} order by created desc, id offset $1)`
    await p.pool.query(`${tooMany('and net = $2')}`, [WAITING.ofNet, net])
    await p.pool.query(tooMany(''), [WAITING.all])
  }

  /** The screen that waits with a code; every other code is refused, slowed and recorded. */
  async function waiting(typed: string, by: By, where: string): Promise<Row | No> {
    const wait = guesses.waitMs(by.actor.id, p.monotonic())
    if (wait > 0) return { rejected: 'too-fast', detail: { retryAfterS: Math.ceil(wait / 1000) } }
    guesses.count(by.actor.id, p.monotonic())
    const code = readPairingCode(typed)
    const row = code === null ? undefined : await one('code', hashOfToken(code))
    const why = !row ? 'pairing-code-unknown' : row.device !== null ? 'pairing-code-used' : row.expires <= p.now() ? 'pairing-code-expired' : null
    if (row && why === null) {
      guesses.clear(by.actor.id)
      return row
    }
    p.book.deviceRefused({ person: by.actor.id, address: by.where }, where, why!)
    return { rejected: why! }
  }

  return {
    /** Lets a screen wait: it is told its code, once. Null for a key that is none. */
    async begin(b: NewPairing, from: WallFrom): Promise<Begun | No> {
      if (!isKey(b.publicKey)) return { rejected: 'key-not-valid' }
      const now = p.now()
      const [id, net, expires] = [`${p.newId()}${p.newId()}`, netOf(from.address), now + PAIRING_MS]
      const values = [keyText(b.publicKey), b.link, net, from.address.slice(0, 60), from.agent.slice(0, 200), now, expires]
      let code = newCode()
      const put = () => p.pool.query(
        'insert into wall_pairing (id, code, key, link, net, address, agent, created, expires) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing', [id, hashOfToken(code), ...values])
      // One in ten billion: two screens with one code.
      while ((await put()).rowCount !== 1) code = newCode()
      await makeRoom(net)
      return { pairing: id, code, expires, nonce: await p.nonces.make(id) }
    },

    /** Answers a screen that proves it is the one that waits. */
    async status(pairing: string, nonce: string, signature: string): Promise<PairingStatus | No> {
      const row = await one('id', pairing)
      if (!row) return { rejected: 'pairing-over' }
      if (!(await p.nonces.use(nonce, pairing)) || !isSigned(row.key, proofText('pairing', pairing, nonce), signature)) return { rejected: 'proof-refused' }
      const device = row.device === null ? undefined : p.read.get<DeviceState>('device', row.device)
      if (device?.active) return { is: 'approved', device: device.id }
      if (device || (row.device === null && row.expires <= p.now())) return { rejected: 'pairing-over' }
      return { is: 'waiting', nonce: await p.nonces.make(pairing), expires: row.expires }
    },

    /** What an administrator sees before the last click. */
    async look(code: string, by: By): Promise<Waiting | No> {
      const row = await waiting(code, by, 'POST /api/walls/look')
      return 'id' in row ? { address: row.address, agent: row.agent, since: row.created, expires: row.expires } : row
    },

    /** Makes the screen behind a code a wall of a place. Of two who approve it at once one is told it was used. */
    async approve(b: { code: string; name: string; place: string }, by: By): Promise<{ device: string } | No> {
      const where = 'POST /api/walls'
      const row = await waiting(b.code, by, where)
      if (!('id' in row)) return row
      const device = deviceOf(row.id)
      const now = p.now()
      const took = await p.pool.query('update wall_pairing set device = $2 where id = $1 and device is null and expires > $3', [row.id, device, now])
      if (took.rowCount !== 1) {
        p.book.deviceRefused({ person: by.actor.id, address: by.where }, where, 'pairing-code-used')
        return { rejected: 'pairing-code-used' }
      }
      // The key first: without a state it opens nothing, while a wall in the log without a key could never come in.
      await p.pool.query(
        'insert into wall_key (device, key, link, made, seen, address, agent) values ($1, $2, $3, $4, $5, $6, $7) on conflict (device) do nothing',
        [device, row.key, row.link, now, row.created, row.address, row.agent])
      const answer: CommandAnswer = await p.submit({
        id: `pair-${row.id}`, type: 'PutDevice', body: { deviceId: device, after: { kind: 'wall', name: b.name, place: b.place, active: true } },
        actor: by.actor,
      })
      if (answer.ok) {
        p.book.deviceEnrolled({ person: by.actor.id, address: by.where }, device, { name: b.name, place: b.place, from: row.address })
        return { device }
      }
      if (!('rejected' in answer)) return { fault: answer.fault }
      await p.pool.query('delete from wall_key where device = $1', [device])
      await p.pool.query('update wall_pairing set device = null where id = $1', [row.id])
      return { rejected: answer.rejected, detail: answer.detail }
    },

    async sweep(): Promise<void> {
      await p.pool.query('delete from wall_pairing where expires <= $1', [p.now() - REMEMBERED_MS])
    },
  }
}
