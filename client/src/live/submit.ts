import type { CommandAnswer, CommandMessage } from '@liandong/shared/wire/messages'
import { WIRE_VERSION } from '@liandong/shared/wire/messages'
import type { Live } from './api'
import type { Timers } from './timers'

/** How long a command is worth trying when the caller doesn't say. */
const DEFAULT_TTL_MS = 60_000
/** Sent and not answered for this long: sent again under the same id. */
const RESEND_MS = 8_000
/** The server is up but not ready. */
const RETRY_MS = 1_000
const NOT_YET = new Set(['not-ready', 'unavailable'])

interface Waiting {
  message: CommandMessage
  resolve(answer: CommandAnswer): void
  sent: boolean
  resend: unknown
  expiry: unknown
}

export interface Submitter {
  submit: Live['submit']
  /** The line is open again: everything unanswered goes out under its own id. */
  connected(): void
  /** The line is gone: nothing is sent until `connected`. */
  disconnected(): void
  stop(): void
}

/**
 * Sends commands until they are answered. No optimistic writes: the answer is the first that is known.
 * @param send puts one command on the line and calls back with the answer, if one comes
 * @param newId a fresh command id; the same id across resends makes them one
 */
export function createSubmitter(
  send: (message: CommandMessage, answered: (answer: CommandAnswer) => void) => void,
  newId: () => string,
  timers: Timers,
): Submitter {
  const waiting = new Map<string, Waiting>()
  let open = false

  function settle(id: string, answer: CommandAnswer): void {
    const w = waiting.get(id)
    if (!w) return
    waiting.delete(id)
    timers.clear(w.resend)
    timers.clear(w.expiry)
    w.resolve(answer)
  }

  function transmit(w: Waiting): void {
    timers.clear(w.resend)
    if (!open) return
    w.sent = true
    w.resend = timers.set(() => transmit(w), RESEND_MS)
    send(w.message, (answer) => {
      if (!waiting.has(w.message.id)) return
      if (!answer.ok && 'rejected' in answer && NOT_YET.has(answer.rejected)) {
        timers.clear(w.resend)
        w.resend = timers.set(() => transmit(w), RETRY_MS)
      } else settle(w.message.id, answer)
    })
  }

  /** Never sent is a clear "no"; sent without an answer is not known, and says so. */
  function expire(w: Waiting): void {
    settle(w.message.id, w.sent ? { ok: false, fault: `unanswered:${w.message.id}` } : { ok: false, rejected: 'command-expired', detail: {} })
  }

  return {
    submit: (type, body, options = {}) => new Promise((resolve) => {
      const id = options.id ?? newId()
      const message: CommandMessage = { v: WIRE_VERSION, id, type, body, ...(options.occurredAt === undefined ? {} : { occurredAt: options.occurredAt }) }
      const w: Waiting = { message, resolve, sent: false, resend: null, expiry: null }
      w.expiry = timers.set(() => expire(w), options.ttlMs ?? DEFAULT_TTL_MS)
      waiting.set(id, w)
      transmit(w)
    }),
    connected() {
      open = true
      for (const w of waiting.values()) transmit(w)
    },
    disconnected() {
      open = false
    },
    stop() {
      for (const w of [...waiting.values()]) expire(w)
    },
  }
}
