import { isAbsolute, resolve } from 'node:path'
import Type from 'typebox'
import Value from 'typebox/value'
import { OneOf, Strict } from '@liandong/shared/kernel/schema'

/** What the server is told from outside, after checking. Frozen. */
export interface Config {
  /** TCP port; 0 lets the system choose (tests). */
  readonly port: number
  readonly host: string
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
  /** Keys that seal what must be destroyed one day: base64 of 32 bytes each, newest first. Absent: `DATA_DIR/keys.json`. Never logged. */
  readonly secretKeys?: readonly string[]
}

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
  DATA_DIR: Type.String({ minLength: 1 }),
  DATABASE_URL: Type.Optional(Type.String({ pattern: '^postgres(ql)?://.+' })),
  REDIS_URL: Type.Optional(Type.String({ pattern: '^rediss?://.+' })),
  DISTRICT: Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$' }),
  DEMO: OneOf(['on', 'off', 'still', 'true', 'false', '1', '0']),
  LOG_LEVEL: OneOf(LOG_LEVELS),
  SECRET_KEY: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9+/]{43}=(\\s*,\\s*[A-Za-z0-9+/]{43}=)*$' })),
})

const DEFAULTS = { PORT: '8080', HOST: '127.0.0.1', DATA_DIR: './data', DISTRICT: 'wucheng', DEMO: 'off', LOG_LEVEL: 'info' }

/** What each setting wants, in the words of the sentence a bad one gets. */
const WANTS: Record<keyof Type.Static<typeof Settings>, string> = {
  PORT: 'a port number from 0 to 65535',
  HOST: 'a host name or an IP address',
  DATA_DIR: 'the path of a folder',
  DATABASE_URL: 'a URL that begins with postgres://',
  REDIS_URL: 'a URL that begins with redis:// or rediss://',
  DISTRICT: 'the name of a district pack, for instance wucheng',
  DEMO: '"on", "off" or "still"',
  LOG_LEVEL: `one of ${LOG_LEVELS.join(', ')}`,
  SECRET_KEY: '32 bytes in base64 (openssl rand -base64 32), or several with commas between, newest first',
}

/** URLs may hold a password and keys are secret, so a sentence never repeats them. */
const shown = (key: string, value: string) => (/_(URL|KEY)$/.test(key) ? 'what was given' : JSON.stringify(value))

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
  if (!demo && !LOOPBACK.test(settings.HOST)) {
    throw new ConfigError(
      `HOST is ${settings.HOST}, but until accounts exist a server without DEMO listens on this machine only: ` +
        'set HOST to 127.0.0.1 and let a proxy that checks who calls stand in front of it.')
  }
  return Object.freeze({
    port,
    host: settings.HOST,
    dataDir: isAbsolute(settings.DATA_DIR) ? settings.DATA_DIR : resolve(settings.DATA_DIR),
    ...(settings.DATABASE_URL ? { databaseUrl: settings.DATABASE_URL } : {}),
    ...(settings.REDIS_URL ? { redisUrl: settings.REDIS_URL } : {}),
    district: settings.DISTRICT,
    demo,
    simulator,
    logLevel: settings.LOG_LEVEL,
    ...(settings.SECRET_KEY ? { secretKeys: settings.SECRET_KEY.split(',').map((k) => k.trim()) } : {}),
  })
}
