import type { Fix } from '@liandong/shared/wire/fix'

/**
 * What a decoder makes of one message. Fixes are still in the source's own coordinate system; each malformed piece is
 * the beginning of its text and what is wrong with it. A message may hold both: good fixes never suffer from bad ones.
 */
export interface Decoded {
  fixes: Fix[]
  malformed: { text: string; why: string }[]
}

/** A message that is not of the protocol at all. */
export interface Refused {
  refused: { at: string; why: string }
}

/** As much of a malformed message as anyone needs to see. */
export const excerpt = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))).slice(0, 300)
