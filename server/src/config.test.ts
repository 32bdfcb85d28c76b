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
      port: 0, host: '0.0.0.0', dataDir: '/srv/x', databaseUrl: 'postgres://u@h/d', redisUrl: 'redis://h',
      district: 'san-francisco', demo: true, simulator: true, logLevel: 'info',
    })
  })

  it.each([
    [{ PORT: '80a' }, 'PORT must be a port number from 0 to 65535, not "80a".'],
    [{ PORT: '70000' }, 'PORT must be a port number from 0 to 65535, not "70000".'],
    [{ DEMO: 'maybe' }, 'DEMO must be "on", "off" or "still", not "maybe".'],
    [{ DISTRICT: '../etc' }, 'DISTRICT must be the name of a district pack, for instance wucheng, not "../etc".'],
    [{ DATABASE_URL: 'mysql://root:secret@h/d' }, 'DATABASE_URL must be a URL that begins with postgres://, not what was given.'],
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

  it('refuses to serve beyond this machine without the demo', () => {
    for (const HOST of ['0.0.0.0', '10.0.0.5', '::', 'console.example.org']) expect(sentenceOf({ HOST })).toMatch(/set HOST to 127\.0\.0\.1/)
    for (const HOST of ['127.0.0.1', '127.0.1.1', '::1', 'localhost']) expect(sentenceOf({ HOST })).toBe('accepted')
    expect(sentenceOf({ HOST: '0.0.0.0', DEMO: 'on' })).toBe('accepted')
  })
})
