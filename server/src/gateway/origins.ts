import type { IncomingMessage } from 'node:http'

const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Whether a request may come in. A browser's Origin must be the very host it asks (cross-site sockets carry
 * another one, and Socket.IO's own CORS option doesn't guard WebSockets); on loopback the Host must be a name
 * of loopback, so that a foreign name pointed at 127.0.0.1 gets nothing. Devices send no Origin.
 */
export function originAllowed(headers: IncomingMessage['headers'], listensOn: string): boolean {
  const host = headers.host
  if (!host) return false
  const name = host.replace(/:\d+$/, '')
  const loopback = listensOn === '127.0.0.1' || listensOn === 'localhost' || listensOn === '::1'
  if (loopback && !LOOPBACK_NAMES.has(name)) return false
  const origin = headers.origin
  if (origin === undefined) return true
  return origin === `http://${host}` || origin === `https://${host}`
}
