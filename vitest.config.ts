import { existsSync } from 'node:fs'
import { defineConfig } from 'vitest/config'

/** One project per room; each carries its own settings. `npm test` runs the journeys (e2e) after the others. */
export default defineConfig({
  test: { projects: ['shared', 'server', 'client', 'scripts', 'e2e'].filter((room) => existsSync(`${import.meta.dirname}/${room}/vitest.config.ts`)) },
})
