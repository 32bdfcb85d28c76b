import { defineConfig } from 'vitest/config'

/** Journeys in a real browser. One at a time: each has a server, a database and a Chromium of its own on two processors. */
export default defineConfig({
  test: {
    name: 'e2e', root: import.meta.dirname, environment: 'node', include: ['**/*.e2e.ts'],
    fileParallelism: false, testTimeout: 120_000, hookTimeout: 120_000,
  },
})
