import { describe, expect, it } from 'vitest'
import { FrameSplitter } from './wsFrames'

const frame = (text: string): Buffer => {
  const body = Buffer.from(text)
  const head = body.length < 126 ? Buffer.from([0x81, body.length])
    : body.length < 65_536 ? Buffer.from([0x81, 126, body.length >> 8, body.length & 0xff])
      : Buffer.concat([Buffer.from([0x81, 127, 0, 0, 0, 0]), Buffer.from([body.length >>> 24, (body.length >> 16) & 0xff, (body.length >> 8) & 0xff, body.length & 0xff])])
  return Buffer.concat([head, body])
}
const HEAD = Buffer.from('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n')
const texts = ['42#changes\n一', 'x'.repeat(200), 'y'.repeat(70_000)]
const stream = Buffer.concat([HEAD, ...texts.map(frame), Buffer.from([0x89, 0])])

describe('the stream of a server', () => {
  it.each([1, 7, 4096, stream.length])('is cut into its messages when it comes in chunks of %i bytes', (size) => {
    const splitter = new FrameSplitter()
    const parts = []
    for (let i = 0; i < stream.length; i += size) parts.push(...splitter.push(stream.subarray(i, i + size)))
    expect(parts.map((p) => p.text)).toEqual([null, ...texts, null])
    expect(Buffer.concat(parts.map((p) => p.bytes)).equals(stream)).toBe(true)
  })

  it.each([1, 1000])('goes through untouched when it is a page, in chunks of %i bytes', (size) => {
    const page = Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc`)
    const splitter = new FrameSplitter()
    const out: Buffer[] = []
    for (let i = 0; i < page.length; i += size) for (const p of splitter.push(page.subarray(i, i + size))) out.push(p.bytes)
    expect(Buffer.concat(out).equals(page)).toBe(true)
  })
})
