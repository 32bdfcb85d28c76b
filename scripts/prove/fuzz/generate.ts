import fc, { type Arbitrary } from 'fast-check'

/** The part of JSON Schema that our doors use. A keyword this doesn't know stops the proof: it would otherwise test less than it says. */
export interface JsonSchema {
  [keyword: string]: unknown
  type?: string
  enum?: unknown[]
  const?: unknown
  anyOf?: JsonSchema[]
  properties?: Record<string, JsonSchema>
  required?: string[]
  items?: JsonSchema
}

const KNOWN = new Set([
  'type', 'enum', 'const', 'anyOf', 'properties', 'required', 'additionalProperties', 'items', 'minItems', 'maxItems', 'uniqueItems',
  'minLength', 'maxLength', 'pattern', 'minimum', 'maximum', 'exclusiveMinimum', 'default', 'description',
])
const LONGEST = 400
const TINY = 1e-6

/** Values that fit a schema. A small generator of our own: the packages that make one from a schema are at 0.0.x and unkept. */
export function valid(s: JsonSchema): Arbitrary<unknown> {
  for (const k of Object.keys(s)) if (!KNOWN.has(k) && !k.startsWith('~')) throw new Error(`the generator does not know the keyword ${k}`)
  if ('const' in s) return fc.constant(s.const)
  if (s.enum) return fc.constantFrom(...s.enum)
  if (s.anyOf) return fc.oneof(...s.anyOf.map(valid))
  const n = (k: string, otherwise: number) => (s[k] as number | undefined) ?? otherwise
  switch (s.type) {
    case 'string': return text(s, n('minLength', 0), Math.min(n('maxLength', exactLength(s) ?? 60), LONGEST))
    case 'integer': return fc.integer({ min: n('minimum', -(2 ** 40)), max: n('maximum', 2 ** 40) })
    case 'number': return fc.double({ min: n('minimum', n('exclusiveMinimum', -1e9 - TINY) + TINY), max: n('maximum', 1e9), noNaN: true })
    case 'boolean': return fc.boolean()
    case 'null': return fc.constant(null)
    case 'array': return several(s, n('minItems', 0), n('maxItems', 8))
    case 'object': return record(s)
    case undefined: return fc.jsonValue()
    default: throw new Error(`the generator does not know the type ${s.type}`)
  }
}

/** The length of what a pattern like `^[a-f]{64}$` asks for, a key or a signature; null where it leaves it open. */
function exactLength(s: JsonSchema): number | null {
  const found = /^\^\[[^\]]+\]\{(\d+)\}\$$/.exec((s.pattern as string | undefined) ?? '')
  return found ? Number(found[1]) : null
}

function text(s: JsonSchema, minLength: number, maxLength: number): Arbitrary<string> {
  if (s.pattern === undefined) return fc.string({ minLength, maxLength, unit: fc.constantFrom(...'城北路18号abc \'"<>&%;é😀\u202e') })
  return fc.stringMatching(new RegExp(s.pattern as string), { maxLength }).filter((t) => t.length >= minLength && t.length <= maxLength)
}

function several(s: JsonSchema, minLength: number, maxLength: number): Arbitrary<unknown[]> {
  const items = valid(s.items ?? {})
  const length = { minLength, maxLength: Math.max(minLength, Math.min(maxLength, 8)) }
  return s.uniqueItems ? fc.uniqueArray(items, { ...length, selector: (x) => JSON.stringify(x) }) : fc.array(items, length)
}

function record(s: JsonSchema): Arbitrary<unknown> {
  const fields = Object.fromEntries(Object.entries(s.properties ?? {}).map(([k, v]) => [k, valid(v)]))
  return fc.record(fields, { requiredKeys: s.required ?? [] }).map((o) => ({ ...o }))
}

/** What nobody means well with, in the place of a value. */
export const NASTY: readonly unknown[] = [
  null, '', ' ', '\0', 'x'.repeat(5000), '\ud800', '__proto__', '../../etc/passwd', "' or 1=1 --", '%00', '-0', 'NaN', '1e999', '0x10', 'true',
  0, -1, 1.5, 2 ** 31, 2 ** 53, -(2 ** 63), 1e308, true, [], [[]], {}, { length: 1 }, [null], { toString: 1 }, { $gt: '' },
]

/** A value that fits but for one place: something nasty there, a field gone, a field too many, a pollution. */
export function nearlyValid(s: JsonSchema): Arbitrary<unknown> {
  return fc.tuple(valid(s), fc.nat(), fc.constantFrom(...NASTY), fc.constantFrom('replace', 'drop', 'add', 'pollute', 'deepen')).map(([v, at, nasty, how]) => {
    const places = placesOf(v)
    const place = places[at % places.length]!
    return change(structuredClone(v), place, how === 'deepen' ? nested(200) : nasty, how)
  })
}

type Place = (string | number)[]

function placesOf(v: unknown, here: Place = []): Place[] {
  if (typeof v !== 'object' || v === null) return [here]
  return [here, ...Object.entries(v).flatMap(([k, x]) => placesOf(x, [...here, k]))]
}

function change(root: unknown, place: Place, nasty: unknown, how: string): unknown {
  const [last] = place.slice(-1)
  if (last === undefined) {
    if (how === 'replace' || typeof root !== 'object' || root === null) return nasty
    return Object.defineProperty(root, how === 'pollute' ? '__proto__' : 'surplus', { value: nasty, enumerable: true })
  }
  const parent = place.slice(0, -1).reduce<Record<string, unknown>>((o, k) => o[k] as Record<string, unknown>, root as Record<string, unknown>)
  if (how === 'drop') Reflect.deleteProperty(parent, last)
  else if (how === 'add') parent[`${last} `] = nasty
  // An own property of that name, as JSON.parse makes it.
  else if (how === 'pollute') Object.defineProperty(parent, '__proto__', { value: { admin: true, rejected: 'polluted' }, enumerable: true })
  else parent[last] = nasty
  return root
}

const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as unknown
