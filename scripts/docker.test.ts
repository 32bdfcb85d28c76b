import { Ajv } from 'ajv'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

const root = join(import.meta.dirname, '..')
const text = (path: string) => readFileSync(join(root, path), 'utf8')

/** The schema of the Compose specification, as a linter that is kept up to date carries it. */
const schema = JSON.parse(readFileSync(
  join(dirname(createRequire(import.meta.url).resolve('dclint/package.json')), 'schemas/compose.schema.json'), 'utf8')) as object
const valid = new Ajv({ strict: false, validateSchema: false, allErrors: true, formats: { duration: true, ports: true, expose: true } }).compile(schema)
const errorsOf = (file: unknown) => (valid(file) ? [] : (valid.errors ?? []).map((e) => `${e.instancePath} ${e.message}`))

interface Service { image?: string; build?: { context: string; dockerfile: string }; healthcheck?: unknown; depends_on?: Record<string, { condition: string }>; ports?: string[] }
const compose = parse(text('docker/compose.yml')) as { services: Record<string, Service>; volumes: object }

describe('docker/compose.yml', () => {
  it('is what the Compose specification allows', () => {
    expect(errorsOf(compose)).toEqual([])
  })

  it('would be refused with a misspelt or mistyped key', () => {
    expect(errorsOf({ services: { server: { imagge: 'x' } } })).not.toEqual([])
    expect(errorsOf({ services: { server: { image: 'x', ports: 8080 } } })).not.toEqual([])
  })

  it('builds from files that exist, waits for what it needs and opens nothing beyond this machine', () => {
    const { server, ...others } = compose.services
    expect(existsSync(join(root, 'docker', server!.build!.context, server!.build!.dockerfile))).toBe(true)
    expect(Object.keys(server!.depends_on!).sort()).toEqual(Object.keys(others).sort())
    expect(Object.values(server!.depends_on!).every((d) => d.condition === 'service_healthy')).toBe(true)
    expect(Object.values(others).every((s) => s.healthcheck && !s.ports)).toBe(true)
    expect(server!.ports!.every((p) => p.startsWith('127.0.0.1:'))).toBe(true)
  })
})

describe('docker/Dockerfile', () => {
  const lines = text('docker/Dockerfile').split('\n').filter((line) => line && !line.startsWith('#'))
  const programs = lines.filter((line) => /^(RUN|CMD|HEALTHCHECK|ENTRYPOINT)\b/.test(line))
    .flatMap((line) => [...line.matchAll(/[\w./-]+\.(?:mjs|js|sh)\b/g)].map((m) => m[0]))

  it('calls only scripts that exist', () => {
    expect(programs.length).toBeGreaterThanOrEqual(3)
    expect(programs.filter((path) => !existsSync(join(root, path)))).toEqual([])
  })

  it('asks boot only for modes it has', () => {
    const modes = [...text('scripts/boot.mjs').matchAll(/^ {2}(\w+): \{/gm)].map((m) => m[1])
    const asked = lines.flatMap((line) => [...line.matchAll(/boot\.mjs"?,? "?(\w+)/g)].map((m) => m[1]))
    expect(asked).toEqual(['build', 'start'])
    expect(asked.filter((mode) => !modes.includes(mode))).toEqual([])
  })

  it('runs node itself, as an ordinary user, in the version the project asks for', () => {
    expect(lines.at(-1)).toMatch(/^CMD \["node", /)
    expect(lines.filter((line) => line.startsWith('USER'))).toEqual(['USER node', 'USER node'])
    expect(lines.filter((line) => line.startsWith('FROM')).every((line) => line.startsWith('FROM node:20-bookworm-slim'))).toBe(true)
  })
})
