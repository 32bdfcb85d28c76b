import { Compile } from 'typebox/compile'
import { whoOf } from '@liandong/shared/audit/audit'
import type { Actor } from '@liandong/shared/kernel/decider'
import { maskFreeText } from '@liandong/shared/kernel/freeText'
import { CommandMessage, type CommandAnswer } from '@liandong/shared/wire/messages'
import type { Command } from '../engine/types'
import { FAIL_POINTS, failPoint } from '../platform/failPoint'

const message = Compile(CommandMessage)

/** Ids of the server's own commands (jobs, watchers, packs): taken by a stranger, they would be refused as used when they are due. */
const OWN_ID = /:|^pack-/

/** Fields in which people write freely; masked before any rule sees them. */
const FREE_TEXT = new Set(['text', 'title', 'placeText', 'reason', 'content', 'note'])

/** What a part of the server adds to a command before it queues, such as the area a point lies in. */
export type Prepare = (type: string, body: Record<string, unknown>) => Record<string, unknown>

/** Told of each command that a policy turned away: from whom, whence, and of which type. */
export type Denied = (d: { code: string; who: string; address: string | null; where: string }) => void

export interface Intake {
  /** Checks and submits one message; never throws. `masked` says that something personal was hidden. */
  take(raw: unknown, actor: Actor, address?: string | null): Promise<CommandAnswer & { masked?: boolean }>
}

export function createIntake(submit: (c: Command) => Promise<CommandAnswer>, prepare: readonly Prepare[], served: (type: string) => boolean, denied?: Denied): Intake {
  return {
    async take(raw, actor, address = null) {
      if (!message.Check(raw)) {
        const e = message.Errors(raw)[0]
        return { ok: false, rejected: 'invalid-command', detail: { type: '', at: e?.instancePath || '/', why: e?.message ?? 'does not fit' } }
      }
      if (OWN_ID.test(raw.id)) return { ok: false, rejected: 'invalid-command', detail: { type: raw.type, at: '/id', why: 'is kept for the server' } }
      if (!served(raw.type)) return { ok: false, rejected: 'unknown-command', detail: { type: raw.type } }
      const { body, masked } = maskBody(raw.body)
      const prepared = isRecord(body) ? prepare.reduce((b, p) => p(raw.type, b), body) : body
      const { id, type, occurredAt, madeAt, ttlMs } = raw
      const answer = await submit({
        id, type, body: prepared, actor, ...(occurredAt === undefined ? {} : { occurredAt }),
        ...(madeAt === undefined ? {} : { madeAt }), ...(ttlMs === undefined ? {} : { ttlMs }),
      })
      if ('rejected' in answer && answer.rejected === 'not-permitted') denied?.({ code: answer.rejected, who: whoOf(actor), address, where: type })
      if (FAIL_POINTS) failPoint('answer.before')
      return masked ? { ...answer, masked } : answer
    },
  }
}

const isRecord = (x: unknown): x is Record<string, unknown> => typeof x === 'object' && x !== null && !Array.isArray(x)

function maskBody(body: unknown): { body: unknown; masked: boolean } {
  if (!isRecord(body)) return { body, masked: false }
  let masked = false
  const out = Object.fromEntries(Object.entries(body).map(([k, v]) => {
    if (!FREE_TEXT.has(k) || typeof v !== 'string') return [k, v]
    const m = maskFreeText(v)
    masked ||= m.masked
    return [k, m.text]
  }))
  return { body: masked ? out : body, masked }
}
