import Type from 'typebox'
import { Id, OneOf, Strict } from '../kernel/schema'

/** What a device is: a screen in a hall that shows and never speaks, or another system that brings data. */
export const DEVICE_KINDS = ['wall', 'feed'] as const
export type DeviceKind = (typeof DEVICE_KINDS)[number]

/** One line without markup, as it stands on lists and on the wall itself. */
const ONE_LINE = '^[^\\u0000-\\u001f\\u007f<>]*$'
export const DeviceName = Type.String({ minLength: 1, maxLength: 60, pattern: ONE_LINE })
/** Where it stands; a feed stands nowhere. */
export const DevicePlace = Type.String({ maxLength: 60, pattern: ONE_LINE })

/**
 * What the log knows of a device. Its key or token, and when it was last seen, lie in tables outside the log. A feed's id is its
 * source's; a feed that was never put is in service.
 */
export const DeviceRecord = Strict({ kind: OneOf(DEVICE_KINDS), name: DeviceName, place: DevicePlace, active: Type.Boolean() })
export type DeviceRecord = Type.Static<typeof DeviceRecord>
export type DeviceState = DeviceRecord & { id: string }

/** Puts a device into service, renames it or takes it out: takes effect on open screens at once. */
export const PutDevice = Strict({ deviceId: Id, after: DeviceRecord })
export type PutDevice = Type.Static<typeof PutDevice>

export type DeviceCode = 'unknown-device' | 'device-kind-fixed' | 'device-revoked' | 'nothing-changed'

/** Why a wall's code, key or proof was refused. */
export const WALL_CODES = ['pairing-code-unknown', 'pairing-code-expired', 'pairing-code-used', 'pairing-over', 'key-not-valid', 'proof-refused'] as const
export type WallCode = (typeof WALL_CODES)[number]

/** Letters and digits of a pairing code, without those mistaken for each other across a hall: 32, so that eight of them are 40 bits. */
export const PAIRING_LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
export const PAIRING_LENGTH = 8

/** A pairing code as it is typed or pasted, with or without a gap and in either case; null for what can't be one. */
export function readPairingCode(typed: string): string | null {
  const plain = typed.toUpperCase().replace(/[\s-]/g, '')
  return new RegExp(`^[${PAIRING_LETTERS}]{${PAIRING_LENGTH}}$`).test(plain) ? plain : null
}

/**
 * What a wall signs with its key. `purpose` and everything that belongs to it stand in the text, so that no proof fits anything else.
 * `whose` is the pairing's id or the device's; `more` what goes with it.
 */
export const proofText = (purpose: 'pairing' | 'session', whose: string, nonce: string, ...more: string[]): string =>
  ['liandong wall', purpose, whose, nonce, ...more].join('\n')
