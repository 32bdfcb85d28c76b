import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    name: 'server',
    environment: 'node',
    include: ['src/**/*.test.ts'],
    globalSetup: ['src/platform/testing/cluster.ts'],
    // A first start of a database inside a test takes a second or two on a busy machine.
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
})
