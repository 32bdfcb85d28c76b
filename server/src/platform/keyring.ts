import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { CannotStart } from './cannotStart'
import { CannotOpen, KEY_BYTES, keyIdIn, keyIdOf, newKey, openBytes, sealBytes, type Cipher } from './cipher'
import { writeWhole } from './wholeFile'

/** One row: a text only the installation's keys open, so that nodes with other keys are told before they write anything. */
export const keyringMigrations = [{
  name: 'keyring-001',
  sql: 'create table keyring_check (one boolean primary key default true check (one), sealed text not null);',
}]

/**
 * The installation's keys, newest first. The newest seals; each opens what it sealed. Data keys and second-factor secrets are sealed with
 * it, everything else with data keys.
 */
export interface Keyring extends Cipher {
  /** A data key's bytes, sealed. */
  wrap(key: Buffer, context: string): string
  unwrap(wrapped: string, context: string): Buffer
  /** Whether the newest key sealed this; otherwise a rotation has to seal it anew. */
  isNewest(sealed: string): boolean
  /** The same secret under the newest key. */
  rewrap(sealed: string, context: string): string
  /** Takes up what a rotation wrote to the file since. Damage is left for the next start to name. */
  refresh(): void
}

const FILE = 'keys.json'
const CHECK = 'liandong keyring'

export interface KeyPlaces {
  dataDir: string
  /** `SECRET_KEY`: base64, newest first. Newer than what the file holds. */
  secretKeys?: readonly string[] | undefined
}

/**
 * The keys of this installation: `SECRET_KEY`, then `DATA_DIR/keys.json`, which is made at the first start when neither is there.
 * Several nodes on one database must hold the same keys; one that can't open what the first sealed doesn't start.
 * @throws CannotStart with one sentence for a damaged file, lost keys or another installation's.
 */
export async function openKeyring(pool: pg.Pool, places: KeyPlaces): Promise<Keyring> {
  const check = await readCheck(pool)
  let keys = readKeys(places)
  if (keys.length === 0) {
    // Never a new key over data that another one sealed.
    if (check !== null) throw strangers(places)
    keys = [newKey()]
    await writeKeys(places.dataDir, keys)
  }
  const ring = ringOf(keys, () => readKeys(places))
  if (check === null) await pool.query('insert into keyring_check (sealed) values ($1) on conflict do nothing', [ring.seal(CHECK, CHECK)])
  try {
    ring.open((await readCheck(pool)) ?? '', CHECK)
  } catch {
    throw strangers(places)
  }
  return ring
}

/** A keyring of given keys, newest first. `read` is asked again for a key that isn't known, once for each unknown text. */
export function ringOf(keys: readonly Buffer[], read: () => readonly Buffer[] = () => keys): Keyring {
  let newest: Buffer
  let byId: Map<string, Buffer>
  const take = (found: readonly Buffer[]) => {
    if (!found[0]) throw new CannotOpen('There is no key.')
    newest = found[0]
    byId = new Map(found.map((k) => [keyIdOf(k), k]))
  }
  take(keys)
  const refresh = () => {
    try {
      take(read())
    } catch {
      // We have ours.
    }
  }
  const openAny = (sealed: string, context: string) => {
    const id = keyIdIn(sealed)
    if (!byId.has(id)) refresh()
    const key = byId.get(id)
    if (!key) throw new CannotOpen('This was sealed with a key that is not in the keyring.')
    return openBytes(key, sealed, context)
  }
  return {
    seal: (text, context) => sealBytes(newest, Buffer.from(text, 'utf8'), context),
    open: (sealed, context) => openAny(sealed, context).toString('utf8'),
    wrap: (key, context) => sealBytes(newest, key, context),
    unwrap: openAny,
    isNewest: (sealed) => keyIdIn(sealed) === keyIdOf(newest),
    rewrap: (sealed, context) => sealBytes(newest, openAny(sealed, context), context),
    refresh,
  }
}

/**
 * Puts a new key before the file's others; what they sealed stays readable, and running nodes find it when they meet it.
 * @throws CannotStart when the keys come from `SECRET_KEY`, which only its owner can change.
 */
export async function addKey(places: KeyPlaces): Promise<void> {
  if (places.secretKeys?.length) {
    throw new CannotStart('The keys come from SECRET_KEY: add a new one behind the others on every node, then move it to the front, then run this with --rewrap.')
  }
  await writeKeys(places.dataDir, [newKey(), ...readKeys(places)])
}

/** Seals the check value with the newest key, so that from now on every node needs it. */
export async function resealCheck(pool: pg.Pool, ring: Keyring): Promise<void> {
  await pool.query('update keyring_check set sealed = $1', [ring.seal(CHECK, CHECK)])
}

async function readCheck(pool: pg.Pool): Promise<string | null> {
  return (await pool.query<{ sealed: string }>('select sealed from keyring_check')).rows[0]?.sealed ?? null
}

const strangers = ({ dataDir, secretKeys }: KeyPlaces) => new CannotStart(
  `The database was sealed with a key that is neither in ${join(dataDir, FILE)} nor in SECRET_KEY${secretKeys?.length ? '' : ' (not set)'}: ` +
    'give this server the keys of the one that used the database first.')

const writeKeys = (dataDir: string, keys: readonly Buffer[]) =>
  writeWhole(join(dataDir, FILE), `${JSON.stringify({ keys: keys.map((k) => k.toString('base64')) }, null, 2)}\n`, 0o600)

/** All keys, newest first; none when there is neither setting nor file. */
function readKeys({ dataDir, secretKeys = [] }: KeyPlaces): Buffer[] {
  return [...secretKeys.map((k) => Buffer.from(k, 'base64')), ...readFile(join(dataDir, FILE))]
}

function readFile(path: string): Buffer[] {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw new CannotStart(`${path} can't be read (${(e as NodeJS.ErrnoException).code ?? 'unknown'}): let the server's user read it.`)
  }
  const keys = keysIn(text)
  if (!keys) throw new CannotStart(`${path} is damaged: put back the copy you keep of it; a new one could not open what is sealed.`)
  return keys
}

function keysIn(text: string): Buffer[] | null {
  try {
    const { keys } = JSON.parse(text) as { keys: string[] }
    const found = keys.map((k) => Buffer.from(k, 'base64'))
    return found.length > 0 && found.every((k) => k.length === KEY_BYTES) ? found : null
  } catch {
    return null
  }
}
