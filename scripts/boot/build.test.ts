import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FAIL_POINT_NAMES } from '../../server/src/platform/failPoint'

const SERVER = join(import.meta.dirname, '../../server')
const TRACE = new RegExp(`fail_?point|${FAIL_POINT_NAMES.map((n) => n.replace('.', '\\.')).join('|')}`, 'i')

/** Lines of a build's programs that speak of fail-points. */
const traces = (folder: string): string[] =>
  readdirSync(join(SERVER, folder), { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.js')).flatMap((f) =>
    readFileSync(join(SERVER, folder, f), 'utf8').split('\n').filter((line) => TRACE.test(line)).map((line) => `${f}: ${line.trim()}`))

describe('the server as it is built', () => {
  it('holds no trace of a fail-point when it is shipped', () => expect(traces('dist')).toEqual([]))

  it('passes every fail-point when it is for proofs', () => {
    const calls = traces('dist-proof').join('\n')
    for (const name of FAIL_POINT_NAMES) expect(calls).toContain(`failPoint("${name}")`)
  })
})
