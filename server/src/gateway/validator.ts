import type { FastifySchemaCompiler } from 'fastify'
import { Compile } from 'typebox/compile'
import type { TSchema } from 'typebox'
import Value from 'typebox/value'

/** A plain decimal number; not `1e999`, `0x10`, `Infinity` or nothing at all. */
const NUMBER = /^-?\d{1,15}(\.\d{1,9})?$/

/** Reads the numbers of a flat query or path: whatever else stands where a number belongs stays text, and is refused. */
function withNumbers(schema: TSchema, value: unknown): unknown {
  const { properties } = schema as { properties?: Record<string, { type?: unknown }> }
  if (!properties || typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([k, v]) => {
    const type = Object.hasOwn(properties, k) ? properties[k]!.type : undefined
    return [k, (type === 'number' || type === 'integer') && typeof v === 'string' && NUMBER.test(v) ? Number(v) : v]
  }))
}

/**
 * Checks requests with the checker of every other door. A body is taken as it is: what says "12" where a number belongs is refused, not
 * guessed. Paths and queries are text by nature: defaults are filled in and numbers read.
 */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const check = Compile(schema)
  return (value: unknown) => {
    const read = httpPart === 'body' ? value : withNumbers(schema, Value.Default(schema, value))
    if (check.Check(read)) return { value: read }
    const first = check.Errors(read)[0]
    return { error: [{ instancePath: first?.instancePath ?? '', message: first?.message ?? 'does not fit', keyword: first?.keyword ?? '', schemaPath: first?.schemaPath ?? '', params: {} }] }
  }
}
