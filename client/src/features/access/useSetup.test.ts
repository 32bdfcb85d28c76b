import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope, type EffectScope } from 'vue'
import { useSetup } from './useSetup'

const TOKEN = 'A'.repeat(43)
const GOOD = 'seven bridges, one well'
let scope: EffectScope
let setup: ReturnType<typeof useSetup>
let asked: { path: string; body: Record<string, unknown> }[]
let answers: [number, object][]
beforeEach(() => {
  asked = []
  answers = []
  vi.stubGlobal('fetch', (path: string, init: { body: string }) => {
    asked.push({ path, body: JSON.parse(init.body) as Record<string, unknown> })
    const [status, body] = answers.shift()!
    return Promise.resolve(new Response(JSON.stringify(body), { status }))
  })
  scope = effectScope()
  setup = scope.run(useSetup)!
})
afterEach(() => { scope.stop(); vi.unstubAllGlobals() })

const look = (more: object = {}) => { answers.push([200, { purpose: 'enrol', login: 'zhang.wei', name: '张伟', secondFactor: 'enrol', expires: 1, ...more }]); return setup.open(TOKEN) }
const fill = (more: object = {}) => { setup.filled.value = { ...setup.filled.value, password: GOOD, again: GOOD, ...more } }
const BEGUN: [number, object] = [200, { uri: 'otpauth://totp/x', secret: 'ABCD' }]

it('without a link there is nothing to do, and nobody is asked', async () => {
  await setup.open(null)
  expect([setup.stage.value, asked]).toEqual(['no-link', []])
})

it('leads from the link by password and authenticator to the recovery codes, the secret in bodies only', async () => {
  await look()
  fill()
  answers.push(BEGUN)
  await setup.next()
  expect(setup.stage.value).toBe('authenticator')
  setup.filled.value.code = '123456'
  answers.push([200, { recoveryCodes: ['1', '2'] }])
  await setup.finish()
  expect([setup.stage.value, setup.recoveryCodes.value, setup.filled.value.password, setup.link()]).toEqual(['codes', ['1', '2'], '', null])
  expect(asked.map((a) => a.path)).toEqual(['/api/invite/look', '/api/invite/second-factor', '/api/invite'])
  expect(asked[2]!.body).toEqual({ token: TOKEN, password: GOOD, code: '123456' })
})

it('needs no second step where the role needs none', async () => {
  await look({ secondFactor: 'none' })
  fill()
  answers.push([200, { recoveryCodes: [] }])
  await setup.next()
  expect(setup.stage.value).toBe('done')
})

it('goes no further with a password that is short or typed differently', async () => {
  await look()
  fill({ again: 'something else' })
  await setup.next()
  expect([setup.stage.value, asked.length]).toEqual(['account', 1])
})

it('comes back to the password when the server knows it, and keeps the authenticator that was scanned', async () => {
  await look()
  fill()
  answers.push(BEGUN)
  await setup.next()
  setup.filled.value.code = '123456'
  answers.push([400, { rejected: 'password-too-common', detail: {} }])
  await setup.finish()
  expect([setup.stage.value, setup.asking.no.value?.code, setup.filled.value.code]).toEqual(['account', 'password-too-common', ''])
  fill({ password: `${GOOD}!`, again: `${GOOD}!` })
  await setup.next()
  expect([setup.stage.value, asked.filter((a) => a.path.endsWith('second-factor')).length]).toEqual(['authenticator', 1])
})

it('makes the authenticator anew when the sign-in name in it has changed', async () => {
  await look({ purpose: 'set-up', login: null, name: null })
  fill({ login: 'first', name: '王芳' })
  answers.push(BEGUN, BEGUN)
  await setup.next()
  setup.back()
  setup.filled.value.login = 'first.one'
  await setup.next()
  expect(asked.filter((a) => a.path.endsWith('second-factor')).map((a) => a.body.login)).toEqual(['first', 'first.one'])
})

it.each([[0, 'look'], [1, 'authenticator'], [2, 'end']])('says so at whatever step the link stops counting (%i: %s)', async (step) => {
  const gone: [number, object] = [404, { rejected: 'invite-not-valid', detail: {} }]
  if (step === 0) answers.push(gone)
  await (step === 0 ? setup.open(TOKEN) : look())
  if (step > 0) {
    fill()
    answers.push(step === 1 ? gone : BEGUN)
    await setup.next()
  }
  if (step === 2) {
    answers.push(gone)
    await setup.finish()
  }
  expect([setup.stage.value, setup.asking.no.value]).toEqual(['not-valid', null])
})
