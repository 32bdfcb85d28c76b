// Preloaded into the built server (`node --import`): writes the table of its routes, with their schemas, to ROUTES_FILE when it is
// ready. Fastify announces itself (`fastify.initialization`), so the server needs no door for this; it runs unchanged.
import { subscribe } from 'node:diagnostics_channel'
import { writeFileSync } from 'node:fs'

subscribe('fastify.initialization', ({ fastify }) => {
  const routes = []
  fastify.addHook('onRoute', (route) => {
    for (const method of [route.method].flat()) routes.push({ method, url: route.url, schema: route.schema ?? {} })
  })
  fastify.addHook('onReady', (done) => {
    writeFileSync(process.env.ROUTES_FILE, JSON.stringify(routes))
    done()
  })
})
