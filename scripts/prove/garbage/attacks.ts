import { SESSION_COOKIE } from '../../../server/src/features/access/cookies'
import type { SeatedDoor } from '../rig/seat'
import { BINARY, CLOSE, CONTINUE, frame, PING, RawSocket, TEXT, text } from './rawSocket'

/** What must become of a connection. */
type Verdict = 'closed' | 'answered' | 'refused' | 'alive'

/** One attack on the frames below the packets, or on the way there. */
export interface Attack {
  name: string
  must: Verdict
  /** What is sent first; the right upgrade unless said. */
  opening?: string
  /** Not greeted first. */
  rude?: true
  /** From nobody's seat. */
  unseated?: true
  then?(s: RawSocket): void
}

/** The largest message that is taken; one byte more is refused (gateway/live.ts). */
const LIMIT = 64 * 1024
const BAD_UTF8 = Buffer.from([0x34, 0x32, 0x5b, 0x22, 0xc3, 0x28, 0xff, 0x22, 0x5d])

/** A command that is refused whatever it is, in a message of exactly so many bytes. */
function sized(bytes: number): Buffer {
  const [head, tail] = ['4277["command","', '"]']
  return text(head + 'x'.repeat(bytes - head.length - tail.length) + tail)
}

const send = (...frames: Buffer[]) => (s: RawSocket) => s.send(Buffer.concat(frames))
const again = (times: number, bytes: Buffer): Buffer => Buffer.concat(Array<Buffer>(times).fill(bytes))
const upgrade = RawSocket.upgrade

export const ATTACKS: readonly Attack[] = [
  { name: 'a message as large as may be', must: 'answered', then: send(sized(LIMIT)) },
  { name: 'a message one byte larger', must: 'closed', then: send(sized(LIMIT + 1)) },
  { name: 'fragments of one byte without end', must: 'closed', then: send(frame(TEXT, '4', { unfinished: true }), again(LIMIT + 1, frame(CONTINUE, 'x', { unfinished: true }))) },
  { name: 'empty fragments without end', must: 'closed', then: send(frame(TEXT, '4', { unfinished: true }), again(200_000, frame(CONTINUE, '', { unfinished: true })), frame(TEXT, 'x')) },
  { name: 'bad UTF-8', must: 'closed', then: send(frame(TEXT, BAD_UTF8)) },
  { name: 'a compressed bomb nobody agreed on', must: 'closed', then: send(frame(TEXT, Buffer.alloc(60_000), { compressed: true })) },
  { name: 'an unmasked frame', must: 'closed', then: send(frame(TEXT, '42["command"]', { unmasked: true })) },
  { name: 'an unknown opcode', must: 'closed', then: send(frame(3, 'x')) },
  { name: 'an unknown control opcode', must: 'closed', then: send(frame(11, 'x')) },
  { name: 'a ping too long', must: 'closed', then: send(frame(PING, 'x'.repeat(126))) },
  { name: 'a ping in fragments', must: 'closed', then: send(frame(PING, 'x', { unfinished: true })) },
  { name: 'a continuation of nothing', must: 'closed', then: send(frame(CONTINUE, 'x')) },
  { name: 'a text in the middle of another', must: 'closed', then: send(frame(TEXT, '4', { unfinished: true }), frame(TEXT, '4')) },
  { name: 'a frame of 2^62 bytes', must: 'closed', then: send(frame(TEXT, 'x', { claims: 2n ** 62n })) },
  { name: 'a close with a code that is none', must: 'closed', then: send(frame(CLOSE, Buffer.from([0, 1]))) },
  { name: 'a close of one byte', must: 'closed', then: send(frame(CLOSE, Buffer.from([3]))) },
  { name: 'two thousand pings', must: 'alive', then: send(again(2000, frame(PING, 'x'))) },
  { name: 'eleven attachments', must: 'closed', then: send(text('4511-["command",{"_placeholder":true,"num":0}]')) },
  { name: 'an attachment that never comes', must: 'closed', then: send(text('451-["a"]')) },
  { name: 'a binary frame of nothing known', must: 'closed', then: send(frame(BINARY, Buffer.alloc(4096, 1))) },
  { name: 'a command before hello', must: 'closed', rude: true, then: send(text('421["command",{}]')) },
  { name: 'a hello of another version', must: 'refused', rude: true, then: send(text('40{"v":2,"mask":"desk"}')) },
  { name: 'a hello with a mask nobody has', must: 'refused', rude: true, then: send(text('40{"v":1,"mask":"__proto__"}')) },
  { name: 'a hello that pollutes', must: 'refused', rude: true, then: send(text('40{"__proto__":{"v":1,"mask":"desk"}}')) },
  { name: 'a hello that is a list', must: 'refused', rude: true, then: send(text('40[]')) },
  { name: 'a hello to another namespace', must: 'closed', rude: true, then: send(text('40/admin,{}')) },
  { name: 'a hello from nobody', must: 'refused', rude: true, unseated: true, then: send(text('40{"v":1,"mask":"desk"}')) },
  { name: 'a hello with a seat that is none', must: 'refused', rude: true, unseated: true, opening: RawSocket.seated(upgrade(), `${SESSION_COOKIE}=${'A'.repeat(43)}`), then: send(text('40{"v":1,"mask":"wall"}')) },
  { name: 'hello twice', must: 'closed', then: send(text('40{"v":1,"mask":"desk"}')) },
  { name: 'polling', must: 'closed', rude: true, opening: 'GET /live/?EIO=4&transport=polling HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n' },
  { name: 'another protocol version', must: 'closed', rude: true, opening: upgrade('EIO=3&transport=websocket') },
  { name: 'a session that is not', must: 'closed', rude: true, opening: upgrade('EIO=4&transport=websocket&sid=none') },
  { name: 'two sessions in one request', must: 'closed', rude: true, opening: upgrade('EIO=4&transport=websocket&sid=a&sid=b') },
  { name: 'an upgrade to another WebSocket', must: 'closed', rude: true, opening: upgrade(undefined, 'Sec-WebSocket-Version: 99\r\n') },
  { name: 'an upgrade that asks for compression', must: 'alive', opening: upgrade(undefined, 'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Extensions: permessage-deflate\r\n') },
  { name: 'an upgrade from another site', must: 'closed', rude: true, opening: upgrade(undefined, 'Sec-WebSocket-Version: 13\r\nOrigin: http://evil.example\r\n') },
  { name: 'an upgrade of another path', must: 'closed', rude: true, opening: upgrade(undefined, undefined, '/nothing') },
  { name: 'packets that come with the upgrade', must: 'closed', rude: true, opening: upgrade() + '\xff\xff\xff\xff' },
  { name: 'a request line that is none', must: 'closed', rude: true, opening: 'GARBAGE\r\n\r\n' },
  { name: 'headers of 100 KB', must: 'closed', rude: true, opening: `GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n${Array.from({ length: 1000 }, (_, i) => `X-${i}: ${'y'.repeat(95)}\r\n`).join('')}\r\n` },
  { name: 'two lengths of one body', must: 'closed', rude: true, opening: 'POST /api/commands HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /' },
]

/** A connection that must go is gone within this. The path of nobody is Engine.IO's to close, which takes its second. */
const GONE_MS = 2_500

/** Makes one attack; answers what is wrong with what came of it, or null. */
export async function attack({ port, cookie }: SeatedDoor, a: Attack, auth: object): Promise<string | null> {
  const opening = a.opening ?? upgrade()
  const s = RawSocket.open(port, Buffer.from(a.unseated ? opening : RawSocket.seated(opening, cookie), 'latin1'))
  try {
    if (a.rude) await s.until(() => s.closed || s.texts.length > 0, GONE_MS)
    else if (!(await s.welcome(auth, 5_000))) return `${a.name}: was not welcomed`
    const began = performance.now()
    a.then?.(s)
    if (a.must === 'alive') {
      if (s.closed) return `${a.name}: was closed`
      s.send(text('4278["nobody"]'))
      return (await s.until(() => s.texts.some((t) => t.startsWith('4378[')), GONE_MS)) ? null : `${a.name}: nothing was answered afterwards`
    }
    await s.until(() => s.closed || is(s, a.must), GONE_MS)
    if (is(s, a.must)) return null
    return `${a.name}: must be ${a.must}, was ${s.closed ? 'closed' : 'left open'} after ${Math.round(performance.now() - began)} ms`
  } finally {
    s.end()
  }
}

function is(s: RawSocket, must: Verdict): boolean {
  if (must === 'closed') return s.closed
  if (must === 'answered') return s.texts.some((t) => t.startsWith('4377['))
  return must === 'refused' && s.texts.some((t) => t.startsWith('44'))
}
