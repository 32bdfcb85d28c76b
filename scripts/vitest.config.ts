import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    name: 'scripts', root: import.meta.dirname, environment: 'node', include: ['**/*.test.ts', '../bench/**/*.test.ts'], testTimeout: 60_000,
    // The proofs' short forms need a database.
    globalSetup: ['../server/src/platform/testing/cluster.ts'], hookTimeout: 30_000,
  },
})
