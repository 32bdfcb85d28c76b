import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

/** Pure tests run in plain Node; a test of a component names its environment in its first line. */
export default defineConfig({
  plugins: [vue()],
  test: { name: 'client', environment: 'node', include: ['src/**/*.test.ts'] },
})
