/** WebSocket opcodes (RFC 6455 §5.2). */
export const TEXT = 1, BINARY = 2

/** One unmasked, final WebSocket frame as a server sends it: header and payload in one buffer, so that it is one write. */
export function wsFrame(payload: Uint8Array, opcode: typeof TEXT | typeof BINARY): Buffer {
  const n = payload.length
  const head = n < 126 ? 2 : n < 65_536 ? 4 : 10
  const frame = Buffer.allocUnsafe(head + n)
  frame[0] = 0x80 | opcode
  if (head === 2) frame[1] = n
  else if (head === 4) {
    frame[1] = 126
    frame.writeUInt16BE(n, 2)
  } else {
    frame[1] = 127
    frame.writeBigUInt64BE(BigInt(n), 2)
  }
  frame.set(payload, head)
  return frame
}
