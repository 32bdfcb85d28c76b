import { isIPv6 } from 'node:net'
import { Slowing } from './slowing'

/** Who tries: what was typed as a name, from where, and the browser's own mark if this account has signed in from it before. */
export interface Trier {
  login: string
  address: string
  knownSeat: string | null
}

export type Attempts = ReturnType<typeof openAttempts>

/** Strangers' tries in all: a flood of them leaves the processor to the others. */
const STRANGERS = { perSecond: 10, burst: 60 }
const MINUTE = 60_000

/** One customer of a provider has a whole /64; each of its addresses is the same one here. */
export function netOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/, '')
  if (!isIPv6(plain)) return plain
  const [head = '', tail] = plain.split('%')[0]!.split('::')
  const front = head === '' ? [] : head.split(':')
  const back = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - front.length - back.length }, () => '0')
  return `${[...front, ...zeros, ...back].slice(0, 4).map((g) => Number.parseInt(g, 16).toString(16)).join(':')}::/64`
}

/**
 * How often anybody may try to sign in. Delays grow for a name from one place, for a place, and for a name from places it never signed
 * in from; nothing ever locks a name for everybody. A browser that has signed in before has a budget of its own (OWASP "device
 * cookies"), so that no flood of strangers keeps a desk out; and the first try of a place is let in whatever others did to the name.
 * Per node, in memory. `monotonic`: milliseconds.
 */
export function openAttempts(monotonic: () => number) {
  const pair = new Slowing({ free: 5, longestMs: 5 * MINUTE })
  const place = new Slowing({ free: 30, longestMs: MINUTE })
  const name = new Slowing({ free: 20, longestMs: MINUTE / 2 })
  const seat = new Slowing({ free: 8, longestMs: MINUTE })
  const codes = new Slowing({ free: 8, longestMs: 15 * MINUTE })
  let tokens = STRANGERS.burst
  let filled = monotonic()

  const strangersWait = (now: number): number => {
    tokens = Math.min(STRANGERS.burst, tokens + ((now - filled) / 1000) * STRANGERS.perSecond)
    filled = now
    return tokens >= 1 ? 0 : 1000 / STRANGERS.perSecond
  }
  const keysOf = (t: Trier) => {
    const net = netOf(t.address)
    return { net, pair: `${t.login} ${net}`, seat: `${t.login} ${t.knownSeat}` }
  }

  return {
    /** Milliseconds to wait, or 0 and the try counts as a failed one until `passed` or `undone`. */
    begin(t: Trier): number {
      const now = monotonic()
      const k = keysOf(t)
      if (t.knownSeat !== null) {
        const wait = seat.waitMs(k.seat, now)
        if (wait === 0) seat.count(k.seat, now)
        return wait
      }
      const others = pair.tries(k.pair, now) === 0 ? 0 : name.waitMs(t.login, now)
      const wait = Math.max(pair.waitMs(k.pair, now), place.waitMs(k.net, now), others, strangersWait(now))
      if (wait > 0) return wait
      tokens -= 1
      pair.count(k.pair, now)
      place.count(k.net, now)
      name.count(t.login, now)
      return 0
    },

    /** Everything was right. */
    passed(t: Trier): void {
      const k = keysOf(t)
      if (t.knownSeat !== null) return seat.clear(k.seat)
      pair.clear(k.pair)
      place.undo(k.net)
      name.undo(t.login)
    },

    /** It was no guess: the password was right and a code is still to come. */
    undone(t: Trier): void {
      const k = keysOf(t)
      if (t.knownSeat !== null) return seat.undo(k.seat)
      pair.undo(k.pair)
      place.undo(k.net)
      name.undo(t.login)
    },

    /**
     * The same for guesses of a code behind a right password, over all places: six digits are few. Who has the password may so delay
     * its owner at new places, not at a known seat.
     */
    beginCode(t: Trier): number {
      const now = monotonic()
      const key = codeKey(t)
      const wait = codes.waitMs(key, now)
      if (wait === 0) codes.count(key, now)
      return wait
    },
    codePassed: (t: Trier): void => codes.clear(codeKey(t)),
  }
}

const codeKey = (t: Trier): string => (t.knownSeat === null ? t.login : `${t.login} ${t.knownSeat}`)
