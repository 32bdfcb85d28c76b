/** Why a track frame can't be read. The client drops the frame and asks for a full one. */
export type TrackFault =
  | 'not-a-track-frame' | 'wrong-version' | 'truncated' | 'trailing-bytes' | 'number-too-large' | 'unknown-flag'
  | 'unknown-slot' | 'slot-taken' | 'bad-id' | 'bad-status' | 'out-of-range'

/** A frame that breaks the format. Nothing of it has been applied. */
export class TrackFrameError extends Error {
  override readonly name = 'TrackFrameError'
  constructor(readonly fault: TrackFault, readonly offset: number) {
    super(`track frame: ${fault} at byte ${offset}`)
  }
}

/** Signed to unsigned, small magnitudes first: 0, -1, 1, -2, … become 0, 1, 2, 3, … */
export const zigzag = (n: number): number => (n < 0 ? -2 * n - 1 : 2 * n)
export const unzigzag = (n: number): number => (n % 2 === 1 ? -(n + 1) / 2 : n / 2)

/** A byte buffer that grows. Numbers are LEB128 varints; plain arithmetic, because instants exceed 32 bits. */
export class ByteWriter {
  private bytes: Uint8Array
  length = 0

  constructor(capacity = 4096) {
    this.bytes = new Uint8Array(capacity)
  }

  u8(n: number): void {
    if (this.length === this.bytes.length) this.grow()
    this.bytes[this.length++] = n
  }

  /** A non-negative integer up to 2^53 − 1. */
  varint(n: number): void {
    let left = n
    while (left >= 0x80) {
      this.u8((left % 0x80) | 0x80)
      left = Math.floor(left / 0x80)
    }
    this.u8(left)
  }

  signed(n: number): void {
    this.varint(zigzag(n))
  }

  /** ASCII only: identifiers are (`Id` in kernel/schema). */
  text(s: string): void {
    this.varint(s.length)
    for (let i = 0; i < s.length; i++) this.u8(s.charCodeAt(i))
  }

  /** A copy of what was written; the writer starts anew. */
  take(): Uint8Array {
    const out = this.bytes.slice(0, this.length)
    this.length = 0
    return out
  }

  private grow(): void {
    const larger = new Uint8Array(this.bytes.length * 2)
    larger.set(this.bytes)
    this.bytes = larger
  }
}

const MAX_ID = 80

/** Reads what `ByteWriter` wrote; everything out of bounds throws `TrackFrameError`. */
export class ByteReader {
  at = 0

  constructor(private readonly bytes: Uint8Array) {}

  get done(): boolean {
    return this.at >= this.bytes.length
  }

  fail(fault: TrackFault): never {
    throw new TrackFrameError(fault, this.at)
  }

  u8(): number {
    const b = this.bytes[this.at]
    if (b === undefined) this.fail('truncated')
    this.at++
    return b
  }

  varint(max = Number.MAX_SAFE_INTEGER): number {
    let n = 0
    let scale = 1
    for (let i = 0; i < 8; i++) {
      const b = this.u8()
      n += (b & 0x7f) * scale
      if (b < 0x80) return n <= max ? n : this.fail('number-too-large')
      scale *= 0x80
    }
    return this.fail('number-too-large')
  }

  signed(): number {
    return unzigzag(this.varint(0xffff_ffff))
  }

  id(): string {
    const length = this.varint(MAX_ID)
    if (length === 0) this.fail('bad-id')
    let s = ''
    for (let i = 0; i < length; i++) {
      const c = this.u8()
      if (c <= 0x20 || c >= 0x7f) this.fail('bad-id')
      s += String.fromCharCode(c)
    }
    return s
  }
}
