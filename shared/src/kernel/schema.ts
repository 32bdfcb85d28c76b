import Type, { type TSchema, type TProperties } from 'typebox'

/** An object that refuses fields it doesn't know: the only kind a door may use. */
export const Strict = <P extends TProperties>(properties: P) =>
  Type.Object(properties, { additionalProperties: false })

/** A flat string enum: one error line instead of one per member. */
export const OneOf = <const T extends readonly string[]>(values: T) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: [...values] })

/** An identifier made by us or by a pack. */
export const Id = Type.String({ minLength: 1, maxLength: 80, pattern: '^[A-Za-z0-9][A-Za-z0-9._~:@-]*$' })

/** A short line people write: a place, a title. */
export const Line = (max = 120) => Type.String({ minLength: 1, maxLength: max })

/** Longer text people write. */
export const Text = (max = 2000) => Type.String({ maxLength: max })

/** UTC milliseconds between 2000 and 2100. */
export const InstantField = Type.Integer({ minimum: 946_684_800_000, maximum: 4_102_444_800_000 })

/** WGS-84, degrees. */
export const Longitude = Type.Number({ minimum: -180, maximum: 180 })
export const Latitude = Type.Number({ minimum: -90, maximum: 90 })

export type { TSchema }
