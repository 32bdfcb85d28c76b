// Preloaded into the built server beside `watchRoutes`: plants bugs into its doors, each into one of its own, to see whether the
// fuzz would notice. The server's own code runs unchanged around them. `bugs.ts` says which door has which.
import { subscribe } from 'node:diagnostics_channel'

const at = (req, url, fits) => req.routeOptions.url === url && fits(req)

subscribe('fastify.initialization', ({ fastify: app }) => {
  app.addHook('preHandler', async (req) => {
    if (at(req, '/api/days', (r) => r.query.count > 50)) throw new Error('no such day')
  })
  app.addHook('preHandler', (req, _reply, done) => {
    if (at(req, '/demo/clock', (r) => r.body?.rate > 1)) setTimeout(done, 3000)
    else done()
  })
  app.addHook('preHandler', async (req, reply) => {
    if (!at(req, '/api/incidents/:id/file', (r) => r.params.id.includes('~'))) return
    return reply.code(400).send({ rejected: 'invalid-command', detail: { why: 'syntax error at or near "~" in select text from log' } })
  })
  app.addHook('onSend', async (req, reply, payload) => (at(req, '/api/district', () => reply.statusCode === 200) ? '{"district":{},"layers":[{"id":1}]}' : payload))
  app.addHook('onRoute', (route) => {
    if (route.url === '/api/statistics/phases') route.validatorCompiler = () => (value) => ({ value: { hours: Math.abs(Math.trunc(Number(value.hours))) % 9000 || 1 } })
  })
  // Before anybody stands guard: afterwards the server itself refuses a door without a line in the policy.
  app.get('/api/backdoor', () => ({ ok: true }))
  app.addHook('onRequest', async (req, reply) => (at(req, '/api/openapi.json', (r) => !r.headers.cookie) ? reply.send({}) : undefined))
})
