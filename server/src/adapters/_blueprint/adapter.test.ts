import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Fix } from '@liandong/shared/wire/fix'
import { openLineDoor } from './connect'
import { decodeLine } from './decode'

const samples = JSON.parse(readFileSync(new URL('samples/lines.json', import.meta.url), 'utf8')) as { line: string; fixes: Fix[]; malformed?: boolean }[]

it.each(samples)('decodes "$line"', (s) => {
  const out = decodeLine(s.line)
  expect([out.fixes, out.malformed.length > 0]).toEqual([s.fixes, s.malformed ?? false])
})

it('never throws', () => fc.assert(fc.property(fc.string(), (line) => void decodeLine(line))))

it('takes lines over a connection, cuts off a wrong token, and stops', async () => {
  const got: string[] = []
  let taken: () => void = () => {}
  const all = new Promise<void>((done) => (taken = done))
  const door = await openLineDoor({
    host: '127.0.0.1', port: 0, authenticate: (t) => (t === 'secret' ? 'radio' : null),
    accept: (fixes, source) => void got.push(`${source} ${fixes[0]!.device}`),
    malformed: (source) => {
      got.push(`${source} malformed`)
      taken()
    },
  })
  const stranger = connect(door.port, '127.0.0.1').on('error', () => {})
  stranger.write('guess\nP1,1795420800,29,119\n')
  await once(stranger, 'close')
  const radio = connect(door.port, '127.0.0.1').on('error', () => {})
  radio.write('secret\nP17,17954')
  radio.write('20800,29,119\nnonsense\n')
  await all
  expect(got).toEqual(['radio P17', 'radio malformed'])
  const ended = once(radio, 'close')
  await door.stop()
  await ended
})
