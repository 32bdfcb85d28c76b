import { hash, verify } from '@node-rs/argon2'
import { Turns } from './turns'

/** Argon2id (the library's default) with 19 MiB, two passes, one lane: the least of OWASP's Password Storage Cheat Sheet. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** One hash takes tens of milliseconds of a core and 19 MiB; commands and screens need the other cores. */
const AT_ONCE = 2
const MAY_WAIT = 60

export interface Passwords {
  /** What is stored of a password: parameters, salt and hash in one text. */
  hash(password: string): Promise<string>
  /**
   * Whether it is the password. Without a stored one it costs the same and is wrong: nobody learns from the time whether a name
   * exists. Throws `TurnsFull` when too many wait.
   */
  verify(stored: string | null | undefined, password: string): Promise<boolean>
}

/** Verifies against the decoy of this process where there is nothing to verify against. */
export async function openPasswords(): Promise<Passwords> {
  const turns = new Turns(AT_ONCE, MAY_WAIT)
  const decoy = await hash('nobody has this password', COST)
  return {
    hash: (password) => turns.run(() => hash(password, COST)),
    async verify(stored, password) {
      const right = await turns.run(() => verify(stored ?? decoy, password))
      return right && stored != null
    },
  }
}
