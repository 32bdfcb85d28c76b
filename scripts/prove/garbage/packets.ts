import type { Dice } from '../../../server/src/features/demo/dice'
import { DECIDERS } from '@liandong/shared/areas'
import fc from 'fast-check'
import { NASTY, nearlyValid, valid, type JsonSchema } from '../fuzz/generate'
import { BINARY, frame, text } from './rawSocket'

/** One packet of garbage as bytes. */
export interface Packet {
  bytes: Buffer
  /** The acknowledgement it must get, while the connection stays. */
  wants?: number
  /** Whether the server may end the connection over it. */
  mayClose?: true
}

type Maker = (dice: Dice, id: number) => Packet

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
const wide = (keys: number): string => `{${Array.from({ length: keys }, (_, i) => `"${i.toString(36)}":0`).join(',')}}`
const WIDE = wide(5000)
const asked = (id: number, args: string): Packet => ({ bytes: text(`42${id}[${args}]`), wants: id })
const nasty = (dice: Dice): string => JSON.stringify(dice.pick(NASTY)) ?? 'null'

/** Bodies of every command, right and nearly right, made once. */
const BODIES = DECIDERS.map((d) => {
  const s = d.schema as unknown as JsonSchema
  return { type: d.type, bodies: [...fc.sample(nearlyValid(s), { numRuns: 60, seed: 7 }), ...fc.sample(valid(s), { numRuns: 10, seed: 7 })].map((b) => JSON.stringify(b) ?? 'null') }
})

const NAMES = ['tracks', 'snapshot', 'hello', 'changes', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'joinRoom', '', ' ', 'x'.repeat(3000), '*', 'ping', 'drop table log']
const BROKEN = [
  '451-["a"]', '4511-["a","b"]', '452-{}', '42["a"', '42', '42{}', '42[]', '42[1]', '42[null]', '4', '', '9', '1', '5', '6', '2', '2probe', '3probe', 'bAAAA', 'b!!!!', '40', '40/admin,{}', '40/admin', '41/x,',
  '41', '43[]', '431', '44', '44{}', '42["error"]', '42["connect"]', '42["disconnect"]', '42["newListener"]', '42#error\nx', '42#command', '42999999999999999999["command"]', '4\u0000', '42["\ud800"]', '4[', '42["command",]', `42[${nested(3000)}]`,
]

const MAKERS: readonly [number, Maker][] = [
  [4, (d, id) => asked(id, `"command"${`,${nasty(d)}`.repeat(d.whole(0, 4))}`)],
  [3, (d, id) => asked(id, `"command",{"v":${nasty(d)},"id":${nasty(d)},"type":${nasty(d)},"body":${nasty(d)}}`)],
  [8, (d, id) => { const b = d.pick(BODIES); return asked(id, `"command",{"v":1,"id":"g${d.whole(0, 2 ** 40)}","type":"${b.type}","body":${d.pick(b.bodies)}}`) }],
  [2, (d, id) => asked(id, `"command",{"v":1,"id":"d${d.whole(0, 2 ** 40)}","type":"ReportIncident","body":${nested(d.pick([10, 500, 5000]))}}`)],
  [2, (_, id) => asked(id, `"command",{"__proto__":{"ok":true},"constructor":{"prototype":{"v":1}},"v":1,"id":"p","type":"ReportIncident","body":{"__proto__":{"kindId":"fire"}}}`)],
  [0.2, (_, id) => asked(id, `"command",${WIDE}`)],
  [4, (d, id) => asked(id, `${JSON.stringify(d.pick(NAMES))},${nasty(d)}`)],
  [2, (d) => ({ bytes: text(`42[${JSON.stringify(d.pick(NAMES))},${nasty(d)}]`) })],
  [2, (d) => ({ bytes: text(`42["command",${nasty(d)}]`) })],
  [2, (d) => ({ bytes: text(`42["resync",${d.chance(0.5) ? nasty(d) : `{"position":${nasty(d)},"groups":${nasty(d)}}`}]`) })],
  [1, (d) => ({ bytes: text(`43${d.whole(0, 50)}[${nasty(d)}]`) })],
  [1, (d) => ({ bytes: text(`42#${d.pick(['command', 'resync', 'x', '__proto__'])}\n${nasty(d)}`) })],
  [1.2, (d) => ({ bytes: text(d.pick(BROKEN)), mayClose: true })],
  [0.5, (d) => ({ bytes: frame(BINARY, Buffer.from(Array.from({ length: d.whole(0, 40) }, () => d.whole(0, 255)))), mayClose: true })],
  [0.5, (d) => ({ bytes: frame(BINARY, Buffer.from(`T${'x'.repeat(d.whole(0, 200))}`)) })],
]

/** So many packets of every kind. Those a connection does not survive come last, so that the others are looked at. */
export function garbagePackets(dice: Dice, count: number): Packet[] {
  const packets = Array.from({ length: count }, (_, i) => dice.weighted(MAKERS, ([weight]) => weight)[1](dice, i + 1))
  return [...packets.filter((p) => !p.mayClose), ...packets.filter((p) => p.mayClose)]
}
