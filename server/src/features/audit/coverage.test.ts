import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { AUDIT_ACTS, type AuditAct } from '@liandong/shared/audit/contract'

/** Acts nothing notes yet, because what they tell of doesn't exist yet. Whoever builds it takes the act off this list. */
const NOT_YET: readonly AuditAct[] = [
  'exported', 'purge', 'critical-act',
]

/** Every source of the server's, without its tests. */
function sources(): string {
  const root = join(import.meta.dirname, '../..')
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.ts') && !f.endsWith('.test.ts') && !f.includes('testing'))
  return files.map((f) => readFileSync(join(root, f), 'utf8')).join('\n')
}

it('every act has exactly one place that notes it, or stands on the list of those still to come', () => {
  const text = sources()
  const places = Object.fromEntries(AUDIT_ACTS.map((act) => [act, text.split(`act: '${act}'`).length - 1]))
  expect(places).toEqual(Object.fromEntries(AUDIT_ACTS.map((act) => [act, NOT_YET.includes(act) ? 0 : 1])))
})
