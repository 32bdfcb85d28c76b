import { isAbsolute } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ConfigError, readConfig } from './config'

const sentenceOf = (env: Record<string, string>) => {
  try {
    readConfig(env)
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError)
    return (error as Error).message
  }
  return 'accepted'
}

describe('readConfig', () => {
  it('has a default for everything and is frozen', () => {
    const config = readConfig({})
    expect(config).toMatchObject({ port: 8080, host: '127.0.0.1', district: 'wucheng', demo: false, simulator: false, logLevel: 'info' })
    expect(config).toMatchObject({ tls: { names: [] }, trustedProxies: [], inner: { host: '127.0.0.1', port: 9465 } })
    expect(isAbsolute(config.dataDir)).toBe(true)
    expect('databaseUrl' in config || 'redisUrl' in config).toBe(false)
    expect(Object.isFrozen(config)).toBe(true)
  })

  it('takes what is set and ignores empty and foreign names', () => {
    const config = readConfig({
      PORT: '0', HOST: '0.0.0.0', DATA_DIR: '/srv/x', DATABASE_URL: 'postgres://u@h/d', REDIS_URL: 'redis://h',
      DISTRICT: 'san-francisco', DEMO: 'on', LOG_LEVEL: '', PATH: '/bin',
    })
    expect(config).toEqual({
      port: 0, host: '0.0.0.0', tls: null, trustedProxies: [], inner: { host: '127.0.0.1', port: 0 }, dataDir: '/srv/x', databaseUrl: 'postgres://u@h/d', redisUrl: 'redis://h',
      district: 'san-francisco', demo: true, simulator: true, logLevel: 'info',
    })
  })

  it.each([
    [{ PORT: '80a' }, 'PORT must be a port number from 0 to 65535, not "80a".'],
    [{ PORT: '70000' }, 'PORT must be a port number from 0 to 65535, not "70000".'],
    [{ DEMO: 'maybe' }, 'DEMO must be "on", "off" or "still", not "maybe".'],
    [{ DISTRICT: '../etc' }, 'DISTRICT must be the name of a district pack, for instance wucheng, not "../etc".'],
    [{ DATABASE_URL: 'mysql://root:secret@h/d' }, 'DATABASE_URL must be a URL that begins with postgres://, not what was given.'],
    [{ TLS: 'maybe' }, 'TLS must be "on" or "off", not "maybe".'],
    [{ TLS_CERT: 'a.pem' }, 'TLS_CERT and TLS_KEY go together: set both, or neither.'],
    [{ TLS: 'on', DEMO: 'on' }, /^HTTPS needs DEMO=still or npm run serve/],
    [{ PUBLIC_URL: 'https://console.example.org/desk' }, /^PUBLIC_URL must be an address without a path.* not what was given\.$/],
    [{ PUBLIC_URL: 'https://Console.example.org' }, /^PUBLIC_URL must be/],
    [{ TRUSTED_PROXIES: '10.0.0.0/33' }, /^TRUSTED_PROXIES must be addresses and networks/],
    [{ TRUSTED_PROXIES: '10.0.0.1, proxy' }, /^TRUSTED_PROXIES must be addresses and networks/],
    [{ INNER_PORT: '70000' }, 'INNER_PORT must be a port number from 0 to 65535, not "70000".'],
    [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL must be one of fatal, error/],
  ])('says what is wrong with %j in one sentence', (env, sentence) => {
    expect(sentenceOf(env as Record<string, string>)).toMatch(sentence)
  })

  it('takes keys, newest first, and repeats none', () => {
    const [a, b] = ['a', 'b'].map((c) => Buffer.alloc(32, c).toString('base64'))
    expect(readConfig({ SECRET_KEY: `${a}, ${b}` }).secretKeys).toEqual([a, b])
    expect('secretKeys' in readConfig({ SECRET_KEY: '' })).toBe(false)
    expect(sentenceOf({ SECRET_KEY: 'too short' })).toMatch(/^SECRET_KEY must be 32 bytes in base64 .*, not what was given\.$/)
    expect(sentenceOf({ SECRET_KEY: `${a},` })).not.toContain(a)
  })

  it('knows a demo in which nothing moves by itself', () => {
    expect(readConfig({ DEMO: 'still', HOST: '0.0.0.0' })).toMatchObject({ demo: true, simulator: false })
  })

  it('serves beyond this machine only over HTTPS, unless it is the demonstration', () => {
    for (const HOST of ['0.0.0.0', '10.0.0.5', '::', 'console.example.org']) {
      expect(sentenceOf({ HOST, TLS: 'off' })).toMatch(/leave TLS out, or set HOST to 127\.0\.0\.1/)
      expect(readConfig({ HOST }).tls).toEqual({ names: [] })
    }
    for (const HOST of ['127.0.0.1', '127.0.1.1', '::1', 'localhost']) expect(readConfig({ HOST, TLS: 'off' }).tls).toBe(null)
    expect(readConfig({ HOST: '0.0.0.0', DEMO: 'on' }).tls).toBe(null)
    expect(readConfig({ DEMO: 'still', TLS: 'on' }).tls).toEqual({ names: [] })
  })

  it('takes the operator\'s certificate, further names, a proxy and its address', () => {
    expect(readConfig({
      TLS_CERT: '/etc/c.pem', TLS_KEY: '/etc/k.pem', TLS_NAMES: 'console.example.org, 10.0.0.5', PUBLIC_URL: 'https://console.example.org/', TRUSTED_PROXIES: '10.0.0.7,fd00::/8',
      INNER_PORT: '9000', INNER_HOST: '10.0.0.5',
    })).toMatchObject({
      tls: { cert: '/etc/c.pem', key: '/etc/k.pem', names: ['console.example.org', '10.0.0.5'] }, publicUrl: 'https://console.example.org',
      trustedProxies: ['10.0.0.7', 'fd00::/8'], inner: { host: '10.0.0.5', port: 9000 },
    })
  })
})

it('takes a sign-in provider whole, with an address it can send browsers back to, and tells no secret', () => {
  const all = { OIDC_ISSUER: 'https://id.example.org', OIDC_CLIENT_ID: 'liandong', OIDC_CLIENT_SECRET: 'very secret', PUBLIC_URL: 'https://console.example.org' }
  expect(readConfig(all).provider).toEqual({
    name: 'id.example.org', issuer: 'https://id.example.org', clientId: 'liandong', clientSecret: 'very secret', redirectUri: 'https://console.example.org/provider',
  })
  expect(readConfig({}).provider).toBeUndefined()
  for (const missing of Object.keys(all)) expect(() => readConfig({ ...all, [missing]: '' })).toThrow('needs OIDC_ISSUER')
  expect(() => readConfig({ ...all, OIDC_CLIENT_SECRET: 'very secret'.repeat(99) })).toThrow('not what was given')
})
