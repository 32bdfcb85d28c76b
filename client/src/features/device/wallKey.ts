/**
 * What a wall's browser keeps: a key it can use and never hand out, the secret its next proof spends, and the device it became. In
 * IndexedDB, written to the disk before anything is sent, so that a power cut leaves what the server knows.
 */
export interface WallKeeping {
  key: CryptoKeyPair
  /** The secret the next proof spends. */
  secret: string
  /** The secret got ready for the proof after it; kept from before it is sent, so that the same proof can be sent again. */
  next: string
  /** Null while it waits for its approval. */
  device: string | null
}

const DATABASE = 'liandong-wall'
const STORE = 'kept'
const KEY = 'wall'

const settled = <T>(r: IDBRequest<T>): Promise<T> => new Promise((resolve, reject) => {
  r.onsuccess = () => resolve(r.result)
  r.onerror = () => reject(r.error ?? new Error('IndexedDB'))
})

async function open(): Promise<IDBDatabase> {
  const asked = indexedDB.open(DATABASE, 1)
  asked.onupgradeneeded = () => void asked.result.createObjectStore(STORE)
  return settled(asked)
}

/** What this browser keeps, or null for one that never was a wall. */
export async function readWall(): Promise<WallKeeping | null> {
  const db = await open()
  try {
    return (await settled(db.transaction(STORE).objectStore(STORE).get(KEY) as IDBRequest<WallKeeping | undefined>)) ?? null
  } finally {
    db.close()
  }
}

/** Resolves once it is on the disk. */
export async function keepWall(w: WallKeeping): Promise<void> {
  const db = await open()
  try {
    const t = db.transaction(STORE, 'readwrite', { durability: 'strict' })
    t.objectStore(STORE).put(w, KEY)
    await new Promise<void>((resolve, reject) => {
      t.oncomplete = () => resolve()
      t.onabort = () => reject(t.error ?? new Error('IndexedDB'))
    })
  } finally {
    db.close()
  }
}

export const base64url = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')

/** 256 bits of chance. */
export const newSecret = (): string => base64url(crypto.getRandomValues(new Uint8Array(32)))

/** SHA-256 of a secret, as hex: what the server is told beforehand. */
export async function linkOf(secret: string): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(secret)))
  return [...hash].map((b) => b.toString(16).padStart(2, '0')).join('')
}

/** A fresh key on P-256 that no script can read, this one neither. */
export async function newWall(): Promise<WallKeeping> {
  const key = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])
  return { key, secret: newSecret(), next: newSecret(), device: null }
}

export async function publicKeyOf({ key }: WallKeeping): Promise<{ x: string; y: string }> {
  const { x, y } = await crypto.subtle.exportKey('jwk', key.publicKey)
  return { x: x!, y: y! }
}

/** Signs a text: ECDSA over SHA-256, 64 bytes. */
export async function signed({ key }: WallKeeping, text: string): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key.privateKey, new TextEncoder().encode(text))))
}
