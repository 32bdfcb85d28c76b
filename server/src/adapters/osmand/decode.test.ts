import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Fix } from '@liandong/shared/wire/fix'
import { decodeOsmand } from './decode'

interface Sample { what: string; query: string; contentType: string; body: string; fixes: Fix[]; malformed?: string }
const read = (path: string) => readFileSync(path, 'utf8')
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const samples = JSON.parse(read(here('samples/messages.json'))) as Sample[]
const NOW = Date.UTC(2026, 10, 23, 8)

describe('our samples', () => {
  it.each(samples)('$what', (s) => {
    const out = decodeOsmand({ ...s, receivedAt: NOW })
    expect(out.fixes).toEqual(s.fixes.map((f) => ({ ...f, ...(f.speedKmh === undefined ? {} : { speedKmh: expect.closeTo(f.speedKmh, 6) as number }) })))
    expect(out.malformed.map((m) => m.why)).toEqual(s.malformed === undefined ? [] : [s.malformed])
  })
})

/** Traccar's own expectations lie beside the repository, in the data folder; they are not copied into it. */
const RECORDED = here('../../../../../shared/data/protocol/osmand-http.jsonl')

describe('recorded requests with the outcome Traccar expects', () => {
  if (!existsSync(RECORDED)) return it.skip('skipped: the folder with recorded protocol data is not beside this repository', () => {})
  const lines = read(RECORDED).trim().split('\n').map((l) => JSON.parse(l) as { path: string; content_type?: string; body?: string; expect: string })
  it.each(lines)('$expect: $path', (line) => {
    const out = decodeOsmand({ query: line.path.split('?')[1] ?? '', contentType: line.content_type ?? '', body: line.body ?? '', receivedAt: NOW })
    expect(out.malformed).toEqual([])
    expect(out.fixes).toHaveLength(line.expect.startsWith('position') ? 1 : 0)
  })
})

it('never throws, whatever comes', () => {
  fc.assert(fc.property(fc.string(), fc.constantFrom('', 'application/json', 'application/x-www-form-urlencoded'), fc.oneof(fc.string(), fc.json()), (query, contentType, body) => {
    const out = decodeOsmand({ query, contentType, body, receivedAt: NOW })
    for (const f of out.fixes) expect(Number.isFinite(f.lat) && Number.isFinite(f.lon) && Number.isFinite(f.at)).toBe(true)
  }), { numRuns: 500 })
})
