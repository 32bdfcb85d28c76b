import { isIP } from 'node:net'
import { isAbsolute, resolve } from 'node:path'
import Type from 'typebox'
import Value from 'typebox/value'
import { OneOf, Strict } from '@liandong/shared/kernel/schema'

/** What the server is told from outside, after checking. Frozen. */
export interface Config {
  /** TCP port; 0 lets the system choose (tests). */
  readonly port: number
  readonly host: string
  /** HTTPS, and whose certificate; null is plain HTTP. */
  readonly tls: TlsSettings | null
  /** Where a proxy or a balancer shows this server, an origin such as `https://console.example.org`; its pages may come from there. */
  readonly publicUrl?: string
  /** Addresses and networks whose `X-Forwarded-*` is believed. */
  readonly trustedProxies: readonly string[]
  /** Listener of figures and details of health, for operators alone; port 0 lets the system choose. */
  readonly inner: { readonly host: string; readonly port: number }
  /** Absolute folder of everything the server keeps on disk. */
  readonly dataDir: string
  /** PostgreSQL URL; absent means the embedded one under `dataDir`. */
  readonly databaseUrl?: string
  /** Redis URL; absent means a single node with the memory bus. */
  readonly redisUrl?: string
  /** Name of the pack under `server/src/packs`. */
  readonly district: string
  /** Demo: scenario clock, simulator, watermark. */
  readonly demo: boolean
  /** Whether the demo fills itself: past week and simulator. `DEMO=still` has the demo's doors and nothing moving. */
  readonly simulator: boolean
  readonly logLevel: LogLevel
  /** Another sign-in provider (OpenID Connect), whose browsers come back to `redirectUri`. */
  readonly provider?: { readonly name: string; readonly issuer: string; readonly clientId: string; readonly clientSecret: string; readonly redirectUri: string; readonly acr?: string }
  /** Keys that seal what must be destroyed one day: base64 of 32 bytes each, newest first. Absent: `DATA_DIR/keys.json`. Never logged. */
  readonly secretKeys?: readonly string[]
}

/** The operator's own PEM files, or a site authority of ours; `names` are told to it besides those of the machine. */
export type TlsSettings = { readonly cert: string; readonly key: string; readonly names: readonly string[] } | { readonly names: readonly string[] }

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** Hosts that only this machine can reach. */
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/

/** A setting that can't be used. Its message is one sentence for the person who set it; no stack is needed. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  /** Tells whoever prints it that the message alone is enough. */
  readonly plain = true
}

const Settings = Strict({
  PORT: Type.String({ pattern: '^\\d{1,5}$' }),
  HOST: Type.String({ minLength: 1, maxLength: 253, pattern: '^[A-Za-z0-9.:-]+$' }),
  TLS: Type.Optional(OneOf(['on', 'off'])),
  TLS_CERT: Type.Optional(Type.String({ minLength: 1 })),
  TLS_KEY: Type.Optional(Type.String({ minLength: 1 })),
  TLS_NAMES: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9.:, -]{1,2000}$' })),
  PUBLIC_URL: Type.Optional(Type.String({ pattern: '^https?://[a-z0-9.-]+(:\\d{1,5})?/?$' })),
  TRUSTED_PROXIES: Type.Optional(Type.String({ maxLength: 2000 })),
  INNER_HOST: Type.String({ minLength: 1, maxLength: 253, pattern: '^[A-Za-z0-9.:-]+$' }),
  INNER_PORT: Type.Optional(Type.String({ pattern: '^\\d{1,5}$' })),
  DATA_DIR: Type.String({ minLength: 1 }),
  DATABASE_URL: Type.Optional(Type.String({ pattern: '^postgres(ql)?://.+' })),
  REDIS_URL: Type.Optional(Type.String({ pattern: '^rediss?://.+' })),
  DISTRICT: Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$' }),
  DEMO: OneOf(['on', 'off', 'still', 'true', 'false', '1', '0']),
  LOG_LEVEL: OneOf(LOG_LEVELS),
  OIDC_ISSUER: Type.Optional(Type.String({ pattern: '^https?://[^\\s]{1,300}$' })),
  OIDC_CLIENT_ID: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  OIDC_CLIENT_SECRET: Type.Optional(Type.String({ minLength: 1, maxLength: 400 })),
  OIDC_NAME: Type.Optional(Type.String({ minLength: 1, maxLength: 40 })),
  OIDC_ACR: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  SECRET_KEY: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9+/]{43}=(\\s*,\\s*[A-Za-z0-9+/]{43}=)*$' })),
})

const DEFAULTS = { PORT: '8080', HOST: '127.0.0.1', DATA_DIR: './data', DISTRICT: 'wucheng', DEMO: 'off', LOG_LEVEL: 'info', INNER_HOST: '127.0.0.1' }

/** What each setting wants, in the words of the sentence a bad one gets. */
const WANTS: Record<keyof Type.Static<typeof Settings>, string> = {
  PORT: 'a port number from 0 to 65535',
  HOST: 'a host name or an IP address',
  TLS: '"on" or "off"',
  TLS_CERT: 'the path of a PEM file',
  TLS_KEY: 'the path of a PEM file',
  TLS_NAMES: 'names and addresses with commas between them',
  PUBLIC_URL: 'an address without a path, in small letters, for instance https://console.example.org',
  TRUSTED_PROXIES: 'addresses and networks with commas between them, for instance 10.0.0.7, 192.168.7.0/24',
  INNER_HOST: 'a host name or an IP address',
  INNER_PORT: 'a port number from 0 to 65535',
  DATA_DIR: 'the path of a folder',
  DATABASE_URL: 'a URL that begins with postgres://',
  REDIS_URL: 'a URL that begins with redis:// or rediss://',
  DISTRICT: 'the name of a district pack, for instance wucheng',
  DEMO: '"on", "off" or "still"',
  LOG_LEVEL: `one of ${LOG_LEVELS.join(', ')}`,
  OIDC_ISSUER: 'the address of a sign-in provider, for instance https://id.example.org',
  OIDC_CLIENT_ID: 'the name this installation has at the provider',
  OIDC_CLIENT_SECRET: 'the secret this installation has at the provider',
  OIDC_NAME: 'what people call the provider',
  OIDC_ACR: 'the strength of sign-in the provider is asked for, in its own words',
  SECRET_KEY: '32 bytes in base64 (openssl rand -base64 32), or several with commas between, newest first',
}

/** What `serve` opens for those who run it; the demonstration takes any, so that several can stand side by side. */
const INNER_PORT = '9465'

/** URLs may hold a password and keys are secret, so a sentence never repeats them. */
const shown = (key: string, value: string) => (/_(URL|KEY|SECRET)$/.test(key) ? 'what was given' : JSON.stringify(value))

function refuse(key: keyof typeof WANTS, value: string): never {
  throw new ConfigError(`${key} must be ${WANTS[key]}, not ${shown(key, value)}.`)
}

/**
 * Reads the settings from an environment. An empty value counts as not set.
 * `DATA_DIR` is resolved against the working directory, which npm makes the root of the project.
 * Throws `ConfigError` with one sentence.
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const given: Record<string, string> = { ...DEFAULTS }
  for (const key of Object.keys(WANTS)) {
    const value = env[key]?.trim()
    if (value) given[key] = value
  }
  for (const key of Object.keys(WANTS) as (keyof typeof WANTS)[]) {
    const value = given[key]
    if (value !== undefined && !Value.Check(Settings.properties[key], value)) refuse(key, value)
  }
  const settings = Value.Parse(Settings, given)
  const port = Number(settings.PORT)
  if (port > 65_535) refuse('PORT', settings.PORT)
  const simulator = ['on', 'true', '1'].includes(settings.DEMO)
  const demo = simulator || settings.DEMO === 'still'
  const inner = settings.INNER_PORT ?? (demo ? '0' : INNER_PORT)
  if (Number(inner) > 65_535) refuse('INNER_PORT', inner)
  const publicUrl = settings.PUBLIC_URL?.replace(/\/$/, '')
  return Object.freeze({
    port,
    host: settings.HOST,
    tls: readTls(settings, { demo, simulator }),
    ...(publicUrl === undefined ? {} : { publicUrl }),
    trustedProxies: readProxies(settings.TRUSTED_PROXIES),
    inner: { host: settings.INNER_HOST, port: Number(inner) },
    dataDir: isAbsolute(settings.DATA_DIR) ? settings.DATA_DIR : resolve(settings.DATA_DIR),
    ...(settings.DATABASE_URL ? { databaseUrl: settings.DATABASE_URL } : {}),
    ...(settings.REDIS_URL ? { redisUrl: settings.REDIS_URL } : {}),
    district: settings.DISTRICT,
    demo,
    simulator,
    logLevel: settings.LOG_LEVEL,
    ...readProvider(settings, publicUrl),
    ...(settings.SECRET_KEY ? { secretKeys: settings.SECRET_KEY.split(',').map((k) => k.trim()) } : {}),
  })
}

/** Another sign-in provider, all of it or nothing; it sends browsers back to an address they can reach. */
function readProvider(s: Type.Static<typeof Settings>, publicUrl: string | undefined): Pick<Config, 'provider'> {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = s
  if (issuer === undefined && clientId === undefined && clientSecret === undefined) return {}
  if (issuer === undefined || clientId === undefined || clientSecret === undefined || publicUrl === undefined) {
    throw new ConfigError('A sign-in provider needs OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET and PUBLIC_URL together.')
  }
  return { provider: Object.freeze({ name: s.OIDC_NAME ?? new URL(issuer).host, issuer, clientId, clientSecret, redirectUri: `${publicUrl}/provider`, ...(s.OIDC_ACR ? { acr: s.OIDC_ACR } : {}) }) }
}

const list = (text: string | undefined): string[] => (text ?? '').split(',').map((t) => t.trim()).filter((t) => t !== '')

/** An address, or one with the bits of its network. */
function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address) as 0 | 4 | 6]
  return rest.length === 0 && most > 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most))
}

function readProxies(given: string | undefined): readonly string[] {
  const proxies = list(given)
  if (!proxies.every(isNetwork)) refuse('TRUSTED_PROXIES', given!)
  return Object.freeze(proxies)
}

/** `serve` speaks HTTPS unless it is told not to, and then only this machine may reach it. The demonstration speaks HTTP unless told. */
function readTls(s: Type.Static<typeof Settings>, { demo, simulator }: { demo: boolean; simulator: boolean }): TlsSettings | null {
  if ((s.TLS_CERT === undefined) !== (s.TLS_KEY === undefined)) throw new ConfigError('TLS_CERT and TLS_KEY go together: set both, or neither.')
  const on = (s.TLS ?? (demo ? 'off' : 'on')) === 'on'
  const names = Object.freeze(list(s.TLS_NAMES))
  if (!on) {
    if (!demo && !LOOPBACK.test(s.HOST)) {
      throw new ConfigError(
        `HOST is ${s.HOST}, but with TLS=off a server without DEMO listens on this machine only: ` +
          'leave TLS out, or set HOST to 127.0.0.1 and let a proxy that speaks HTTPS stand in front of it.')
    }
    return null
  }
  // The simulator is a process of its own that trusts nobody's authority but the public ones.
  if (simulator) throw new ConfigError('HTTPS needs DEMO=still or npm run serve: the simulator of the demonstration speaks HTTP only.')
  if (s.TLS_CERT === undefined || s.TLS_KEY === undefined) return Object.freeze({ names })
  return Object.freeze({ cert: resolve(s.TLS_CERT), key: resolve(s.TLS_KEY), names })
}
