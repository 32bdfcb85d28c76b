import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
// @ts-expect-error A plain script, without types.
import { cruiseHouse as cruiseUntyped } from './cruiseHouse.mjs'

interface Cruise { modules: number; violations: { rule: string; from: string; to: string }[]; unseen: string[] }
const cruiseHouse = cruiseUntyped as (root: string) => Promise<Cruise>

let root: string
beforeEach(() => void (root = realpathSync(mkdtempSync(join(tmpdir(), 'liandong-imports-')))))
afterEach(() => rmSync(root, { recursive: true, force: true }))

function write(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
}

const use = (path: string) => `import { x } from '${path}'\nexport const y = x\n`
const x = 'export const x = 1\n'

/** Per rule one fault that must turn it red: the file that imports, and what. */
const FAULTS: [rule: string, from: string, path: string, to: string][] = [
  ['shared-is-pure', 'shared/src/order/order.ts', 'node:fs', ''],
  ['shared-is-pure', 'shared/src/kernel/time.ts', '../order/contract', 'shared/src/order/contract.ts'],
  ['shared-is-pure', 'shared/src/messages/texts.ts', '../order/contract', 'shared/src/order/contract.ts'],
  ['client-and-server-never-meet', 'client/src/live/a.ts', '../../../server/src/config', 'server/src/config.ts'],
  ['client-and-server-never-meet', 'server/src/main.ts', '../../client/src/live/a', 'client/src/live/a.ts'],
  ['engine-knows-no-feature', 'server/src/engine/submit.ts', '../features/order/order', 'server/src/features/order/order.ts'],
  ['engine-knows-no-feature', 'server/src/engine/submit.ts', '../../../shared/src/order/order', 'shared/src/order/order.ts'],
  ['features-stay-apart', 'server/src/features/order/a.ts', '../alert/b', 'server/src/features/alert/b.ts'],
  ['features-stay-apart', 'client/src/features/order/A.vue', '../alert/b', 'client/src/features/alert/b.ts'],
  ['leaf-rooms', 'server/src/platform/a.ts', '../engine/b', 'server/src/engine/b.ts'],
  ['leaf-rooms', 'server/src/adapters/osmand/a.ts', '../../gateway/b', 'server/src/gateway/b.ts'],
  ['leaf-rooms', 'client/src/kit/A.vue', '../live/b', 'client/src/live/b.ts'],
  ['leaf-rooms', 'client/src/live/a.ts', '../features/order/b', 'client/src/features/order/b.ts'],
]

describe('the import rules', () => {
  it.each(FAULTS)('%s: %s may not import %s', async (rule, from, path, to) => {
    const text = from.endsWith('.vue') ? `<script setup lang="ts">\n${use(path)}</script>\n<template><p /></template>\n` : use(path)
    write({ [from]: text, ...(to ? { [to]: x } : {}) })
    const { violations } = await cruiseHouse(root)
    expect(violations.map((v) => v.rule)).toContain(rule)
  })

  it('see a cycle, but not one of types alone', async () => {
    write({ 'server/src/engine/a.ts': use('./b'), 'server/src/engine/b.ts': `import { y } from './a'\nexport const x = () => y\n` })
    expect((await cruiseHouse(root)).violations.map((v) => v.rule)).toContain('no-cycles')
    write({ 'server/src/engine/b.ts': `import type { y } from './a'\nexport const x = 1 as unknown as typeof y\n` })
    expect((await cruiseHouse(root)).violations).toEqual([])
  })

  it('let a house in order pass and look at every file', async () => {
    write({
      'shared/src/kernel/time.ts': x,
      'shared/src/order/order.ts': use('../kernel/time'),
      'server/src/features/order/order.ts': use('../../engine/submit'),
      'server/src/engine/submit.ts': use('../../../shared/src/kernel/time'),
      'client/src/features/order/Panel.vue': `<script setup lang="ts">\nimport { x } from '../../kit/k'\nconst z = x\n</script>\n<template>{{ z }}</template>\n`,
      'client/src/kit/k.ts': x,
    })
    expect(await cruiseHouse(root)).toMatchObject({ modules: 6, violations: [], unseen: [] })
  })
})
