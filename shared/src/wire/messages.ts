import Type from 'typebox'
import { MASKS, type Instant, type Mask } from '../kernel/decider'
import { Id, InstantField, OneOf, Strict } from '../kernel/schema'

/**
 * The live wire, version 1. Server → client: `hello`, `snapshot`, `changes`, `tracks` (binary), `bye`.
 * Client → server: `command` (acknowledged), `resync`. Anything else is answered with `unknown-message`.
 */
export const WIRE_VERSION = 1

/** Socket.IO path; WebSocket only, connection state recovery off. */
export const SOCKET_PATH = '/live'

/** What a client says when it connects (Socket.IO `auth`). */
export const Handshake = Strict({
  v: Type.Literal(WIRE_VERSION),
  mask: OneOf(MASKS),
  /** Where it left off; absent for a first connection. */
  epoch: Type.Optional(Id),
  position: Type.Optional(Type.Integer({ minimum: 0 })),
  /** Whether it wants position frames. */
  tracks: Type.Optional(Type.Boolean()),
})
export type Handshake = Type.Static<typeof Handshake>

/** First message on every connection. */
export interface Hello {
  v: typeof WIRE_VERSION
  /** Random id born with the log; another one means another history. */
  epoch: string
  position: number
  /** Server's clock now. */
  at: Instant
  clock: { mode: 'system' | 'scenario'; rate: number; /** Where the scenario comes from, for the watermark. */ source: 'demo' | 'replay' | null }
  build: string
  mask: Mask
  district: string
  demo: boolean
  /** Milliseconds between heartbeats. */
  heartbeatMs: number
  tracksTickMs: number
  /** Groups of positions this connection follows; those of any other are to be let go. */
  groups: readonly string[]
}

/** Last message of a connection whose sign-in has ended: the screen empties itself and asks for a new one. */
export interface Bye {
  why: 'signed-out'
}

/** Header of one piece of a snapshot; documents follow as lines. */
export interface SnapshotHeader {
  epoch: string
  position: number
  /** 0-based piece number; the first one empties the mirror. */
  piece: number
  last: boolean
}

/** Header of changes; documents put and removed follow as lines. `from` must equal the mirror's position. */
export interface ChangesHeader {
  from: number
  to: number
  at: Instant
  rate: number
  /** Nothing can be recorded at the moment: what is shown is right, what is wished for is refused. */
  unrecorded?: true
  /** State hash of everything this viewer may see at `to`; sent with heartbeats. */
  hash?: string
}

/** A wish. The id makes resending safe; another body under the same id is refused. */
export const CommandMessage = Strict({
  v: Type.Literal(WIRE_VERSION),
  id: Id,
  type: Type.String({ minLength: 1, maxLength: 60, pattern: '^[A-Z][A-Za-z]+$' }),
  body: Type.Unknown(),
  /** When the source says it happened. Not in the future; not before the year 2000. */
  occurredAt: Type.Optional(InstantField),
  /** For commands made away from the network: when, and how long they stay worth doing. */
  madeAt: Type.Optional(InstantField),
  ttlMs: Type.Optional(Type.Integer({ minimum: 1000, maximum: 86_400_000 })),
})
export type CommandMessage = Type.Static<typeof CommandMessage>

/** What the door answers. `replayed` says that this id had been done before. */
export type CommandAnswer = (
  | { ok: true; position: number; replayed: boolean; answer: Record<string, string | number> }
  | { ok: false; rejected: string; detail: Record<string, string | number> }
  | { ok: false; fault: string }
) & {
  /** Numbers of people in what was typed were masked before any rule saw it. */
  masked?: boolean
}

export const Resync = Strict({
  epoch: Type.Optional(Id),
  position: Type.Optional(Type.Integer({ minimum: 0 })),
  /** Asks for whole frames of these track groups instead. */
  groups: Type.Optional(Type.Array(Id, { maxItems: 40 })),
})
export type Resync = Type.Static<typeof Resync>

/** Codes every door may answer, besides those of the areas. */
export const DOOR_CODES = [
  'unknown-message', 'unknown-command', 'invalid-command', 'command-id-reused', 'command-expired', 'occurred-in-future',
  'too-large', 'too-fast', 'read-only', 'unavailable', 'not-ready', 'wrong-version', 'forbidden-origin', 'not-found', 'unauthorised',
] as const
export type DoorCode = (typeof DOOR_CODES)[number]
