import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import { LOOPBACK_NAMES, liesIn, networks, plainName, PRIVATE_ENDINGS } from '../platform/tls/names'

/** What this server is called and whom it believes. */
export interface OriginRules {
  /** The configured host. */
  listensOn: string
  /** Whether it speaks TLS itself. */
  https?: boolean
  /** The origin under which a proxy shows it. */
  publicUrl?: string | undefined
  /** Names of this machine and of its certificate, asked each time because a certificate may be renewed with others. */
  names?(): readonly string[]
  /** Addresses and networks whose `X-Forwarded-Proto` and `-Host` are believed. */
  trustedProxies?: readonly string[]
}

export type Asking = Pick<IncomingMessage, 'headers' | 'method'> & { socket?: { remoteAddress?: string | undefined } | undefined }

/** Methods that read. Everything else changes something, and so does a connection over which commands travel. */
const READS = new Set(['GET', 'HEAD', 'OPTIONS'])

/** The last one: what the proxy nearest to us wrote, whatever the caller had put before it. */
const last = (header: string | string[] | undefined): string | undefined => {
  const all = Array.isArray(header) ? header.join(',') : header
  return all?.slice(all.lastIndexOf(',') + 1).trim() || undefined
}

/**
 * Whether a request may come in; asked of every request and of every WebSocket (Socket.IO's own CORS option doesn't guard those).
 * - The host asked for must be ours: a name of this machine or of its certificate, an address, or that of `PUBLIC_URL`; on loopback
 *   a loopback name. So a foreign name pointed at our address gets nothing.
 * - A browser's Origin must be exactly scheme, host and port asked for, or `PUBLIC_URL`. `null` is nobody's.
 * - Who changes something without an Origin is either a page of ours (`Sec-Fetch-Site: same-origin`) or no browser at all, and then
 *   it brings no cookies: devices come with tokens.
 */
export function originGuard(rules: OriginRules): (req: Asking) => boolean {
  const loopback = LOOPBACK_NAMES.includes(rules.listensOn)
  const publicHost = rules.publicUrl === undefined ? undefined : new URL(rules.publicUrl).host
  const proxies = networks(rules.trustedProxies ?? [])
  const own = rules.https ? 'https' : 'http'

  const known = (host: string): boolean => {
    if (host === publicHost) return true
    const name = plainName(host.replace(/:\d{1,5}$/, ''))
    if (LOOPBACK_NAMES.includes(name)) return true
    if (loopback) return false
    const names = rules.names?.() ?? []
    return isIP(name) !== 0 || names.some((n) => n === name || (isIP(n) === 0 && PRIVATE_ENDINGS.some((e) => name === `${n}.${e}`)) || covers(n, name))
  }

  return (req) => {
    const { headers } = req
    const believed = liesIn(proxies, req.socket?.remoteAddress ?? '')
    const host = (believed && last(headers['x-forwarded-host'])) || headers.host
    const scheme = (believed && last(headers['x-forwarded-proto'])) || own
    if (!host || !known(host)) return false
    const { origin } = headers
    if (origin !== undefined) return origin === `${scheme}://${host}` || origin === rules.publicUrl
    if (READS.has(req.method ?? '') && headers.upgrade === undefined) return true
    const site = headers['sec-fetch-site']
    return site === undefined ? headers.cookie === undefined : site === 'same-origin'
  }
}

/** Whether a certificate's `*.example.org` means this name. */
const covers = (pattern: string, name: string): boolean => pattern.startsWith('*.') && name.slice(name.indexOf('.')) === pattern.slice(1)
