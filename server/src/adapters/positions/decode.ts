import Type from 'typebox'
import { Compile } from 'typebox/compile'
import { Strict } from '@liandong/shared/kernel/schema'
import { MOST_POSITIONS, Position } from '@liandong/shared/wire/fix'
import { excerpt, type Decoded, type Refused } from '../adapter'

/** The batch without its positions, which are looked at one by one. */
const envelope = Compile(Strict({
  positions: Type.Array(Type.Unknown(), { minItems: 1, maxItems: MOST_POSITIONS }),
}))
const position = Compile(Position)

/** Decodes the text of `POST /ingest/positions`. */
export function decodePositions(text: string): Decoded | Refused {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    return { refused: { at: '/', why: 'not JSON' } }
  }
  if (!envelope.Check(body)) {
    const first = envelope.Errors(body)[0]
    return { refused: { at: first?.instancePath || '/', why: first?.message ?? 'does not fit' } }
  }
  const out: Decoded = { fixes: [], malformed: [] }
  for (const p of body.positions) {
    if (position.Check(p)) out.fixes.push(p)
    else out.malformed.push({ text: excerpt(p), why: faultOf(p) })
  }
  return out
}

function faultOf(p: unknown): string {
  const first = position.Errors(p)[0]
  return `${first?.instancePath || '/'} ${first?.message ?? 'does not fit'}`
}
